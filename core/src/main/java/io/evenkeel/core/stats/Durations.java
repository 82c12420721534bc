package io.evenkeel.core.stats;

/** Durations that were counted, summed over all lanes at one moment. Immutable. */
public final class Durations {
  private final long[] buckets;
  private final long sumNanos;

  /**
   * Takes over {@code buckets}, the sums of {@link LogHistogram#addTo}.
   *
   * @param sumNanos of all durations, exact
   */
  public Durations(long[] buckets, long sumNanos) {
    this.buckets = buckets.clone();
    this.sumNanos = sumNanos;
  }

  /** Both together. */
  public Durations plus(Durations other) {
    long[] sums = buckets.clone();
    for (int bucket = 0; bucket < sums.length; bucket++) {
      sums[bucket] += other.buckets[bucket];
    }
    return new Durations(sums, sumNanos + other.sumNanos);
  }

  /** What came after {@code earlier}, an older sum of the same. */
  public Durations since(Durations earlier) {
    long[] left = buckets.clone();
    for (int bucket = 0; bucket < left.length; bucket++) {
      left[bucket] = Math.max(0, left[bucket] - earlier.buckets[bucket]);
    }
    return new Durations(left, Math.max(0, sumNanos - earlier.sumNanos));
  }

  /** The counts by bucket of {@link LogHistogram}; a copy. */
  public long[] buckets() {
    return buckets.clone();
  }

  /** How many there were. */
  public long count() {
    return countUpTo(Long.MAX_VALUE);
  }

  /** The sum of all, in nanoseconds. */
  public long sumNanos() {
    return sumNanos;
  }

  /** How many took up to {@code nanos}, its whole bucket included: too many by 12.5 % of it. */
  public long countUpTo(long nanos) {
    long count = 0;
    for (int bucket = 0; bucket <= LogHistogram.bucketOf(nanos); bucket++) {
      count += buckets[bucket];
    }
    return count;
  }

  /** The duration that {@code quantile} (0 to 1) of them do not exceed; 0 when there are none. */
  public long quantileNanos(double quantile) {
    return LogHistogram.quantileNanos(buckets, quantile);
  }
}
