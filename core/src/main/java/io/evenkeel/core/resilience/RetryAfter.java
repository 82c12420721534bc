package io.evenkeel.core.resilience;

import io.evenkeel.core.time.RandomSource;

/**
 * When a client that was sent away should come back: at least a second, in whole seconds as the
 * field of HTTP has them (RFC 9110, 10.2.3), and spread, so that those who were sent away together
 * do not come back together.
 */
public final class RetryAfter {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** A day: who is to wait longer need not know it more exactly. */
  private static final long MOST_SECONDS = 86_400;

  /** More than this nobody needs to be spread over, and nobody should be held up by it. */
  private static final long WIDEST_SPREAD_SECONDS = 30;

  private RetryAfter() {}

  /**
   * Seconds to say.
   *
   * @param waitNanos about when there should be room; may be 0 or below
   */
  public static int seconds(long waitNanos, RandomSource random) {
    long least = Math.clamp(Math.ceilDiv(waitNanos, SECOND_NANOS), 1, MOST_SECONDS);
    long spread = Math.min(least, WIDEST_SPREAD_SECONDS);
    return (int) (least + random.nextInt((int) spread + 1));
  }
}
