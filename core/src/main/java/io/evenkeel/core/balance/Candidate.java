package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;

/**
 * A server that may be picked, and its share relative to the other candidates.
 *
 * @param weight above 0
 */
public record Candidate(ServerState server, double weight) {
  public Candidate {
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight of " + server + ": " + weight + " (expected: > 0)");
    }
  }
}
