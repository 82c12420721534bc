package io.evenkeel.core.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many requests of the last while were good, failed, slow, or both. Thread-safe, lock-free;
 * counting makes no garbage.
 *
 * <p>Time is cut into buckets of a {@value #BUCKETS}th of the window. Every request counts exactly
 * once, in the bucket of its time; nothing older than the window counts, and everything younger
 * than 15/16 of it does.
 *
 * <p>Each bucket has a cell per kind, and each cell carries the number of its bucket next to its
 * count, so that a cell of the last round is begun anew by the same compare-and-set that counts: no
 * moment exists in which a bucket is half cleared. The number is kept modulo 2^24, so a cell that
 * slept for 16 million buckets (four months with a window of ten seconds) may count again for one
 * window.
 *
 * <p>An addition is one division and one compare-and-set, a question reads at most 64 cells.
 */
public final class SlidingWindow {
  private static final int BUCKETS = 16;

  private static final int FAILED = 1;
  private static final int SLOW = 2;
  private static final int KINDS = 4;

  /** A trillion requests in one bucket. */
  private static final int COUNT_BITS = 40;

  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long NUMBER_MASK = (1L << (Long.SIZE - COUNT_BITS)) - 1;

  private final long windowNanos;
  private final long bucketNanos;
  private final AtomicLongArray cells = new AtomicLongArray(BUCKETS * KINDS);

  /**
   * @param windowNanos what is looked at, at least 1
   */
  public SlidingWindow(long windowNanos) {
    if (windowNanos < 1) {
      throw new IllegalArgumentException("window: " + windowNanos + " ns (expected: at least 1)");
    }
    this.windowNanos = windowNanos;
    this.bucketNanos = Math.ceilDiv(windowNanos, BUCKETS);
  }

  /** What is looked at. */
  public long windowNanos() {
    return windowNanos;
  }

  /** One request has ended. */
  public void add(boolean failed, boolean slow, long nowNanos) {
    long number = number(nowNanos);
    int cell = cell(number, (failed ? FAILED : 0) | (slow ? SLOW : 0));
    long stamp = number & NUMBER_MASK;
    long seen = cells.get(cell);
    while (true) {
      long next;
      if (seen >>> COUNT_BITS == stamp) {
        next = seen + 1;
      } else if (isAfter(seen >>> COUNT_BITS, stamp)) {
        return; // a thread that slept for a window: what it tells is too old to count
      } else {
        next = (stamp << COUNT_BITS) + 1;
      }
      long witness = cells.compareAndExchange(cell, seen, next);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  /** Requests in the window. */
  public long total(long nowNanos) {
    return sum(0, 0, nowNanos);
  }

  /** Those of them that failed. */
  public long failed(long nowNanos) {
    return sum(FAILED, FAILED, nowNanos);
  }

  /** Those of them that were slow, failed or not. */
  public long slow(long nowNanos) {
    return sum(SLOW, SLOW, nowNanos);
  }

  /** Of all kinds whose bits under {@code mask} are {@code bits}. */
  private long sum(int mask, int bits, long nowNanos) {
    long newest = number(nowNanos);
    long sum = 0;
    for (int back = 0; back < BUCKETS; back++) {
      long number = newest - back;
      for (int kind = 0; kind < KINDS; kind++) {
        if ((kind & mask) == bits) {
          long seen = cells.get(cell(number, kind));
          sum += seen >>> COUNT_BITS == (number & NUMBER_MASK) ? seen & COUNT_MASK : 0;
        }
      }
    }
    return sum;
  }

  /** Whether {@code later} is a number after {@code earlier}, as far as one can tell modulo. */
  private static boolean isAfter(long later, long earlier) {
    long ahead = (later - earlier) & NUMBER_MASK;
    return ahead != 0 && ahead < BUCKETS * 2L;
  }

  private long number(long nowNanos) {
    return Math.floorDiv(nowNanos, bucketNanos);
  }

  private static int cell(long number, int kind) {
    return (int) (number & (BUCKETS - 1)) * KINDS + kind;
  }
}
