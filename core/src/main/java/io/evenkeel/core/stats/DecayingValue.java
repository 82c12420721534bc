package io.evenkeel.core.stats;

/**
 * Moving averages that forget with time, each packed into one {@code long}: the value as a float
 * above, the time of the last sample below.
 *
 * <p>Packing makes an update one compare-and-set for several writers, without a lock and without an
 * object. Times are kept in units of 2^20 ns (about 1 ms) modulo 2^32, so a cell that slept for 26
 * to 52 days may seem older or younger than it is; either way its content is long forgotten.
 *
 * <p>Pure functions: the cell lives with its owner. The cell 0 has seen nothing.
 */
public final class DecayingValue {
  /** A cell that has seen nothing. */
  public static final long NOTHING = 0;

  private static final int TICK_SHIFT = 20;
  private static final double NANOS_PER_TICK = 1 << TICK_SHIFT;

  private DecayingValue() {}

  /** The value as it was at the last sample. */
  public static float stored(long cell) {
    return Float.intBitsToFloat((int) (cell >>> 32));
  }

  /** The value, faded towards 0 by the time since the last sample. */
  public static double faded(long cell, long nowNanos, double tauNanos) {
    return cell == NOTHING ? 0 : stored(cell) * remaining(cell, nowNanos, tauNanos);
  }

  /**
   * The cell after {@code sample}: a higher sample is taken over at once, a lower one moves the
   * average by the share of {@code tauNanos} that has passed.
   */
  public static long peak(long cell, double sample, long nowNanos, double tauNanos) {
    double before = stored(cell);
    if (sample >= before) {
      return of(sample, nowNanos);
    }
    double kept = remaining(cell, nowNanos, tauNanos);
    return of(before * kept + sample * (1 - kept), nowNanos);
  }

  /** The cell after {@code sample}, which counts {@code alpha} of the whole; faded before. */
  public static long average(
      long cell, double sample, double alpha, long nowNanos, double tauNanos) {
    double before = faded(cell, nowNanos, tauNanos);
    return of(before + (sample - before) * alpha, nowNanos);
  }

  /** A cell with this value, seen now. */
  public static long of(double value, long nowNanos) {
    long bits = Float.floatToRawIntBits((float) value);
    return (bits << 32) | tick(nowNanos);
  }

  /**
   * What is left of 1 after the time since the last sample. 1 / (1 + x + x²/2) stands for exp(-x):
   * it falls as steadily, never reaches 0, and costs one division instead of a call of some 20 ns
   * per candidate.
   */
  private static double remaining(long cell, long nowNanos, double tauNanos) {
    int ticks = (int) (tick(nowNanos) - cell);
    if (ticks <= 0) {
      return 1;
    }
    double x = ticks * NANOS_PER_TICK / tauNanos;
    return 1 / (1 + x + x * x / 2);
  }

  private static long tick(long nowNanos) {
    return (nowNanos >>> TICK_SHIFT) & 0xffff_ffffL;
  }
}
