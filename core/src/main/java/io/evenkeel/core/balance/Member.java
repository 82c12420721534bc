package io.evenkeel.core.balance;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;

/**
 * A server of a pool as the candidate rules see it: what the operator wrote and decided, what the
 * checks and the traffic say. Each is read once, so that one rebuild judges one moment.
 *
 * @param standing of all of them together
 * @param untried what it would be without the traffic's verdict
 * @param dead by its liveness check
 * @param away by its traffic, unless the operator's hand is above that
 */
record Member(
    Server config,
    ServerState state,
    Standing standing,
    Standing untried,
    boolean dead,
    boolean away) {
  static Member of(Server config, ServerState state) {
    ServerHealth health = state.health();
    Hand hand = state.hand();
    Ejection ejection = state.verdict().ejection();
    return new Member(
        config,
        state,
        Standing.of(health, hand, ejection),
        Standing.of(health, hand),
        health.dead(),
        ejection.isAway() && hand.kind() == Hand.Kind.NONE);
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

  /** Whether its checks or its traffic speak against it. */
  boolean isUnhealthy() {
    return standing == Standing.UNHEALTHY || standing == Standing.EJECTED;
  }

  /** Whether a pool that is short of servers would rather have it than none. */
  boolean isAlive() {
    return !dead;
  }

  /** Whether a pool that is short of servers can hope for it. */
  boolean isFit() {
    return !dead && !away;
  }

  /** Whether its checks and the operator would have it serve. */
  boolean isHealthyByChecks() {
    return untried == Standing.HEALTHY;
  }
}
