package io.evenkeel.core.runtime;

import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.resilience.BreakerTerms;
import io.evenkeel.core.route.RouteTable;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots of configurations. Control loop only.
 *
 * <p>Compiling has no effect on what is served: a plan compiles for real and releases the result.
 * Servers come from the registry by identity, so whatever a configuration says of them, their
 * health, load, counters and slow start go on. A pool that did not change at all is the same object
 * as before.
 */
public final class SnapshotCompiler {
  private final ServerRegistry registry;
  private final RandomSource random;
  private final StickySecrets stickySecrets;
  private final Set<Snapshot> live = Collections.newSetFromMap(new IdentityHashMap<>());

  /** For snapshots without sticky cookies. */
  public SnapshotCompiler(ServerRegistry registry, RandomSource random) {
    this(registry, random, StickySecrets.NONE);
  }

  public SnapshotCompiler(
      ServerRegistry registry, RandomSource random, StickySecrets stickySecrets) {
    this.registry = registry;
    this.random = random;
    this.stickySecrets = stickySecrets;
  }

  /**
   * The snapshot of {@code config}; to be given back by {@link #release} once it is retired.
   *
   * @param previous what is served now, whose unchanged pools are reused; null at the start
   * @throws IllegalArgumentException when a route names a pool that does not exist, or a pool has
   *     two servers with one address
   */
  public Snapshot compile(
      long revision, Config config, @Nullable Snapshot previous, long nowNanos) {
    Map<PoolName, PoolRuntime> pools = LinkedHashMap.newLinkedHashMap(config.pools().size());
    for (Pool pool : config.pools().values()) {
      PoolRuntime before = previous == null ? null : previous.pools().get(pool.name());
      pools.put(pool.name(), pool(pool, config.zone(), before, nowNanos));
    }
    Map<ListenerName, ListenerRuntime> listeners = new LinkedHashMap<>();
    for (Listener listener : config.listeners().values()) {
      RouteTable routes = RouteTable.of(RouteCompiler.compile(listener.routes(), pools));
      listeners.put(listener.name(), new ListenerRuntime(listener, routes));
    }
    Snapshot snapshot =
        new Snapshot(
            revision,
            config,
            Collections.unmodifiableMap(listeners),
            Collections.unmodifiableMap(pools));
    live.add(snapshot);
    return snapshot;
  }

  /**
   * Gives the servers of {@code snapshot} back. Due when it is served no longer and will not be
   * rolled back to; requests that began in it may still be under way.
   */
  public void release(Snapshot snapshot) {
    if (!live.remove(snapshot)) {
      throw new IllegalArgumentException(
          "snapshot of revision " + snapshot.revision() + " is not live (expected: released once)");
    }
    for (PoolRuntime pool : snapshot.pools().values()) {
      for (ServerState server : pool.servers()) {
        registry.release(server);
      }
    }
    registry.reap();
  }

  private PoolRuntime pool(Pool pool, String zone, @Nullable PoolRuntime before, long nowNanos) {
    List<ServerState> servers = new ArrayList<>(pool.servers().size());
    for (Server server : pool.servers()) {
      servers.add(retain(pool, server, nowNanos));
    }
    if (before != null && before.isFor(pool, zone)) {
      return before;
    }
    StickyTokens tokens = StickyTokens.of(pool, servers, stickySecrets);
    PoolRuntime runtime =
        new PoolRuntime(
            pool, zone, new PoolRuntime.Parts(servers, registry.pool(pool.name()), tokens), random);
    if (before != null) {
      runtime.inherit(before);
    }
    runtime.rebuild(nowNanos);
    return runtime;
  }

  /** A server that is new has not passed its checks: it must not be taken for healthy. */
  private ServerState retain(Pool pool, Server server, long nowNanos) {
    ServerId id = new ServerId(pool.name(), server.address());
    boolean isNew = registry.find(id) == null;
    ServerState state = registry.retain(id, PoolRuntime.limit(pool, server), nowNanos);
    if (isNew) {
      HealthState readiness = unknown(pool.health().readiness(), nowNanos);
      HealthState liveness = unknown(pool.health().liveness(), nowNanos);
      state.health(new ServerHealth(readiness, liveness, null, 0));
      state.breaker().configure(BreakerTerms.ofServer(pool.protection().breaker()));
    }
    return state;
  }

  private static @Nullable HealthState unknown(HealthCheck check, long nowNanos) {
    return switch (check) {
      case HealthCheck.None _ -> null;
      case HealthCheck.Active _ -> HealthState.checking(nowNanos);
    };
  }
}
