package io.evenkeel.control.trial;

import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the two powers a check has, and where that check and its verdict are found. */
enum CheckRole {
  READINESS,
  LIVENESS;

  HealthCheck of(HealthPolicy policy) {
    return this == READINESS ? policy.readiness() : policy.liveness();
  }

  @Nullable HealthState of(ServerHealth health) {
    return this == READINESS ? health.readiness() : health.liveness();
  }

  /** As in the configuration: {@code readiness}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
