package io.evenkeel.core.health;

import io.evenkeel.core.stats.LogHistogram;

/**
 * How much of its weight a server keeps that answers far more slowly than its peers: from {@link
 * #FLOOR} to 1.
 *
 * <p><b>Slow</b> is an answer that takes more than five times as long as three quarters of the
 * peers' answers, and 100 ms more. <b>A server is slow</b> when all of at least {@link #FEW}
 * answers are, or three quarters of at least {@link #ENOUGH}. Quartiles and not means: where a
 * quarter of all requests is slow by nature, at every server, the bound lies above them and nobody
 * is slow; where fewer are, eight in a row at one server come by chance once in 10<sup>5</sup>
 * times (1/4<sup>8</sup>), and of 16 three quarters even less.
 *
 * <p>It then keeps the part of its weight that its peers' median is of its own; with at least 1 %
 * some requests still tell when it is well again, and what they wait is no percentile anybody
 * states. Answers that are not slow double its pace, step by step: a server that has been slow is
 * not met by its whole share at once. The same is done for one that gets no requests.
 */
public final class Pace {
  /** One request in a hundred of its share. */
  public static final double FLOOR = 0.01;

  /** Answers that are enough when they all say the same. */
  public static final int FEW = 8;

  /** The same for a server whose pace was cut: it does not get many. */
  public static final int FEW_OF_SLOW = 3;

  static final int ENOUGH = 16;
  static final double TIMES = 5;
  static final long LEAST_DIFFERENCE_NANOS = 100_000_000;

  /** A new pace that differs less from the old one is not worth a rebuild. */
  private static final double MATERIAL = 0.7;

  private Pace() {}

  /**
   * The pace after these answers, by bucket of {@link LogHistogram}.
   *
   * @param pace until now, {@link #FLOOR} to 1
   * @param own answers of the server since the last time
   * @param peers the latest answers of the others
   */
  public static double next(double pace, long[] own, long[] peers) {
    long answers = count(own);
    if (answers < (pace < 1 ? FEW_OF_SLOW : FEW) || count(peers) < FEW) {
      return pace;
    }
    long usual = LogHistogram.quantileNanos(peers, 0.75);
    double bound = Math.max(TIMES * usual, (double) usual + LEAST_DIFFERENCE_NANOS);
    long quick = quicker(own, bound);
    boolean slow = answers >= ENOUGH ? quick <= answers / 4 : quick == 0;
    if (slow) {
      double ratio =
          (double) LogHistogram.quantileNanos(peers, 0.5) / LogHistogram.quantileNanos(own, 0.5);
      double wanted = Math.clamp(ratio, FLOOR, 1.0);
      return wanted < MATERIAL * pace ? wanted : pace;
    }
    return quick > answers / 2 ? faster(pace) : pace;
  }

  /** The next step back to the whole weight. */
  public static double faster(double pace) {
    return Math.min(1, 2 * pace);
  }

  private static long quicker(long[] buckets, double boundNanos) {
    long sum = 0;
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      sum += LogHistogram.middleNanos(bucket) <= boundNanos ? buckets[bucket] : 0;
    }
    return sum;
  }

  private static long count(long[] buckets) {
    long sum = 0;
    for (long bucket : buckets) {
      sum += bucket;
    }
    return sum;
  }
}
