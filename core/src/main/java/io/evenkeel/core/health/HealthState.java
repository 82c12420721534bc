package io.evenkeel.core.health;

/**
 * The verdict of one check on one server.
 *
 * <p>The first answer decides at once; after that a verdict turns only when {@code rise} passes or
 * {@code fall} failures came in a row, and one answer that agrees with the verdict begins the count
 * anew:
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>verdict<th>answer<th>streak + 1<th>next verdict<th>next streak
 * <tr><td>any<td>INCONCLUSIVE<td>any<td>as it was<td>as it was
 * <tr><td>CHECKING<td>PASS<td>any<td>HEALTHY<td>0
 * <tr><td>CHECKING<td>FAIL<td>any<td>UNHEALTHY<td>0
 * <tr><td>HEALTHY<td>PASS<td>any<td>HEALTHY<td>0
 * <tr><td>HEALTHY<td>FAIL<td>below fall<td>HEALTHY<td>streak + 1
 * <tr><td>HEALTHY<td>FAIL<td>fall or more<td>UNHEALTHY<td>0
 * <tr><td>UNHEALTHY<td>FAIL<td>any<td>UNHEALTHY<td>0
 * <tr><td>UNHEALTHY<td>PASS<td>below rise<td>UNHEALTHY<td>streak + 1
 * <tr><td>UNHEALTHY<td>PASS<td>rise or more<td>HEALTHY<td>0
 * </table>
 *
 * <p>When the configuration changes: a new server begins as {@link #checking}; a check added to a
 * server that serves begins as {@link #presumedHealthy}, so that adding a check never takes traffic
 * away by itself; a changed check begins with the verdict of the old one ({@link #restarted}), and
 * must earn another by its own thresholds.
 *
 * @param streak answers in a row that speak against the verdict; 0 after one that agrees
 * @param sinceNanos when the verdict last turned, by the monotonic clock
 */
public record HealthState(Health health, int streak, long sinceNanos) {
  /** Nothing known yet. */
  public static HealthState checking(long nowNanos) {
    return new HealthState(Health.CHECKING, 0, nowNanos);
  }

  /** Nothing known yet, but the server serves: only failures in a row take that from it. */
  public static HealthState presumedHealthy(long nowNanos) {
    return new HealthState(Health.HEALTHY, 0, nowNanos);
  }

  /** The same verdict, with nothing counted against it: what a changed check begins with. */
  public HealthState restarted() {
    return streak == 0 ? this : new HealthState(health, 0, sinceNanos);
  }

  /** The state after one more answer. */
  public HealthState after(ProbeOutcome outcome, HealthThresholds thresholds, long nowNanos) {
    Health said =
        switch (outcome) {
          case PASS -> Health.HEALTHY;
          case FAIL -> Health.UNHEALTHY;
          case INCONCLUSIVE -> null;
        };
    if (said == null) {
      return this;
    }
    if (said == health) {
      return restarted();
    }
    int needed =
        switch (health) {
          case CHECKING -> 1;
          case HEALTHY -> thresholds.fall();
          case UNHEALTHY -> thresholds.rise();
        };
    return streak + 1 >= needed
        ? new HealthState(said, 0, nowNanos)
        : new HealthState(health, streak + 1, sinceNanos);
  }
}
