package io.evenkeel.core.resilience;

/**
 * What lowering a limit shows: a queue becomes shorter by it, and with it the latency; a server
 * that is slow for another reason stays as slow as it was. Pure.
 *
 * @param limit from which it was lowered; 0: it was not
 * @param latencyNanos the highest since: what is cut in half still has the answers of before
 * @param windows how many have passed with at most {@link #LOWERED} of it
 */
record LimitTrial(double limit, double latencyNanos, int windows) {
  static final LimitTrial NONE = new LimitTrial(0, 0, 0);

  /** Of a limit: then a queue that was all of the latency has lost nearly half of it. */
  private static final double LOWERED = 0.6;

  /** Of a latency: with more left than this it did not follow. */
  private static final double STAYED = 0.75;

  /** Until the mean of the last windows has nothing left of the time before. */
  private static final int WINDOWS = 4;

  /** After a window with this limit, as it is now, and this latency. */
  LimitTrial after(double now, double nowNanos) {
    double most = Math.max(latencyNanos, nowNanos);
    if (limit == 0) {
      return new LimitTrial(now, most, 0);
    }
    return new LimitTrial(limit, most, now <= limit * LOWERED ? windows + 1 : windows);
  }

  /** Whether it has shown something. */
  boolean isOver(double now) {
    return windows >= WINDOWS && now <= limit * LOWERED;
  }

  /** Whether it has shown that the latency does not come from a queue. */
  boolean isRefuted(double now, double nowNanos) {
    return isOver(now) && nowNanos >= latencyNanos * STAYED;
  }
}
