package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the pools of the live snapshots rebuilt: once per batch when servers turned, from time to
 * time while servers warm up; and tells when a pool's mode changed by it. Control loop only.
 *
 * <p>Two snapshots are live while one is on trial, or while the one before could come back. What is
 * told is of the one in power: the other's pools have the same servers and the same news.
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
  private Map<PoolName, PoolRuntime> inPower = Map.of();
  private List<PoolRuntime> beside = List.of();
  private Consumer<PoolRuntime> settling = PoolRuntime::limitAbsences;
  private @Nullable LoopTimer tick;

  /** What the last rebuild of a pool left. */
  private record Done(long atNanos, PoolMode mode) {}

  PoolRebuilds(ControlLoop loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /** Before a pool in power is rebuilt, {@code newSettling} decides how many may be away. */
  void settling(Consumer<PoolRuntime> newSettling) {
    settling = newSettling;
  }

  /**
   * Rebuilds the pools of both snapshots, whose servers or guards may be new, and keeps to them.
   */
  @SuppressWarnings("ReferenceEquality") // a pool that did not change is one object in both
  void follow(Snapshot snapshot, @Nullable Snapshot other) {
    inPower = snapshot.pools();
    beside = new ArrayList<>(other == null ? List.of() : other.pools().values());
    beside.removeIf(pool -> inPower.get(pool.pool().name()) == pool);
    done.keySet().retainAll(inPower.keySet());
    due.clear();
    inPower.values().forEach(this::rebuild);
    beside.forEach(pool -> pool.rebuild(loop.nowNanos()));
    if (tick == null) {
      tick();
    }
  }

  /** The pool in power, or else beside it; null when there is none of this name. */
  @Nullable PoolRuntime pool(PoolName name) {
    PoolRuntime found = inPower.get(name);
    for (PoolRuntime pool : beside) {
      found = found == null && pool.pool().name().equals(name) ? pool : found;
    }
    return found;
  }

  /** Names of the pools in power. */
  Collection<PoolName> names() {
    return inPower.keySet();
  }

  /** Says that servers of {@code pool} turned. */
  void due(PoolName pool) {
    due.add(pool);
  }

  /** Whether servers of {@code pool} turned since its last rebuild. */
  boolean isDue(PoolName pool) {
    return due.contains(pool);
  }

  /** Rebuilds {@code pool} at once: an operator waits for it, and seldom. */
  void rebuildNow(PoolName pool) {
    due.remove(pool);
    PoolRuntime found = inPower.get(pool);
    if (found != null) {
      rebuild(found);
    }
    rebuildBeside(pool);
  }

  /** Rebuilds what is due, but no pool too often. */
  void rebuildDue() {
    if (due.isEmpty()) {
      return;
    }
    for (PoolName name : List.copyOf(due)) {
      PoolRuntime pool = pool(name);
      if (pool == null || mayRebuild(pool)) {
        rebuildNow(name);
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
    for (PoolRuntime pool : inPower.values()) {
      if (pool.isRampDue(loop.nowNanos())) {
        rebuild(pool);
      }
    }
    for (PoolRuntime pool : beside) {
      if (pool.isRampDue(loop.nowNanos())) {
        pool.rebuild(loop.nowNanos());
      }
    }
    tick = loop.at(loop.nowNanos() + TICK_NANOS, this::tick);
  }

  private void rebuildBeside(PoolName name) {
    for (PoolRuntime pool : beside) {
      if (pool.pool().name().equals(name)) {
        pool.rebuild(loop.nowNanos());
      }
    }
  }

  /** A pool begins as normal: one that is not is worth a word at once. */
  private void rebuild(PoolRuntime pool) {
    settling.accept(pool);
    pool.rebuild(loop.nowNanos());
    PoolName name = pool.pool().name();
    Done last = done.put(name, new Done(loop.nowNanos(), pool.mode()));
    if (pool.mode() != (last == null ? PoolMode.NORMAL : last.mode())) {
      events.on(new Event.PoolModeChanged(name, pool.mode(), pool.reason()));
    }
  }
}
