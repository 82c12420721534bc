package io.evenkeel.core.time;

/**
 * A source of uniform random numbers. Implementations for production are thread-safe and do not
 * contend.
 */
@FunctionalInterface
public interface RandomSource {
  /** 64 uniform bits. */
  long nextLong();

  /**
   * Uniform in 0 (inclusive) to {@code bound} (exclusive), without division. The bias is below
   * bound / 2^32.
   */
  default int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform in [0, 1). */
  default double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }
}
