package io.evenkeel.control.status;

import org.jspecify.annotations.Nullable;

/**
 * One server in a {@link StatusReport}; rates, shares and percentiles are of the last ten seconds.
 *
 * @param health what the checks say: {@code checking} before the first answer
 * @param breaker {@code closed}: requests flow
 * @param share of the pool's requests, 0 to 1
 * @param expectedShare what its weight entitles it to among the servers that take traffic now
 * @param errorRate failures and 5xx answers of all attempts, 0 to 1
 * @param lastCheck null before the first check answered, or without checks
 */
public record ServerStatus(
    String address,
    String health,
    String breaker,
    double requestsPerSecond,
    double share,
    double expectedShare,
    int inFlight,
    double p50Ms,
    double p99Ms,
    double errorRate,
    @Nullable LastCheck lastCheck) {

  /**
   * The newest answer of a check.
   *
   * @param answer {@code 200}, {@code connection refused}, …
   * @param ms how long it took
   * @param agoMs how long ago it came
   */
  public record LastCheck(String answer, double ms, long agoMs) {}
}
