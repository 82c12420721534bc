package io.evenkeel.core.health;

/**
 * The verdict of one check on one server.
 *
 * <p>The first answer decides at once; after that a verdict turns only when {@code rise} passes or
 * {@code fall} failures came in a row.
 *
 * @param streak answers in a row that speak against the verdict; 0 after one that agrees
 * @param sinceNanos when the verdict last turned, by the monotonic clock
 */
public record HealthState(Health health, int streak, long sinceNanos) {
  /** Nothing known yet. */
  public static HealthState checking(long nowNanos) {
    return new HealthState(Health.CHECKING, 0, nowNanos);
  }

  /** The state after one more answer. */
  public HealthState after(ProbeOutcome outcome, HealthThresholds thresholds, long nowNanos) {
    Health said = outcome == ProbeOutcome.PASS ? Health.HEALTHY : Health.UNHEALTHY;
    if (said == health) {
      return streak == 0 ? this : new HealthState(health, 0, sinceNanos);
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
