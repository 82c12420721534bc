package io.evenkeel.core.resilience;

import io.evenkeel.core.stats.LogHistogram;

/**
 * A percentile of a pool's latencies over about the last ten seconds, from readings of its running
 * counts taken once a second. One thread.
 */
public final class HedgeDelay {
  /** Ten seconds: short enough to follow a deployment, long enough for a percentile. */
  private static final int READINGS = 10;

  /** Fewer answers say nothing of the slowest 5 % of them. */
  private static final long LEAST_ANSWERS = 100;

  private final long[][] readings = new long[READINGS][];
  private int count;

  /**
   * Takes in a reading and tells the delay.
   *
   * @param latencies the running counts of all servers, see {@link LogHistogram#addTo}; kept
   * @param percentile 1 to 99
   * @return nanoseconds; {@link PoolRetries#NEVER} while there were too few answers
   */
  public long after(long[] latencies, int percentile) {
    long[] oldest = readings[count % READINGS];
    if (oldest == null) {
      oldest = count == 0 ? latencies : readings[0];
    }
    readings[count++ % READINGS] = latencies;
    long[] recent = new long[LogHistogram.BUCKETS];
    long answers = 0;
    for (int i = 0; i < recent.length; i++) {
      // A server that left took its counts along.
      recent[i] = Math.max(0, latencies[i] - oldest[i]);
      answers += recent[i];
    }
    return answers < LEAST_ANSWERS
        ? PoolRetries.NEVER
        : LogHistogram.quantileNanos(recent, percentile / 100.0);
  }
}
