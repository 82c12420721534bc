package io.evenkeel.control.health;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.CheckTrust;
import io.evenkeel.core.health.ServerTrust;
import io.evenkeel.core.model.PoolName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One pool under {@link CheckTrust}, and its alarm {@code checks-suspect}. Control loop only. */
final class PoolTrust {
  private final PoolName pool;
  private final EventSink events;
  private List<CheckedServer> servers = List.of();
  private Set<CheckedServer> suspected = Set.of();

  PoolTrust(PoolName pool, EventSink events) {
    this.pool = pool;
    this.events = events;
  }

  /** The servers of the live snapshot. */
  void follow(List<CheckedServer> now) {
    servers = List.copyOf(now);
  }

  boolean isAnyFailing() {
    return servers.stream().anyMatch(server -> server.trust().isFailing());
  }

  /** Takes in how traffic fares at the servers whose checks fail. */
  void look(long nowNanos) {
    for (CheckedServer server : servers) {
      if (server.trust().isFailing()) {
        server.trust().look(server.state().traffic(), nowNanos);
      }
    }
  }

  /** Decides anew, and returns the servers that are trusted or no longer so by it. */
  List<CheckedServer> judge(long nowNanos) {
    if (!isAnyFailing()) {
      return List.of();
    }
    List<ServerTrust> all = servers.stream().map(CheckedServer::trust).toList();
    List<CheckedServer> before = trusted();
    CheckTrust.judge(all, nowNanos);
    List<CheckedServer> turned = new ArrayList<>(before);
    turned.removeIf(server -> server.trust().isTrusted());
    Set<CheckedServer> known = new HashSet<>(before);
    trusted().stream().filter(server -> !known.contains(server)).forEach(turned::add);
    return turned;
  }

  /**
   * Raises or clears the alarm, when what was decided has taken effect.
   *
   * @param over why nobody is suspected any more, if that is so
   */
  void tell(Suspicions listener, String over) {
    List<CheckedServer> now = trusted();
    boolean more = !suspected.containsAll(now);
    if (more) {
      Suspicions.Suspicion suspicion = suspicion(now);
      if (suspected.isEmpty()) {
        alarm(true, suspicion.why());
      }
      listener.on(suspicion);
    } else if (now.isEmpty() && !suspected.isEmpty()) {
      alarm(false, over);
    }
    suspected = Set.copyOf(now);
  }

  /** The pool is no more. */
  void forget() {
    if (!suspected.isEmpty()) {
      alarm(false, "configuration: the pool was removed");
    }
  }

  private List<CheckedServer> trusted() {
    return servers.stream().filter(server -> server.trust().isTrusted()).toList();
  }

  private Suspicions.Suspicion suspicion(List<CheckedServer> now) {
    List<String> evidence =
        now.stream()
            .map(server -> server.state().id().address() + ": " + server.testimony())
            .toList();
    long failing = servers.stream().filter(server -> server.trust().isFailing()).count();
    String why =
        failing
            + " of "
            + servers.size()
            + " servers fail their checks together while live traffic succeeds: the check looks"
            + " wrong; "
            + evidence.getFirst();
    return new Suspicions.Suspicion(
        pool, now.stream().map(server -> server.state().id()).toList(), why, evidence);
  }

  private void alarm(boolean raised, String why) {
    events.on(
        new Event.Alarm(
            "checks-suspect", raised, Event.Alarm.Severity.CRITICAL, "pool " + pool, why));
  }
}
