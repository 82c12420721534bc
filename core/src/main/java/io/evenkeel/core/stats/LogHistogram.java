package io.evenkeel.core.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A histogram of durations with log-linear buckets: eight to each power of two, so a quantile is
 * off by at most 1/16 (6.25 %) of itself.
 *
 * <p>One writer, any number of readers, no lock. The unit is 1,024 ns: below 8 of them the error is
 * half a unit. What lies above 68 s counts as 68 s. 192 buckets of 4 bytes, less than 1 KiB in all;
 * a bucket wraps after 2^32 samples, so readers that run for long subtract what they saw before.
 */
public final class LogHistogram {
  private static final int UNIT_SHIFT = 10;
  private static final int SUB_BITS = 3;
  private static final int SUB = 1 << SUB_BITS;
  private static final int MAX_EXPONENT = 26;
  private static final long MAX_UNITS = (1L << MAX_EXPONENT) - 1;

  /** Number of buckets. */
  public static final int BUCKETS = SUB + (MAX_EXPONENT - SUB_BITS) * SUB;

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] counts = new int[BUCKETS];

  /** Counts one duration. Only the writer. */
  public void add(long nanos) {
    int bucket = bucketOf(nanos);
    COUNT.setOpaque(counts, bucket, counts[bucket] + 1);
  }

  /** Adds the counts to {@code sums}, which has {@link #BUCKETS} elements. Any thread. */
  public void addTo(long[] sums) {
    for (int i = 0; i < BUCKETS; i++) {
      sums[i] += (int) COUNT.getOpaque(counts, i) & 0xffff_ffffL;
    }
  }

  /** The bucket that counts {@code nanos}. */
  public static int bucketOf(long nanos) {
    long units = Math.clamp(nanos >> UNIT_SHIFT, 0, MAX_UNITS);
    if (units < SUB) {
      return (int) units;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(units);
    int sub = (int) (units >>> (exponent - SUB_BITS)) & (SUB - 1);
    return SUB + (exponent - SUB_BITS) * SUB + sub;
  }

  /** The middle of a bucket. */
  public static long middleNanos(int bucket) {
    return ((lowestUnits(bucket) + lowestUnits(bucket + 1)) << UNIT_SHIFT) / 2;
  }

  /**
   * The duration that {@code quantile} (0 to 1) of the counted ones do not exceed, within the error
   * of a bucket; 0 when there are none.
   */
  public static long quantileNanos(long[] sums, double quantile) {
    long total = 0;
    for (long sum : sums) {
      total += sum;
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * total));
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += sums[bucket];
      if (seen >= rank) {
        return middleNanos(bucket);
      }
    }
    return 0;
  }

  private static long lowestUnits(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int exponent = (bucket - SUB) / SUB;
    return (long) (SUB + (bucket - SUB) % SUB) << exponent;
  }
}
