package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Ejection.Input;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes servers out of the rotation on the word of their traffic, and back: the one place that
 * changes an {@link Ejection} and draws from the {@link Absences}. Control loop only.
 *
 * <p>A server holds one of its pool's absences while it is away and would serve otherwise, and no
 * longer: one that its checks call unhealthy, or that an operator holds, is out anyway. Whenever
 * that changes, and whenever fewer may be away than are, {@link #settle} puts it right before the
 * candidates are decided anew.
 */
final class Ejections {
  /** An ejection that was withheld is tried again this soon if the server still fails. */
  private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Without a further sign for so long, there is nothing to withhold any more. */
  private static final long WITHHELD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ControlLoop loop;
  private final PoolRebuilds rebuilds;
  private final EventSink events;
  private final RandomSource random;

  Ejections(ControlLoop loop, PoolRebuilds rebuilds, EventSink events, RandomSource random) {
    this.loop = loop;
    this.rebuilds = rebuilds;
    this.events = events;
    this.random = random;
  }

  /**
   * Ejects {@code server}, unless its pool cannot do without it, an operator holds it, or it is
   * ejected already.
   *
   * @return whether it is ejected by this
   */
  boolean eject(Watched server, Ejection.Reason reason, String why) {
    OutlierPolicy.Active policy = server.policy();
    Ejection before = server.ejection();
    if (policy == null || before instanceof Ejection.Ejected || isHeld(server)) {
      return false;
    }
    if (!take(server)) {
      withhold(server, why);
      return false;
    }
    Ejection next = before.ejected(reason, why, policy, random.nextDouble(), loop.nowNanos());
    server.state().ejection(next, true, loop.nowNanos());
    server.pool().away.add(server);
    notWithheld(server, "the server is ejected now");
    if (next instanceof Ejection.Ejected ejected) {
      long millis = (ejected.untilNanos() - ejected.sinceNanos()) / 1_000_000;
      events.on(new Event.ServerEjected(server.state().id(), reason, millis, why));
      alarm(server, true, why);
    }
    rebuilds.rebuildNow(server.pool().name());
    return true;
  }

  /** Sends no new request to {@code server} while it is asked, if its pool can do without it. */
  void suspect(Watched server) {
    boolean isIn = server.ejection() instanceof Ejection.In;
    if (isIn && server.policy() != null && !isHeld(server) && take(server)) {
      server
          .state()
          .ejection(server.ejection().after(Input.SUSPECT, loop.nowNanos()), true, loop.nowNanos());
      server.pool().away.add(server);
      rebuilds.rebuildNow(server.pool().name());
    }
  }

  /** Something happened that may end the absence of {@code server}. */
  void input(Watched server, Input input, String why) {
    if (change(server, server.ejection().after(input, loop.nowNanos()), why)) {
      rebuilds.rebuildNow(server.pool().name());
    }
  }

  /** Takes those back whose time is over. */
  void expire(WatchedPool pool) {
    for (Watched server : List.copyOf(pool.away)) {
      if (change(server, server.ejection().at(loop.nowNanos()), "its time is over")) {
        rebuilds.rebuildNow(pool.name());
      }
    }
  }

  /** Looks after those whose ejection was withheld: tries again, or forgets. */
  void review(WatchedPool pool) {
    for (Watched server : List.copyOf(pool.withheld)) {
      long ago = loop.nowNanos() - server.withheldNanos;
      if (ago >= WITHHELD_NANOS) {
        notWithheld(server, "the server does not fail any more");
      } else if (ago >= TRY_AGAIN_NANOS) {
        server.state().verdict().outliers().rearm();
      }
    }
  }

  /** No configuration has {@code server} any more, or its traffic is not to be judged. */
  void forget(Watched server, String why) {
    change(server, server.ejection().after(Input.RELEASE, loop.nowNanos()), why);
    notWithheld(server, why);
  }

  /**
   * Makes sure that no more are away than may be, and that each that must hold an absence does:
   * before the candidates of {@code runtime}, which is served, are decided.
   */
  void settle(PoolRuntime runtime, @Nullable WatchedPool pool) {
    var limit = runtime.limitAbsences();
    if (pool == null) {
      return;
    }
    pool.limit = limit;
    for (Watched server : List.copyOf(pool.away)) {
      boolean counts = limit.counts(server.config(), server.state());
      if (server.holds && !counts) {
        giveBack(server);
      } else if (!server.holds && counts && !absences(server).tryTake()) {
        release(server, "too many others are away");
      } else if (counts) {
        server.holds = true;
      }
    }
    for (Watched server : List.copyOf(pool.away)) {
      if (server.holds && absences(server).taken() > limit.most()) {
        release(server, "too few others are healthy");
      }
    }
    for (Watched server : List.copyOf(pool.withheld)) {
      if (!limit.counts(server.config(), server.state())) {
        notWithheld(server, "the server takes no traffic by its checks or by hand");
      }
    }
  }

  private void release(Watched server, String why) {
    change(server, server.ejection().after(Input.RELEASE, loop.nowNanos()), why);
  }

  private boolean change(Watched server, Ejection next, String why) {
    Ejection before = server.ejection();
    if (next.equals(before)) {
      return false;
    }
    // A suspicion that was wrong costs nothing: only who was ejected begins slowly.
    boolean wasEjected = before instanceof Ejection.Ejected;
    server.state().ejection(next, wasEjected, loop.nowNanos());
    server.pool().away.remove(server);
    if (server.holds) {
      giveBack(server);
    }
    if (wasEjected) {
      server.beginAnew(loop.nowNanos());
      events.on(new Event.ServerReturned(server.state().id(), why));
      alarm(server, false, why);
    }
    return true;
  }

  private boolean take(Watched server) {
    if (server.holds) {
      return true;
    }
    if (rebuilds.isDue(server.pool().name())) {
      rebuilds.rebuildNow(server.pool().name()); // the limit is not that of this moment
    }
    if (!server.pool().limit.counts(server.config(), server.state())) {
      return true;
    }
    // Its breaker may hold one: the ejection takes the place of that, for it ends more gently.
    server.state().breaker().recall(loop.nowNanos());
    server.holds = absences(server).tryTake();
    return server.holds;
  }

  private void giveBack(Watched server) {
    server.holds = false;
    absences(server).giveBack();
  }

  private void withhold(Watched server, String why) {
    WatchedPool pool = server.pool();
    server.state().verdict().countWithheld();
    server.withheldNanos = loop.nowNanos();
    server.isWithheld = true;
    boolean first = pool.withheld.isEmpty();
    pool.withheld.add(server);
    if (first) {
      Absences absences = absences(server);
      events.on(
          new Event.Alarm(
              "ejection-withheld",
              true,
              Event.Alarm.Severity.CRITICAL,
              "pool " + pool.name(),
              server
                  + " should be ejected ("
                  + why
                  + "), but "
                  + absences.taken()
                  + " of "
                  + pool.servers().size()
                  + " servers are away and at most "
                  + absences.most()
                  + " may be now"));
    }
  }

  private void notWithheld(Watched server, String why) {
    WatchedPool pool = server.pool();
    if (!server.isWithheld) {
      return;
    }
    server.isWithheld = false;
    server.state().verdict().outliers().rearm();
    pool.withheld.remove(server);
    if (pool.withheld.isEmpty()) {
      events.on(
          new Event.Alarm(
              "ejection-withheld",
              false,
              Event.Alarm.Severity.CRITICAL,
              "pool " + pool.name(),
              why));
    }
  }

  private void alarm(Watched server, boolean raised, String why) {
    events.on(
        new Event.Alarm(
            "server-ejected", raised, Event.Alarm.Severity.WARNING, "server " + server, why));
  }

  private static boolean isHeld(Watched server) {
    return server.state().hand().kind() != Hand.Kind.NONE;
  }

  private static Absences absences(Watched server) {
    ServerState state = server.state();
    return state.absences();
  }
}
