package io.evenkeel.core.model;

import java.time.Duration;

/** One of the two checks of a pool. */
public sealed interface HealthCheck {
  /** No check: nothing is known, and nothing is held against the server. */
  record None() implements HealthCheck {}

  /**
   * A check that asks.
   *
   * @param port where to ask; 0: the port that serves traffic
   * @param interval from the beginning of one probe to the next
   * @param timeout of one probe, connect included; shorter than the interval
   * @param rise consecutive successes that make a server healthy
   * @param fall consecutive failures that make it unhealthy
   */
  record Active(ProbeKind probe, int port, Duration interval, Duration timeout, int rise, int fall)
      implements HealthCheck {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    public static final int DEFAULT_RISE = 2;
    public static final int DEFAULT_FALL = 3;

    public Active {
      if (rise < 1 || fall < 1) {
        throw new IllegalArgumentException(
            "rise: " + rise + ", fall: " + fall + " (expected: at least 1 each)");
      }
      if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(
            "interval: " + interval + ", timeout: " + timeout + " (expected: above 0)");
      }
      if (timeout.compareTo(interval) > 0) {
        throw new IllegalArgumentException(
            "timeout: " + timeout + " (expected: at most the interval, " + interval + ")");
      }
    }

    /** {@code probe} with the default interval, timeout and thresholds. */
    public static Active of(ProbeKind probe) {
      return new Active(probe, 0, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_RISE, DEFAULT_FALL);
    }
  }
}
