package io.evenkeel.core.model;

import java.time.Duration;

/**
 * Resource ceilings of a pool.
 *
 * @param requestsPerServer concurrent requests to one server
 * @param adaptive whether that is only the ceiling, below which the limit follows the latency
 * @param queue requests that may wait for a free server, per pool
 * @param queueTimeout how long one waits at most
 * @param connectionsPerServer connections to one server, idle ones included
 */
public record Limits(
    int requestsPerServer,
    boolean adaptive,
    int queue,
    Duration queueTimeout,
    int connectionsPerServer) {
  public static final Limits DEFAULT = new Limits(256, true, 256, Duration.ofSeconds(1), 512);

  public Limits {
    if (requestsPerServer < 1 || connectionsPerServer < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "requests-per-server: "
              + requestsPerServer
              + ", connections-per-server: "
              + connectionsPerServer
              + " (expected: at least 1), queue: "
              + queue
              + " (expected: at least 0)");
    }
  }
}
