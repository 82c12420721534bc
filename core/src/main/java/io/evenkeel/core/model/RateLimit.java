package io.evenkeel.core.model;

import java.time.Duration;

/**
 * Requests that a route takes in a time; what is above is answered with 429.
 *
 * @param requests per {@code per}, at least 1
 * @param burst that may come at once, at least 1
 */
public record RateLimit(int requests, Duration per, int burst, By by) {
  /** Who is counted as one. */
  public enum By {
    /** All requests of the route together. */
    ROUTE,
    /** Each client's address by itself. */
    CLIENT
  }

  public RateLimit {
    if (requests < 1 || burst < 1) {
      throw new IllegalArgumentException(
          "requests: " + requests + ", burst: " + burst + " (expected: at least 1 each)");
    }
    if (per.isNegative() || per.isZero()) {
      throw new IllegalArgumentException("per: " + per + " (expected: above 0)");
    }
  }
}
