package io.evenkeel.core.server;

import io.evenkeel.core.stats.LogHistogram;

/**
 * The counters of one server, summed over all event loops at one moment. They only grow; rates are
 * differences of two totals.
 */
public final class ServerTotals {
  private final long[] counters;
  private final long[] latencies;
  private final int inFlight;

  ServerTotals(long[] counters, long[] latencies, int inFlight) {
    this.counters = counters;
    this.latencies = latencies;
    this.inFlight = inFlight;
  }

  /** Attempts that have begun: the finished ones and those in flight. */
  public long started() {
    return finished() + inFlight;
  }

  /** Attempts that have ended, however they did. */
  public long finished() {
    long sum = 0;
    for (long counter : counters) {
      sum += counter;
    }
    return sum;
  }

  /** Responses whose status begins with {@code firstDigit}, 1 to 5. */
  public long responses(int firstDigit) {
    if (firstDigit < 1 || firstDigit > 5) {
      throw new IllegalArgumentException("status class: " + firstDigit + " (expected: 1 to 5)");
    }
    return counters[firstDigit];
  }

  /** Connections that could not be made, by the server's fault. */
  public long connectFailures() {
    return counters[ServerLane.CONNECT_FAILED];
  }

  /** Attempts that never left this machine: no descriptor or port was free. */
  public long localFailures() {
    return counters[ServerLane.LOCAL];
  }

  /** Attempts for which the server was too slow. */
  public long timeouts() {
    return counters[ServerLane.TIMED_OUT];
  }

  /** Attempts that the server broke off, or answered with something that is no HTTP. */
  public long broken() {
    return counters[ServerLane.BROKEN];
  }

  /** Attempts that the client gave up. */
  public long abandoned() {
    return counters[ServerLane.ABANDONED];
  }

  /** Requests at the server at the moment of the sum. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * The latency to the first byte that {@code quantile} (0 to 1) of the responses since the start
   * did not exceed; 0 without a response.
   */
  public long latencyNanos(double quantile) {
    return LogHistogram.quantileNanos(latencies, quantile);
  }

  /** The same, only of the responses after {@code earlier}. */
  public long latencyNanosSince(ServerTotals earlier, double quantile) {
    return LogHistogram.quantileNanos(latencyCountsSince(earlier), quantile);
  }

  /**
   * How many responses fell into each bucket of {@link LogHistogram} after {@code earlier}, by the
   * time to their first byte.
   */
  public long[] latencyCountsSince(ServerTotals earlier) {
    long[] difference = new long[LogHistogram.BUCKETS];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = Math.max(0, latencies[i] - earlier.latencies[i]);
    }
    return difference;
  }

  /** Responses whose first byte came within {@code nanos}, to the precision of a bucket. */
  public long responsesWithin(long nanos) {
    int last = LogHistogram.bucketOf(nanos);
    long sum = 0;
    for (int bucket = 0; bucket <= last; bucket++) {
      sum += latencies[bucket];
    }
    return sum;
  }

  /** The sum of all latencies, to the precision of the buckets. */
  public long latencySumNanos() {
    long sum = 0;
    for (int bucket = 0; bucket < latencies.length; bucket++) {
      sum += latencies[bucket] * LogHistogram.middleNanos(bucket);
    }
    return sum;
  }
}
