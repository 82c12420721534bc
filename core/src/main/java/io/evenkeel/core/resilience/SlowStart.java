package io.evenkeel.core.resilience;

import java.time.Duration;

/**
 * How much of its weight a server carries while it warms up: a tenth at once, then a straight line
 * to the whole.
 *
 * <p>The factors of a pool only count relative to each other: servers that begin together share the
 * traffic as if they were warm, so a pool that starts as a whole is not starved.
 *
 * @param windowNanos length of the ramp; 0: none
 */
public record SlowStart(long windowNanos) {
  /**
   * The first share: large enough to fill caches and to show a fault, small enough that a server
   * which cannot serve yet spoils little.
   */
  public static final double FLOOR = 0.1;

  /** No ramp. */
  public static final SlowStart NONE = new SlowStart(0);

  public SlowStart {
    if (windowNanos < 0) {
      throw new IllegalArgumentException("slow-start: " + windowNanos + " ns (expected: >= 0)");
    }
  }

  /** The ramp of this length. */
  public static SlowStart over(Duration window) {
    return new SlowStart(window.toNanos());
  }

  /** In {@link #FLOOR} to 1, for a server that began {@code elapsedNanos} ago. */
  public double factor(long elapsedNanos) {
    if (elapsedNanos >= windowNanos) {
      return 1;
    }
    double ramp = FLOOR + (1 - FLOOR) * elapsedNanos / windowNanos;
    return Math.max(FLOOR, ramp);
  }
}
