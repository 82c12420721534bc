package io.evenkeel.control.trial;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Pools, checks and answers for tests of changes. */
final class Trials {
  static final PoolName API = new PoolName("api");
  static final HealthCheck.Active OLD = HealthCheck.Active.of(ProbeKind.Http.get("/health"));
  static final HealthCheck.Active NEW = HealthCheck.Active.of(ProbeKind.Http.get("/api/health"));
  static final HealthCheck NONE = new HealthCheck.None();
  static final ProbeResult PASS = new ProbeResult(ProbeOutcome.PASS, "200", 1_000_000);
  static final ProbeResult FAIL = new ProbeResult(ProbeOutcome.FAIL, "404", 1_000_000);

  private Trials() {}

  static Config config(Pool... pools) {
    Map<PoolName, Pool> byName = new LinkedHashMap<>();
    for (Pool pool : pools) {
      byName.put(pool.name(), pool);
    }
    return new Config(new Admin.Off(), "", "", Map.of(), byName);
  }

  /** {@code servers} servers with this readiness check. */
  static Pool pool(PoolName name, int servers, HealthCheck readiness) {
    Pool pool =
        Pool.of(
            name,
            IntStream.rangeClosed(1, servers)
                .mapToObj(i -> Server.of(name + "-" + i, address(i)))
                .toList());
    return withHealth(pool, new HealthPolicy(readiness, NONE));
  }

  static Pool withHealth(Pool pool, HealthPolicy health) {
    return new Pool(
        pool.name(),
        pool.servers(),
        pool.balance(),
        pool.sticky(),
        health,
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        Protection.DEFAULT);
  }

  /** Of server {@code i} of every pool, from 1 on. */
  static HostPort address(int i) {
    return new HostPort("10.0." + i / 250 + "." + i % 250, 80);
  }

  /** A readiness verdict that was confirmed at {@code nowNanos}. */
  static ServerHealth readiness(Health health, long nowNanos) {
    return new ServerHealth(
        new HealthState(health, 0, nowNanos),
        null,
        health == Health.UNHEALTHY ? FAIL : PASS,
        nowNanos);
  }
}
