package io.evenkeel.control.status;

/** When the readings of the last seconds were taken: the same for all servers. Not thread-safe. */
final class ReadingTimes {
  /** Ten intervals need eleven readings. */
  static final int READINGS = 11;

  /** Histograms are large: they are read so seldom, and percentiles are of five to ten seconds. */
  private static final int HISTOGRAM_PERIOD = 5;

  private final long[] atNanos = new long[READINGS];
  private long newest = -1;

  /** Begins the next reading. */
  void next(long nowNanos) {
    newest++;
    atNanos[index(newest)] = nowNanos;
  }

  /** Number of the present reading, from 0. */
  long newest() {
    return newest;
  }

  /** When that reading was taken; of the last {@link #READINGS} only. */
  long nanos(long reading) {
    return atNanos[index(reading)];
  }

  boolean isTimeForHistograms() {
    return newest % HISTOGRAM_PERIOD == 0;
  }

  /** Number of the present period of histograms: it began when they were read last. */
  long period() {
    return newest / HISTOGRAM_PERIOD;
  }

  /** Where a ring of {@link #READINGS} keeps that reading. */
  static int index(long reading) {
    return (int) (reading % READINGS);
  }
}
