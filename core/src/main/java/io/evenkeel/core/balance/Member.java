package io.evenkeel.core.balance;

import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;

/**
 * A server of a pool as the candidate rules see it: what the operator wrote and decided, what the
 * checks say. Health and hand are read once, so that one rebuild judges one moment.
 */
record Member(Server config, ServerState state, Standing standing, boolean dead) {
  static Member of(Server config, ServerState state) {
    ServerHealth health = state.health();
    return new Member(config, state, Standing.of(health, state.hand()), health.dead());
  }

  /** Whether it may be a candidate at all, in whatever mode the pool is. */
  boolean admitsTraffic() {
    return config.weight() > 0 && standing.admitsTraffic();
  }

  boolean isHealthy() {
    return standing == Standing.HEALTHY;
  }

  boolean isChecking() {
    return standing == Standing.CHECKING;
  }

  boolean isUnhealthy() {
    return standing == Standing.UNHEALTHY;
  }
}
