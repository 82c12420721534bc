package io.evenkeel.core.model;

/**
 * What undoes a change while it is watched.
 *
 * @param errorRateRise of the canary over the control, or of now over before: 0.02 is two
 *     percentage points
 * @param p99Factor the same for the 99th percentile of the latency: 3 is three times as long
 * @param healthyBelow fraction of 0 to 1 of a pool's servers
 * @param shareAbove fraction of 0 to 1 of a pool's requests on one server, when it is also above
 *     twice its fair share
 */
public record RollbackOn(
    double errorRateRise, double p99Factor, double healthyBelow, double shareAbove) {
  public static final RollbackOn DEFAULT = new RollbackOn(0.02, 3, 0.5, 0.6);
}
