package io.evenkeel.core.change;

import io.evenkeel.core.stats.LogHistogram;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one pool did for some of its clients over some time: the difference of two sums of counters.
 *
 * @param who for people: {@code canary}, {@code control}, {@code now}, {@code before}
 * @param requests that ended, without those that the client gave up
 * @param errors of these: 5xx whoever made it, no connection, too slow, broken off
 * @param latencies to the first byte of the answers, counts per bucket of {@link LogHistogram}
 * @param healthy servers at the end of that time
 * @param servers all of the pool
 * @param shares by name of the server
 */
public record GuardReading(
    String who,
    long requests,
    long errors,
    Latencies latencies,
    int healthy,
    int servers,
    Map<String, Share> shares) {
  public GuardReading {
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    if (errors < 0 || errors > requests) {
      throw new IllegalArgumentException(
          "errors: " + errors + " of " + requests + " requests (expected: 0 to all of them)");
    }
    if (healthy < 0 || healthy > servers) {
      throw new IllegalArgumentException(
          "healthy: " + healthy + " of " + servers + " servers (expected: 0 to all of them)");
    }
  }

  /** Errors to requests, 0 to 1. */
  public double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }

  /** Healthy servers to all, 0 to 1; 1 for a pool without servers. */
  public double healthyPart() {
    return servers == 0 ? 1 : (double) healthy / servers;
  }

  /**
   * What one server got.
   *
   * @param requests of the pool's
   * @param expected fraction of 0 to 1 that its weight entitles it to
   */
  public record Share(long requests, double expected) {}

  /** Counts of durations per bucket, which nobody changes any more. */
  public static final class Latencies {
    public static final Latencies NONE = new Latencies(new long[LogHistogram.BUCKETS]);

    private final long[] counts;

    /**
     * @param counts per bucket of {@link LogHistogram}
     */
    public Latencies(long[] counts) {
      if (counts.length != LogHistogram.BUCKETS) {
        throw new IllegalArgumentException(
            "buckets: " + counts.length + " (expected: " + LogHistogram.BUCKETS + ")");
      }
      this.counts = counts.clone();
    }

    /** All of them. */
    public long count() {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return sum;
    }

    /** The duration that {@code quantile} (0 to 1) of them do not exceed; 0 without any. */
    public long quantileNanos(double quantile) {
      return LogHistogram.quantileNanos(counts, quantile);
    }

    /** Those that are above {@code nanos} for certain: in the buckets after its own. */
    public long above(long nanos) {
      long sum = 0;
      for (int bucket = LogHistogram.bucketOf(nanos) + 1; bucket < counts.length; bucket++) {
        sum += counts[bucket];
      }
      return sum;
    }
  }
}
