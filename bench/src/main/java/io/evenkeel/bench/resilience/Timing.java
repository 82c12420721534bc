package io.evenkeel.bench.resilience;

/**
 * When the fault strikes within the load.
 *
 * @param beginMillis after the first request was due
 */
record Timing(long beginMillis, long faultMillis, long afterMillis) {
  static Timing of(int faultSeconds) {
    return new Timing(5_000, faultSeconds * 1_000L, 15_000);
  }

  long endMillis() {
    return beginMillis + faultMillis;
  }

  long totalMillis() {
    return endMillis() + afterMillis;
  }

  double faultSeconds() {
    return faultMillis / 1e3;
  }
}
