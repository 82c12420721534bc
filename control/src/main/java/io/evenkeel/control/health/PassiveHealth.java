package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What live traffic says of the servers, watched: who fails or stalls is ejected, who is slow loses
 * weight. Beside the checks, which ask by themselves. Control loop only.
 *
 * <p>One timer looks at all pools, at three speeds: stalls every 50 ms, latencies and the end of
 * ejections every 250 ms, rates every second. It looks at those that were asked since: ten thousand
 * servers are in no cache, and a look at each of them twenty times a second, which would throw out
 * what the event loops keep there, has taken a tenth of a processor.
 */
final class PassiveHealth {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int TICKS_PER_PACE = 5;
  private static final int TICKS_PER_SECOND = 20;

  private final ControlLoop loop;
  private final Ejections ejections;
  private final OutlierWatch outliers;
  private final StallWatch stalls;
  private final PaceWatch pace;
  private Map<PoolName, WatchedPool> pools = Map.of();
  private Map<ServerState, Watched> servers = new HashMap<>();
  private Consumer<ServerState> alsoTold = _ -> {};
  private boolean ticking;
  private long ticks;

  /** What it needs besides its own parts. */
  record Around(ControlLoop loop, PoolRebuilds rebuilds, EventSink events, RandomSource random) {}

  /**
   * @param doubts told of servers whose checks should be asked soon
   */
  PassiveHealth(Around around, Prober prober, Consumer<ServerState> doubts) {
    loop = around.loop();
    ejections = new Ejections(loop, around.rebuilds(), around.events(), around.random());
    outliers = new OutlierWatch(loop, ejections, server -> doubts.accept(server.state()));
    stalls = new StallWatch(loop, prober, ejections, around.events());
    pace = new PaceWatch(loop, around.rebuilds(), around.events());
    around.rebuilds().settling(this::settle);
  }

  /**
   * Watches the servers of these snapshots from now on, by the rules of the one in power; those
   * that only the other has, by its rules. To be called before their pools are rebuilt.
   */
  void follow(Snapshot inPower, @Nullable Snapshot beside) {
    Map<ServerState, Watched> before = servers;
    Map<PoolName, WatchedPool> now = new LinkedHashMap<>();
    servers = HashMap.newHashMap(before.size());
    follow(inPower.pools().values(), before, now, true);
    if (beside != null) {
      // A server that only a canary has is not judged here: that is the guard's part, and an
      // ejection would hide from it what the change brings.
      follow(beside.pools().values(), before, now, false);
    }
    pools = now;
    for (Watched gone : before.values()) {
      ejections.forget(gone, "configuration: the server was removed");
      pace.forget(gone);
      gone.leave();
    }
    if (!ticking) {
      ticking = true;
      tick();
    }
  }

  private void follow(
      Collection<PoolRuntime> runtimes,
      Map<ServerState, Watched> before,
      Map<PoolName, WatchedPool> now,
      boolean takesNew) {
    for (PoolRuntime runtime : runtimes) {
      PoolName name = runtime.pool().name();
      WatchedPool pool = now.get(name);
      if (pool == null) {
        WatchedPool known = pools.get(name);
        pool = known == null ? new WatchedPool(runtime) : known;
        pool.configure(runtime);
        now.put(name, pool);
      }
      for (int i = 0; i < runtime.servers().size(); i++) {
        ServerState state = runtime.servers().get(i);
        if (!servers.containsKey(state) && (takesNew || before.containsKey(state))) {
          Watched known = before.remove(state);
          Watched server =
              known == null
                  ? new Watched(state, pool, runtime.pool().servers().get(i), outliers::tripped)
                  : known;
          server.configure(pool, runtime.pool().servers().get(i));
          servers.put(state, server);
          pool.add(server, loop.nowNanos());
          if (known == null) {
            server.lookAtSuccessesFromNow();
            ejections.inherit(server);
          }
        }
      }
      if (!pool.isWatched()) {
        pool.servers().forEach(server -> ejections.forget(server, "outliers are switched off"));
      }
      if (!pool.keepsPace()) {
        pool.servers().forEach(pace::forget);
      }
    }
  }

  /** A probe of the schedule passed. */
  void passed(ServerState state, HealthCheck.Active check) {
    Watched server = servers.get(state);
    if (server != null) {
      stalls.passed(server, check);
    }
  }

  /** Servers away now, for tests of the limits. */
  List<ServerState> away() {
    return servers.keySet().stream()
        .filter(server -> server.verdict().ejection().isAway())
        .toList();
  }

  /** See {@link Ejections#eject}. */
  boolean eject(ServerState state, Ejection.Reason reason, String why) {
    Watched server = servers.get(state);
    return server != null && ejections.eject(server, reason, why);
  }

  private void settle(PoolRuntime runtime) {
    ejections.settle(runtime, pools.get(runtime.pool().name()));
  }

  private void tick() {
    // Planned first: a look that throws does not end the looking.
    loop.at(loop.nowNanos() + TICK_NANOS, this::tick);
    ticks++;
    boolean isSecond = ticks % TICKS_PER_SECOND == 0;
    if (isSecond) {
      outliers.beginLook();
    }
    for (WatchedPool pool : pools.values()) {
      pool.asked().take(this::asked);
      if (pool.isWatched()) {
        lookAtWaiting(pool);
        if (ticks % TICKS_PER_PACE == 0) {
          ejections.expire(pool);
          pace.look(pool);
        }
        if (isSecond) {
          everySecond(pool);
        }
      }
    }
  }

  /** Tells {@code listener}, and nobody else, which servers were given a request. */
  void onAsked(Consumer<ServerState> listener) {
    alsoTold = listener;
  }

  private void asked(ServerState state) {
    alsoTold.accept(state);
    Watched server = servers.get(state);
    if (server != null && server.pool().isWatched()) {
      server.pool().waiting.add(server);
    }
  }

  private void lookAtWaiting(WatchedPool pool) {
    pool.waiting.look(server -> {
      pool.stirs(server, loop.nowNanos());
      return stalls.look(server);
    });
  }

  private void everySecond(WatchedPool pool) {
    pool.measure(loop.nowNanos());
    pool.counted.look(server -> {
      server.count();
      return true;
    });
    outliers.look(pool);
    pool.counted.look(server -> {
      outliers.rearm(server);
      return !server.isAtRest();
    });
    ejections.review(pool);
  }
}
