package io.evenkeel.core;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Short ways to the values that core's tests need. */
public final class Fixtures {
  public static final PoolName API = new PoolName("api");
  public static final AttemptResult OK = new AttemptResult.Responded(200, 1_000_000);
  public static final AttemptResult FAILED = new AttemptResult.Responded(503, 100_000);

  public static final List<BalancePolicy> POLICIES =
      List.of(
          new BalancePolicy.RoundRobin(),
          new BalancePolicy.LeastConnections(),
          new BalancePolicy.PowerOfTwo(),
          new BalancePolicy.PeakEwma(),
          new BalancePolicy.WeightedRandom(),
          new BalancePolicy.Maglev(new HashKey.Source()),
          new BalancePolicy.RingHash(new HashKey.Source()),
          new BalancePolicy.Rendezvous(new HashKey.Source()),
          new BalancePolicy.SourceHash());

  private Fixtures() {}

  public static HostPort address(int number) {
    return new HostPort("10.0." + (number >> 8) + "." + (number & 255), 3000);
  }

  public static Server server(int number, int weight) {
    return new Server("s" + number, address(number), weight, "", 0, false, 0);
  }

  public static List<Server> servers(int count) {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      servers.add(server(i, 1));
    }
    return servers;
  }

  public static ServerState state(int number) {
    return new ServerState(new ServerId(API, address(number)), number, 1 << 20, PoolState.fresh());
  }

  public static Pool pool(BalancePolicy policy, List<Server> servers) {
    Pool pool = Pool.of(API, servers);
    return new Pool(
        pool.name(),
        servers,
        policy,
        pool.sticky(),
        pool.health(),
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        Protection.DEFAULT);
  }

  public static Config config(Pool... pools) {
    Map<PoolName, Pool> byName = new LinkedHashMap<>();
    for (Pool pool : pools) {
      byName.put(pool.name(), pool);
    }
    return new Config(new Admin.Off(), "", "", Map.of(), byName);
  }

  public static Config config(Listener listener, Pool... pools) {
    Config config = config(pools);
    return new Config(config.admin(), "", "", Map.of(listener.name(), listener), config.pools());
  }

  public static ServerHealth readiness(Health health, long sinceNanos) {
    return new ServerHealth(new HealthState(health, 0, sinceNanos), null, null, sinceNanos);
  }

  public static ServerHealth dead() {
    return new ServerHealth(null, new HealthState(Health.UNHEALTHY, 0, 0), null, 0);
  }

  /** A request whose answers the test sets. */
  public static final class Request implements PickContext {
    public final Set<ServerState> excluded = Collections.newSetFromMap(new IdentityHashMap<>());
    public long nowNanos;
    public long hash;
    public int lane;

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public int lane() {
      return lane;
    }

    @Override
    public long hash() {
      return hash;
    }

    @Override
    public boolean isExcluded(ServerState server) {
      return !excluded.isEmpty() && excluded.contains(server);
    }
  }
}
