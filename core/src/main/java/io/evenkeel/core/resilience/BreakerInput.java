package io.evenkeel.core.resilience;

/** What can happen to a circuit breaker. */
sealed interface BreakerInput {
  /** The window's rates are too bad, and the server may be away. */
  record Tripped(long nowNanos) implements BreakerInput {}

  /** A request wants through. */
  record Asked(long nowNanos) implements BreakerInput {}

  /** A request wants through, and there is nobody else whom it could go to. */
  record Needed(long nowNanos) implements BreakerInput {}

  /**
   * A request has ended.
   *
   * @param startNanos the time with which it asked
   */
  record Ended(long startNanos, Result result, long nowNanos) implements BreakerInput {}

  /** The server must serve, well or not: too many others are away. */
  record Recalled(long nowNanos) implements BreakerInput {}

  /** So it was in the process before this one. */
  record Inherited(int openings, long untilNanos) implements BreakerInput {}

  /** By the operator's word. */
  record Force(boolean open, Forced forced) implements BreakerInput {}

  /** The operator's word is taken back or has expired. */
  record Released() implements BreakerInput {}

  /** Breakers are switched off, or the server has left its pool. */
  record Reset() implements BreakerInput {}

  /** What came of a request. */
  enum Result {
    PASSED,
    /** Well, but too slow. */
    SLOW,
    FAILED,
    /** It says nothing: the client left, or it never got there. */
    VOID
  }
}
