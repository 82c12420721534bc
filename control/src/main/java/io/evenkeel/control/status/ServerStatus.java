package io.evenkeel.control.status;

import org.jspecify.annotations.Nullable;

/**
 * One server in a {@link StatusReport}; rates, shares and percentiles are of the last ten seconds.
 *
 * @param health what checks, traffic and operator come to, a {@link
 *     io.evenkeel.core.server.Standing} in lower case; {@code trusted}: the checks fail, but live
 *     traffic succeeds, so it serves
 * @param breaker {@code closed}: requests flow; {@code open}, {@code half-open}, {@code
 *     forced-open}, {@code forced-closed}
 * @param breakerReason by whom it was forced, when it is tried again, or why it stays closed;
 *     empty: nothing to say
 * @param share of the pool's requests, 0 to 1
 * @param expectedShare what its weight entitles it to among the servers that take traffic now
 * @param limit requests that may wait for its answer at once, now
 * @param maxRequests the most that {@code limit} can be, as configured
 * @param errorRate failures and 5xx answers of all attempts, 0 to 1
 * @param pace the part of its weight that it keeps, 0.01 to 1; below 1: its latency is far above
 *     its peers'
 * @param lastCheck null before the first check answered, or without checks
 * @param ejection why and for how long its traffic keeps it away; null: it does not
 * @param hand what an operator decided about it; null: nothing
 */
public record ServerStatus(
    String address,
    String health,
    String breaker,
    String breakerReason,
    double requestsPerSecond,
    double share,
    double expectedShare,
    int inFlight,
    int limit,
    int maxRequests,
    double p50Ms,
    double p99Ms,
    double errorRate,
    double pace,
    @Nullable LastCheck lastCheck,
    @Nullable EjectionStatus ejection,
    @Nullable HandStatus hand) {

  /**
   * The newest answer of a check.
   *
   * @param answer {@code 200}, {@code connection refused}, …
   * @param ms how long it took
   * @param agoMs how long ago it came
   */
  public record LastCheck(String answer, double ms, long agoMs) {}

  /**
   * What the traffic of the server decided about it.
   *
   * @param reason {@code consecutive-failures}, {@code failure-rate}, {@code success-rate} or
   *     {@code stalled}
   * @param why for people
   * @param times it was ejected lately
   * @param secondsLeft until it is tried again
   */
  public record EjectionStatus(String reason, String why, int times, long secondsLeft) {}

  /**
   * What an operator decided about the server.
   *
   * @param kind {@code draining}, {@code maintenance} or {@code forced-healthy}
   * @param by who
   * @param untilSeconds seconds until it ends by itself; 0: when somebody takes it back
   * @param deadlineSeconds seconds until what still runs there is broken off; 0: it finishes, or
   *     was broken off
   */
  public record HandStatus(
      String kind, String by, String reason, long untilSeconds, long deadlineSeconds) {}
}
