package io.evenkeel.core.resilience;

import io.evenkeel.core.model.BreakerPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A breaker policy as a breaker reads it: of one server, or of a pool as a whole. Times are in
 * nanoseconds.
 *
 * @param failureRate of the requests in the window
 * @param slowRate of the requests in the window; above 1: slowness opens nothing
 * @param slowNanos from here on an answer is slow
 * @param minRequests in the window before a rate counts
 * @param windowNanos what is looked at
 * @param openNanos the first time it is open
 * @param doublings how often that may double
 * @param tries requests that may try it while it is half-open
 */
public record BreakerTerms(
    double failureRate,
    double slowRate,
    long slowNanos,
    int minRequests,
    long windowNanos,
    long openNanos,
    int doublings,
    int tries) {
  /**
   * 64 times: by default 5 s become 320 s. A server that stays broken then costs at most three
   * requests in five minutes, one in a hundred seconds, which is below a thousandth of any traffic
   * worth a breaker (20 requests in 10 s); and one that is repaired is back within about five
   * minutes at the worst, which is what an operator waits before looking again. Each doubling more
   * would halve what is next to nothing and double the wait.
   */
  static final int SERVER_DOUBLINGS = 6;

  /**
   * Behind the breaker of a pool nobody else serves: a longer pause only makes the outage longer,
   * and three tries every five seconds harm nobody.
   */
  static final int POOL_DOUBLINGS = 0;

  /**
   * Who is cut off from a server is served by another; who is cut off from a pool is not served at
   * all. So a pool may only lose a tenth of the success that a server may: with the default of 50 %
   * failures it opens when 95 % of the requests come to nothing.
   */
  static final double POOL_STRICTNESS = 10;

  private static final double NEVER = 2;

  /** How the breaker of each server goes by {@code policy}; null: it never opens. */
  public static @Nullable BreakerTerms ofServer(BreakerPolicy policy) {
    return switch (policy) {
      case BreakerPolicy.None _ -> null;
      case BreakerPolicy.Active active ->
          of(active, active.failureRate(), active.slowRate(), SERVER_DOUBLINGS);
    };
  }

  /**
   * How the breaker of a whole pool goes by {@code policy}; null: it never opens. A slow answer is
   * an answer: slowness does not count.
   */
  public static @Nullable BreakerTerms ofPool(BreakerPolicy policy) {
    return switch (policy) {
      case BreakerPolicy.None _ -> null;
      case BreakerPolicy.Active active ->
          of(active, 1 - (1 - active.failureRate()) / POOL_STRICTNESS, NEVER, POOL_DOUBLINGS);
    };
  }

  private static BreakerTerms of(
      BreakerPolicy.Active policy, double failureRate, double slowRate, int doublings) {
    return new BreakerTerms(
        failureRate,
        slowRate,
        policy.slow().toNanos(),
        policy.minRequests(),
        policy.window().toNanos(),
        policy.openFor().toNanos(),
        doublings,
        policy.halfOpenRequests());
  }

  /** How long the {@code opening}th opening in a row lasts, from 1. */
  long openNanos(int opening) {
    return openNanos << Math.min(opening - 1, doublings);
  }

  /** Whether so many of {@code total} are too many. */
  boolean isTooBad(long failed, long slow, long total) {
    return total >= minRequests && (failed >= failureRate * total || slow >= slowRate * total);
  }

  /** Whether so many slow ones among the tries show that the server is still slow. */
  boolean areTriesTooSlow(int slow) {
    return slow >= slowRate * tries;
  }
}
