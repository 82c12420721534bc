package io.evenkeel.core.event;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.server.Hand;
import java.util.Set;

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
   * Live traffic took a server out of the rotation.
   *
   * @param reason in kinds
   * @param forMillis how long, if nothing ends it sooner
   * @param why for people: {@code 5 failures in a row, the last: 503}
   */
  record ServerEjected(ServerId server, Ejection.Reason reason, long forMillis, String why)
      implements Event {}

  /**
   * A server that was ejected is back, and begins slowly.
   *
   * @param why for people: {@code its time is over}
   */
  record ServerReturned(ServerId server, String why) implements Event {}

  /**
   * A server takes requests and answers nothing: whatever waits for its first byte, and can be sent
   * elsewhere, is to be.
   *
   * @param slot the server's number in per-loop tables
   * @param why for people: {@code 12 requests have waited 250 ms for a byte}
   */
  record ServerStalled(ServerId server, int slot, String why) implements Event {}

  /**
   * A server answers far more slowly than its peers and keeps a part of its weight only, or all of
   * it again.
   *
   * @param slow false: it is over
   * @param why for people
   */
  record PaceChanged(ServerId server, boolean slow, String why) implements Event {}

  /**
   * A pool has too few healthy servers, or enough again.
   *
   * @param why for people: {@code 1 of 3 servers healthy, min-healthy is 50%; keep serving on 3};
   *     empty when there is nothing to say of the mode
   */
  record PoolModeChanged(PoolName pool, PoolMode mode, String why) implements Event {}

  /**
   * A pool has begun to send requests away because its servers are full, or has stopped.
   *
   * @param why for people: {@code 212 requests shed, 96 waiting}
   */
  record SheddingChanged(PoolName pool, boolean shedding, String why) implements Event {}

  /**
   * The balancer itself has come to another level of overload, 0 (none) to 3.
   *
   * @param why for people: {@code heap 87 % live after collection (limit 85 %)}; empty at 0
   */
  record OverloadChanged(int from, int to, String why) implements Event {}

  /**
   * An operator's hand was laid on a server, or taken off it.
   *
   * @param why for people: the operator's reason, or {@code expired}
   */
  record HandChanged(ServerId server, Hand from, Hand to, String why) implements Event {}

  /**
   * The deadline of a drain is over: what is still under way at the server is broken off.
   *
   * @param requests how many that are; 0: all had finished
   */
  record DrainOver(ServerId server, int requests) implements Event {}

  /**
   * The circuit breaker of a server opened, closed, or lets some requests try.
   *
   * @param why for people: {@code 12 of 20 requests failed; tried again in 5 s}
   */
  record BreakerChanged(ServerId server, BreakerMode from, BreakerMode to, String why)
      implements Event {}

  /** The same of the circuit breaker of a pool as a whole. */
  record PoolBreakerChanged(PoolName pool, BreakerMode from, BreakerMode to, String why)
      implements Event {}

  /**
   * A condition that somebody should look at has begun or is over. One name and subject are raised
   * once until they are cleared, except those of a moment ({@link #isMomentary}).
   *
   * @param name of the condition: {@code checks-suspect}, {@code rollback}, {@code break-glass}
   * @param raised false: it is over
   * @param subject what it is about: {@code pool api}, {@code revision 7}
   * @param why for people: what was seen
   */
  record Alarm(String name, boolean raised, Severity severity, String subject, String why)
      implements Event {
    /** What happened once and is nothing that could be over. */
    private static final Set<String> MOMENTARY =
        Set.of("rollback", "break-glass", "booted-last-good", "upgrade-failed");

    /** Whether it tells of something that happened, and is never cleared. */
    public boolean isMomentary() {
      return MOMENTARY.contains(name);
    }

    /** How soon somebody should look. */
    public enum Severity {
      WARNING,
      CRITICAL
    }
  }
}
