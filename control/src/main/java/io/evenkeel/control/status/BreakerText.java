package io.evenkeel.control.status;

import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;

/** What is to be said of a circuit breaker besides its state. */
final class BreakerText {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private BreakerText() {}

  /** For people; empty in the ordinary case. */
  static String reason(CircuitBreaker breaker, long nowNanos) {
    Forced forced = breaker.forced();
    if (forced != null) {
      return "by " + forced.by() + ": " + forced.reason() + left(forced, nowNanos);
    }
    long waitNanos = breaker.waitNanos(nowNanos);
    if (waitNanos > 0) {
      return "tried again in " + seconds(waitNanos);
    }
    return breaker.isHeldClosed(nowNanos)
        ? "too many requests fail, but too many servers are away already"
        : "";
  }

  private static String left(Forced forced, long nowNanos) {
    return forced.until() == null
        ? ""
        : ", " + seconds(Math.max(1, forced.untilNanos() - nowNanos)) + " left";
  }

  private static String seconds(long nanos) {
    return Math.ceilDiv(nanos, SECOND_NANOS) + " s";
  }
}
