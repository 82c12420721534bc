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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the pools of the live snapshot rebuilt: once per batch when servers turned, from time to time
 * while servers warm up; and tells when a pool's mode changed by it. Control loop only.
 */
final class PoolRebuilds {
  /** Below the length of a step of a slow start of ten seconds. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * Time between two rebuilds of a pool, per server of it: a rebuild costs about 0.5 us per server,
   * so that this keeps the rebuilds of all pools below a tenth of the loop even while ten thousand
   * servers give their first answers. A pool of three waits for nothing.
   */
  private static final long SPACING_PER_SERVER_NANOS = 5_000;

  private final ControlLoop loop;
  private final EventSink events;
  private final Set<PoolName> due = new HashSet<>();
  private final Map<PoolName, Done> done = new HashMap<>();
  private Map<PoolName, PoolRuntime> pools = Map.of();
  private @Nullable LoopTimer tick;

  /** What the last rebuild of a pool left. */
  private record Done(long atNanos, PoolMode mode) {}

  PoolRebuilds(ControlLoop loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /**
   * Rebuilds the pools of {@code snapshot}, whose servers or guards may be new, and keeps to it.
   */
  void follow(Snapshot snapshot) {
    pools = snapshot.pools();
    done.keySet().retainAll(pools.keySet());
    due.clear();
    pools.values().forEach(this::rebuild);
    if (tick == null) {
      tick();
    }
  }

  /** Says that servers of {@code pool} turned. */
  void due(PoolName pool) {
    due.add(pool);
  }

  /** Rebuilds what is due, but no pool too often. */
  void rebuildDue() {
    if (due.isEmpty()) {
      return;
    }
    for (PoolRuntime pool : pools.values()) {
      PoolName name = pool.pool().name();
      if (due.contains(name) && mayRebuild(pool)) {
        due.remove(name);
        rebuild(pool);
      }
    }
  }

  private boolean mayRebuild(PoolRuntime pool) {
    Done last = done.get(pool.pool().name());
    long spacing = pool.servers().size() * SPACING_PER_SERVER_NANOS;
    return last == null || loop.nowNanos() - last.atNanos() >= spacing;
  }

  private void tick() {
    rebuildDue();
    for (PoolRuntime pool : pools.values()) {
      if (pool.isRampDue(loop.nowNanos())) {
        rebuild(pool);
      }
    }
    tick = loop.at(loop.nowNanos() + TICK_NANOS, this::tick);
  }

  /** A pool begins as normal: one that is not is worth a word at once. */
  private void rebuild(PoolRuntime pool) {
    pool.rebuild(loop.nowNanos());
    PoolName name = pool.pool().name();
    Done last = done.put(name, new Done(loop.nowNanos(), pool.mode()));
    if (pool.mode() != (last == null ? PoolMode.NORMAL : last.mode())) {
      events.on(new Event.PoolModeChanged(name, pool.mode(), pool.reason()));
    }
  }
}
