package io.evenkeel.control.trial;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check that would put a new question to servers: what is asked, where, what counts as success,
 * or how long the answer may take is not as before. Another interval or threshold is none: it
 * judges the answers that come already.
 *
 * @param old the check of the same role it takes the place of; null: there was none
 */
record ChangedCheck(CheckRole role, HealthCheck.Active check, HealthCheck.@Nullable Active old) {
  /** What {@code after} asks that {@code before} did not. */
  static List<ChangedCheck> between(HealthPolicy before, HealthPolicy after) {
    List<ChangedCheck> changed = new ArrayList<>();
    for (CheckRole role : CheckRole.values()) {
      if (role.of(after) instanceof HealthCheck.Active check) {
        HealthCheck.Active old =
            role.of(before) instanceof HealthCheck.Active active ? active : null;
        if (old == null || !asksTheSame(old, check)) {
          changed.add(new ChangedCheck(role, check, old));
        }
      }
    }
    return changed;
  }

  private static boolean asksTheSame(HealthCheck.Active a, HealthCheck.Active b) {
    return a.probe().equals(b.probe()) && a.port() == b.port() && a.timeout().equals(b.timeout());
  }

  /**
   * The verdict it would begin with if it got its power now, by the rules of {@link HealthState}:
   * that of the check it replaces; a check added to a server that serves takes it for healthy.
   */
  HealthState first(ServerHealth present, long nowNanos) {
    HealthState before = role.of(present);
    if (old != null && before != null) {
      return before.restarted();
    }
    return present.overall() == Health.HEALTHY
        ? HealthState.presumedHealthy(nowNanos)
        : HealthState.checking(nowNanos);
  }
}
