package io.evenkeel.core.resilience;

/**
 * What one server did in a short while: what {@link ConcurrencyLimit} judges by.
 *
 * @param elapsedNanos length of the window
 * @param answers good answers that came in it; failures and rejections (4xx) are none, however fast
 * @param unavailable answers with status 503
 * @param late attempts that timed out
 * @param medianNanos of the good answers, to their first byte; 0 without one
 * @param meanNanos of the same
 * @param use how much of what the limit allows was in use at the busiest moment
 * @param waiting requests without a byte of their answer at the end of the window
 */
public record LimitWindow(
    long elapsedNanos,
    long answers,
    long unavailable,
    long late,
    long medianNanos,
    long meanNanos,
    Use use,
    int waiting) {
  /** How much of a limit was in use. */
  public enum Use {
    SPARE,
    /** Nearly all: seven of eight. */
    NEARLY,
    /** All, and a request was turned away. */
    EXHAUSTED
  }

  /** Fewer may be chance. */
  static final int LEAST_OVERLOADS = 3;

  /** A server in trouble fails more than one in ten; one that only has a slow page does not. */
  private static final int OVERLOADED_ONE_IN = 10;

  /** Whether the limit was nearly used at least: only then it is known how the server bears it. */
  boolean used() {
    return use != Use.SPARE;
  }

  /** Requests that waited at once on average: those that ended, times how long they waited. */
  double concurrency() {
    return elapsedNanos == 0 ? 0 : (double) answers * meanNanos / elapsedNanos;
  }

  /** Good answers per second. */
  double perSecond() {
    return elapsedNanos == 0 ? 0 : answers * 1e9 / elapsedNanos;
  }

  /**
   * Whether failures say that the server has too much to do: it says so itself, or it is late.
   *
   * @param isSlow whether what it does answer comes slowly, too. Where it does not, what times out
   *     is a matter of those requests: a page that is broken, not a server that is busy
   */
  boolean isOverloaded(boolean isSlow) {
    long overloads = unavailable + (isSlow || answers < late ? late : 0);
    return overloads >= LEAST_OVERLOADS && overloads * OVERLOADED_ONE_IN >= answers + overloads;
  }
}
