package io.evenkeel.core.health;

import org.jspecify.annotations.Nullable;

/**
 * All that the checks know of one server.
 *
 * @param readiness null: the pool has no readiness check
 * @param liveness null: the pool has no liveness check
 * @param lastProbe the newest answer of either check; null before the first
 * @param lastProbeNanos when it came, by the monotonic clock
 */
public record ServerHealth(
    @Nullable HealthState readiness,
    @Nullable HealthState liveness,
    @Nullable ProbeResult lastProbe,
    long lastProbeNanos) {
  /** No check at all: nothing is held against the server. */
  public static final ServerHealth UNCHECKED = new ServerHealth(null, null, null, 0);

  /** Unhealthy when either check says so, healthy when all that exist do, else checking. */
  public Health overall() {
    if (is(readiness, Health.UNHEALTHY) || is(liveness, Health.UNHEALTHY)) {
      return Health.UNHEALTHY;
    }
    return is(readiness, Health.CHECKING) || is(liveness, Health.CHECKING)
        ? Health.CHECKING
        : Health.HEALTHY;
  }

  /**
   * Whether the liveness check takes the server for dead: panic mode passes it by while others are
   * left.
   */
  public boolean dead() {
    return is(liveness, Health.UNHEALTHY);
  }

  private static boolean is(@Nullable HealthState state, Health health) {
    return state != null && state.health() == health;
  }
}
