package io.evenkeel.core.health;

import org.jspecify.annotations.Nullable;

/**
 * All that the checks know of one server.
 *
 * @param readiness null: the pool has no readiness check
 * @param liveness null: the pool has no liveness check
 * @param lastProbe the newest answer of either check; null before the first
 * @param lastProbeNanos when it came, by the monotonic clock
 * @param trusted the checks make it unhealthy, but are suspected: live traffic to it succeeds
 */
public record ServerHealth(
    @Nullable HealthState readiness,
    @Nullable HealthState liveness,
    @Nullable ProbeResult lastProbe,
    long lastProbeNanos,
    boolean trusted) {
  /** No check at all: nothing is held against the server. */
  public static final ServerHealth UNCHECKED = new ServerHealth(null, null, null, 0);

  /** With checks that are believed. */
  public ServerHealth(
      @Nullable HealthState readiness,
      @Nullable HealthState liveness,
      @Nullable ProbeResult lastProbe,
      long lastProbeNanos) {
    this(readiness, liveness, lastProbe, lastProbeNanos, false);
  }

  /** What holds: healthy when trusted, else what the checks say. */
  public Health overall() {
    return trusted ? Health.HEALTHY : byChecks();
  }

  /** Unhealthy when either check says so, healthy when all that exist do, else checking. */
  public Health byChecks() {
    if (is(readiness, Health.UNHEALTHY) || is(liveness, Health.UNHEALTHY)) {
      return Health.UNHEALTHY;
    }
    return is(readiness, Health.CHECKING) || is(liveness, Health.CHECKING)
        ? Health.CHECKING
        : Health.HEALTHY;
  }

  /**
   * Whether the liveness check takes the server for dead: panic mode passes it by while others are
   * left. Never when trusted.
   */
  public boolean dead() {
    return !trusted && is(liveness, Health.UNHEALTHY);
  }

  /** When what the checks say last turned: the later of the two; without checks that of a probe. */
  public long turnedNanos() {
    if (readiness == null || liveness == null) {
      HealthState only = readiness != null ? readiness : liveness;
      return only != null ? only.sinceNanos() : lastProbeNanos;
    }
    // By difference, since the clock's origin is arbitrary.
    boolean readinessLater = readiness.sinceNanos() - liveness.sinceNanos() > 0;
    return readinessLater ? readiness.sinceNanos() : liveness.sinceNanos();
  }

  /** Whether a check fails, be it too seldom yet to turn the verdict. */
  public boolean failing() {
    return failing(readiness) || failing(liveness);
  }

  private static boolean failing(@Nullable HealthState state) {
    return state != null
        && (state.health() == Health.UNHEALTHY
            || (state.health() == Health.HEALTHY && state.streak() > 0));
  }

  private static boolean is(@Nullable HealthState state, Health health) {
    return state != null && state.health() == health;
  }
}
