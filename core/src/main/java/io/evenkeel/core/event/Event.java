package io.evenkeel.core.event;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;

/**
 * Something that happened and that people or other parts want to know of: changes of state, never
 * single requests. Values only, so that one may be kept, sent and compared.
 */
public sealed interface Event {
  /**
   * The verdict on a server turned.
   *
   * @param why for people: {@code readiness: 404 (3 in a row)}
   */
  record HealthChanged(ServerId server, Health from, Health to, String why) implements Event {}

  /**
   * The liveness check takes a server for dead: its connections are to be closed, since whatever
   * waits on them waits in vain.
   *
   * @param slot the server's number in per-loop tables
   * @param why for people: {@code liveness: connection refused (3 in a row)}
   */
  record ServerDied(ServerId server, int slot, String why) implements Event {}

  /**
   * A pool has too few healthy servers, or enough again.
   *
   * @param why for people: {@code 1 of 3 servers healthy, min-healthy is 50%; keep serving on 3};
   *     empty when there is nothing to say of the mode
   */
  record PoolModeChanged(PoolName pool, PoolMode mode, String why) implements Event {}
}
