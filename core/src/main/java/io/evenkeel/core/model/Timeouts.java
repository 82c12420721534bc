package io.evenkeel.core.model;

import java.time.Duration;

/**
 * Times towards the servers of a pool.
 *
 * @param connect to open a connection
 * @param response from the last byte of the request to the head of the response, and between two
 *     reads of its body
 * @param idle how long an unused connection to a server is kept
 */
public record Timeouts(Duration connect, Duration response, Duration idle) {
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60));
}
