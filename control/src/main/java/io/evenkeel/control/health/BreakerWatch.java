package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.Event.Alarm.Severity;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that circuit breakers changed, and tells: they change on event loops, in the middle of a
 * request, where nobody may wait for a log line. Control loop only.
 *
 * <p>It looks four times a second. What opens and closes in between is in the counters, not among
 * the events.
 */
final class BreakerWatch {
  /** Sooner than an operator could act. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final String OPEN_ALARM = "breaker-open";
  private static final String POOL_OPEN_ALARM = "pool-breaker-open";
  private static final String HELD_ALARM = "breaker-held-closed";

  private final ControlLoop loop;
  private final EventSink events;
  private Map<CircuitBreaker, Watched> watched = new HashMap<>();
  private Collection<PoolRuntime> pools = List.of();
  private @Nullable LoopTimer next;

  /** One breaker, and what was last told of it. */
  private static final class Watched {
    final CircuitBreaker breaker;
    final PoolName pool;

    /** Null: it is the breaker of the pool. */
    final @Nullable ServerState server;

    String subject;
    BreakerMode told = BreakerMode.CLOSED;
    boolean toldHeld;

    Watched(CircuitBreaker breaker, PoolName pool, @Nullable ServerState server, String subject) {
      this.breaker = breaker;
      this.pool = pool;
      this.server = server;
      this.subject = subject;
    }
  }

  BreakerWatch(ControlLoop loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /** Watches the breakers of {@code snapshot} from now on. */
  void follow(Snapshot snapshot) {
    Map<CircuitBreaker, Watched> before = watched;
    watched = new HashMap<>();
    pools = List.copyOf(snapshot.pools().values());
    for (PoolRuntime pool : pools) {
      PoolName name = pool.pool().name();
      keep(before, new Watched(pool.breaker(), name, null, "pool " + name));
      for (int i = 0; i < pool.servers().size(); i++) {
        ServerState server = pool.servers().get(i);
        String subject = "server " + name + "/" + pool.pool().servers().get(i).name();
        keep(before, new Watched(server.breaker(), name, server, subject));
      }
    }
    before.values().forEach(this::gone);
    look();
  }

  /** Tells what changed since the last look. */
  void look() {
    long now = loop.nowNanos();
    for (PoolRuntime pool : pools) {
      pool.recallBreakers(now);
    }
    List<Watched> changed = new ArrayList<>(0);
    for (Watched each : watched.values()) {
      if (each.breaker.mode() != each.told || each.breaker.isHeldClosed(now) != each.toldHeld) {
        changed.add(each);
      }
    }
    changed.forEach(each -> tell(each, now));
    if (next != null) {
      next.cancel();
    }
    next = loop.at(now + LOOK_NANOS, this::look);
  }

  private void keep(Map<CircuitBreaker, Watched> before, Watched fresh) {
    Watched known = before.remove(fresh.breaker);
    // The alarm that stands is under the old name of the server.
    boolean same = known != null && known.subject.equals(fresh.subject);
    if (known != null && !same) {
      gone(known);
    }
    watched.put(fresh.breaker, same ? known : fresh);
  }

  /** It is in the configuration no longer: its alarms would stand for ever. */
  private void gone(Watched each) {
    if (each.told.keepsAway()) {
      alarm(each, openAlarm(each), false, "it is not in the configuration any more");
    }
    if (each.toldHeld) {
      alarm(each, HELD_ALARM, false, "it is not in the configuration any more");
    }
  }

  private void tell(Watched each, long nowNanos) {
    BreakerMode from = each.told;
    BreakerMode to = each.breaker.mode();
    each.told = to;
    if (from != to) {
      String why = why(each.breaker, from, to, nowNanos);
      ServerState server = each.server;
      events.on(
          server == null
              ? new Event.PoolBreakerChanged(each.pool, from, to, why)
              : new Event.BreakerChanged(server.id(), from, to, why));
      if (from.keepsAway() != to.keepsAway()) {
        alarm(each, openAlarm(each), to.keepsAway(), why);
      }
    }
    boolean held = each.breaker.isHeldClosed(nowNanos);
    if (held != each.toldHeld) {
      each.toldHeld = held;
      String why =
          held
              ? "too many requests fail, but too many servers are away already"
              : "its requests fail no longer, or it may be away";
      alarm(each, HELD_ALARM, held, why);
    }
  }

  private void alarm(Watched each, String name, boolean raised, String why) {
    Severity severity = each.server == null ? Severity.CRITICAL : Severity.WARNING;
    events.on(new Event.Alarm(name, raised, severity, each.subject, why));
  }

  private static String openAlarm(Watched each) {
    return each.server == null ? POOL_OPEN_ALARM : OPEN_ALARM;
  }

  private static String why(
      CircuitBreaker breaker, BreakerMode from, BreakerMode to, long nowNanos) {
    return switch (to) {
      case OPEN -> whyOpen(breaker, from) + "; tried again in " + seconds(breaker, nowNanos);
      case HALF_OPEN -> "its time is over: a few requests may try";
      case CLOSED -> from.isAutomatic() ? "requests flow again" : "left to the traffic again";
      case FORCED_OPEN, FORCED_CLOSED -> byWhom(breaker.forced());
    };
  }

  private static String whyOpen(CircuitBreaker breaker, BreakerMode from) {
    CircuitBreaker.Trip trip = breaker.lastTrip();
    return from == BreakerMode.HALF_OPEN || trip == null
        ? "a try failed"
        : trip.failed() + " of " + trip.total() + " requests failed, " + trip.slow() + " were slow";
  }

  private static String byWhom(@Nullable Forced forced) {
    return forced == null ? "" : "by " + forced.by() + ": " + forced.reason();
  }

  private static String seconds(CircuitBreaker breaker, long nowNanos) {
    return Math.ceilDiv(breaker.waitNanos(nowNanos), TimeUnit.SECONDS.toNanos(1)) + " s";
  }
}
