package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the pools of the live snapshot rebuilt: once per batch when servers turned, from time to time
 * while servers warm up; and tells when a pool's mode changed by it. Control loop only.
 */
final class PoolRebuilds {
  /** A fraction of the steps that a slow start of some seconds has. */
  private static final long WARM_UP_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ControlLoop loop;
  private final EventSink events;
  private final Set<PoolName> due = new LinkedHashSet<>();
  private final Map<PoolName, PoolMode> modes = new HashMap<>();
  private Map<PoolName, PoolRuntime> pools = Map.of();
  private @Nullable LoopTimer warmUpTick;

  PoolRebuilds(ControlLoop loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /** Works on the pools of {@code snapshot} from now on. */
  void follow(Snapshot snapshot) {
    pools = snapshot.pools();
    modes.keySet().retainAll(pools.keySet());
    due.addAll(pools.keySet()); // servers or guards may be new
    if (warmUpTick == null) {
      warmUp();
    }
  }

  /** Says that servers of {@code pool} turned. */
  void due(PoolName pool) {
    due.add(pool);
  }

  /** Rebuilds what is due, and tells of modes that are not what they were. */
  void rebuildDue() {
    for (PoolName name : due) {
      PoolRuntime pool = pools.get(name);
      if (pool != null) {
        pool.rebuild(loop.nowNanos());
        tellMode(pool);
      }
    }
    due.clear();
  }

  private void warmUp() {
    for (PoolRuntime pool : pools.values()) {
      if (pool.isRampDue(loop.nowNanos())) {
        pool.rebuild(loop.nowNanos());
      }
    }
    warmUpTick = loop.at(loop.nowNanos() + WARM_UP_TICK_NANOS, this::warmUp);
  }

  /** A pool begins as normal: one that is not is worth a word at once. */
  private void tellMode(PoolRuntime pool) {
    PoolName name = pool.pool().name();
    PoolMode before = modes.getOrDefault(name, PoolMode.NORMAL);
    modes.put(name, pool.mode());
    if (pool.mode() != before) {
      events.on(new Event.PoolModeChanged(name, pool.mode(), pool.reason()));
    }
  }
}
