package io.evenkeel.control.status;

import io.evenkeel.control.status.StatusReport.PoolStatus;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.Shedding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells people when there is too much: pools that send requests away, and the balancer itself when
 * it is overloaded. The control loop calls {@link #look} once a second; any thread may ask.
 */
public final class PressureWatch {
  static final String SHEDDING = "shedding";
  static final String OVERLOAD = "overload";
  private static final String OURSELVES = "this balancer";

  private final PressureReport report;
  private final EventSink events;
  private final Map<PoolName, Shedding> pools = new HashMap<>();
  private final Map<String, String> shedding = new ConcurrentHashMap<>();
  private int level;

  public PressureWatch(PressureReport report, EventSink events) {
    this.report = report;
    this.events = events;
  }

  /** Compares with the last look, and raises or clears. */
  public void look(long nowNanos) {
    Set<PoolName> gone = new HashSet<>(pools.keySet());
    for (PoolQueue queue : report.queues()) {
      gone.remove(queue.pool());
      follow(queue, nowNanos);
    }
    gone.forEach(pool -> {
      pools.remove(pool);
      ended(pool, "the pool is gone");
    });
    follow(report.overload());
  }

  private void follow(PoolQueue queue, long nowNanos) {
    Shedding before = pools.getOrDefault(queue.pool(), new Shedding.Not(0));
    Shedding now = Shedding.next(before, queue.shedTotal(), nowNanos);
    pools.put(queue.pool(), now);
    switch (now) {
      case Shedding.For episode -> {
        String why = episode.shed() + " requests shed, " + queue.waiting() + " waiting";
        boolean begins = shedding.put(queue.pool().value(), why) == null;
        if (begins) {
          events.on(new Event.SheddingChanged(queue.pool(), true, why));
          alarm(SHEDDING, true, "pool " + queue.pool(), why);
        }
      }
      case Shedding.Not _ -> ended(queue.pool(), "no request was shed for a while");
    }
  }

  private void ended(PoolName pool, String why) {
    String last = shedding.remove(pool.value());
    if (last != null) {
      events.on(new Event.SheddingChanged(pool, false, last));
      alarm(SHEDDING, false, "pool " + pool, why);
    }
  }

  private void follow(OverloadGuard guard) {
    int before = level;
    level = guard.level();
    if (level == before) {
      return;
    }
    events.on(new Event.OverloadChanged(before, level, guard.why()));
    if (before == 0 || level == 0) {
      alarm(OVERLOAD, level > 0, OURSELVES, level > 0 ? guard.why() : "all readings are calm");
    }
  }

  private void alarm(String name, boolean raised, String subject, String why) {
    Event.Alarm.Severity severity =
        name.equals(OVERLOAD) ? Event.Alarm.Severity.CRITICAL : Event.Alarm.Severity.WARNING;
    events.on(new Event.Alarm(name, raised, severity, subject, why));
  }

  /** {@code status}, in the mode shedding if its pool is and nothing worse. */
  PoolStatus over(String pool, PoolStatus status) {
    String why = shedding.get(pool);
    return why == null || !status.mode().equals("normal") ? status : status.inMode(SHEDDING, why);
  }

  /** How the balancer itself stands at this moment. */
  OverloadGuard own() {
    return report.overload();
  }
}
