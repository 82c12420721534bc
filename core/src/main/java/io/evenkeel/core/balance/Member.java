package io.evenkeel.core.balance;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerState;

/**
 * A server of a pool as the candidate rules see it: what the operator wrote, what the checks say.
 * Health is read once, so that one rebuild judges one moment.
 */
record Member(Server config, ServerState state, Health health, boolean dead) {
  static Member of(Server config, ServerState state) {
    ServerHealth health = state.health();
    return new Member(config, state, health.overall(), health.dead());
  }

  boolean isHealthy() {
    return health == Health.HEALTHY;
  }

  boolean isChecking() {
    return health == Health.CHECKING;
  }

  boolean isUnhealthy() {
    return health == Health.UNHEALTHY;
  }
}
