package io.evenkeel.control.status;

/**
 * One server over the last ten seconds.
 *
 * @param attempts finished in the window
 * @param errorRate 0 to 1
 * @param p50Nanos 0 without attempts
 */
record ServerRates(
    long attempts, double attemptsPerSecond, double errorRate, double p50Nanos, double p99Nanos) {
  static final ServerRates NONE = new ServerRates(0, 0, 0, 0, 0);
}
