package io.evenkeel.core.model;

import java.time.Duration;

/**
 * What a listener takes from its clients.
 *
 * @param connections open at once
 * @param connectionsPerClient open at once from one address
 * @param headerBytes of one request head, request line included
 * @param headers fields of one request head
 * @param headerTimeout from the first byte of a head to its last
 * @param bodyTimeout between two reads of a body, or two writes to a client that reads slowly
 * @param idleTimeout between two requests
 * @param bodyBytes of one request; 0: no limit
 */
public record ListenerLimits(
    int connections,
    int connectionsPerClient,
    int headerBytes,
    int headers,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    long bodyBytes) {
  /** No limit per client: behind another proxy or NAT all clients are one address. */
  public static final ListenerLimits DEFAULT =
      new ListenerLimits(
          20_000,
          20_000,
          16 * 1024,
          100,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          0);
}
