package io.evenkeel.core.forecast;

import io.evenkeel.core.stats.LogHistogram;
import java.util.Arrays;

/** Durations as they were measured, to be drawn from. Immutable. */
final class Latencies {
  private final int[] buckets;
  private final long[] cumulative;

  /** Of counts per bucket of {@link LogHistogram}. */
  Latencies(long[] counts) {
    int used = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    buckets = new int[used];
    cumulative = new long[used];
    long sum = 0;
    int next = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] > 0) {
        sum += counts[bucket];
        buckets[next] = bucket;
        cumulative[next++] = sum;
      }
    }
  }

  /** How many were measured. */
  long count() {
    return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  /** The duration at {@code quantile}, 0 to below 1; 0 when none was measured. */
  long nanos(double quantile) {
    if (buckets.length == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(cumulative, (long) (quantile * count()));
    return LogHistogram.middleNanos(buckets[found >= 0 ? found + 1 : -found - 1]);
  }

  double meanNanos() {
    double sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      long each = cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
      sum += (double) each * LogHistogram.middleNanos(buckets[i]);
    }
    return count() == 0 ? 0 : sum / count();
  }

  /** The part of 0 to 1 that took longer than {@code nanos}, whose own bucket counts as within. */
  double beyond(long nanos) {
    int limit = LogHistogram.bucketOf(nanos);
    long within = 0;
    for (int i = 0; i < buckets.length && buckets[i] <= limit; i++) {
      within = cumulative[i];
    }
    return count() == 0 ? 0 : 1 - (double) within / count();
  }
}
