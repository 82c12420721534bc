package io.evenkeel.app.run;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.trial.DryRun;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.control.trial.PreflightBounds;
import io.evenkeel.control.trial.PreflightInput;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.SeededRandom;
import io.evenkeel.proxy.ProxyOptions;
import io.evenkeel.proxy.ProxyServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A preflight with the real prober, sockets and compiler. For one test thread. */
final class PreflightBed implements AutoCloseable {
  static final PoolName API = new PoolName("api");

  private final SnapshotCompiler compiler =
      new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1));
  private final Snapshot first =
      compiler.compile(1, config("api: { servers: { a: \"h:1\" } }"), null, 0);
  private final ProxyServer proxy =
      new ProxyServer(
          ProxyOptions.standard("test"), new SnapshotPublisher(first), new SeededRandom(1));
  private final Map<String, Health> present = new HashMap<>();
  private long ageNanos;

  /** A listener, and {@code pools} as YAML in one line or several that are indented by 2. */
  static Config config(String pools) {
    return read(
        "version: 1\nadmin: off\n"
            + "listeners: { web: { bind: \"127.0.0.1:0\", routes: [ { pool: api } ] } }\n"
            + "pools:\n  "
            + pools
            + "\n");
  }

  static Config read(String yaml) {
    ReadResult result =
        new ConfigReader(Map.of()).readText("evenkeel.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    if (result.config() == null) {
      throw new AssertionError(result.findings());
    }
    return result.config();
  }

  /** One pool called api, with this check and servers api-1, api-2, ... at {@code addresses}. */
  static Config api(String health, String... addresses) {
    return api(health, Arrays.asList(addresses));
  }

  static Config api(String health, List<String> addresses) {
    StringBuilder pool = new StringBuilder("api:\n    health: ").append(health);
    pool.append("\n    servers:\n");
    for (int i = 0; i < addresses.size(); i++) {
      pool.append("      api-%d: \"%s\"\n".formatted(i + 1, addresses.get(i)));
    }
    return config(pool.toString());
  }

  ProxyServer proxy() {
    return proxy;
  }

  Prober prober() {
    return proxy.prober();
  }

  DryRun dryRun() {
    return new ProxyDryRun(proxy);
  }

  /** What the checks in power say of a server; healthy when not told. */
  PreflightBed now(String address, Health health) {
    present.put(address, health);
    return this;
  }

  /** How old the last answers of the checks in power are. */
  PreflightBed lastAnswersAre(Duration old) {
    ageNanos = old.toNanos();
    return this;
  }

  LiveFacts run(Config base, Config target) throws InterruptedException {
    return new Preflight(prober(), dryRun(), System::nanoTime, PreflightBounds.DEFAULT)
        .run(new PreflightInput(base, target, id -> health(base, id), this::compile));
  }

  /** The facts on the servers of the pool api. */
  List<ServerFacts> servers(Config base, Config target) throws InterruptedException {
    return Objects.requireNonNull(run(base, target).pools().get(API));
  }

  private ServerHealth health(Config base, ServerId id) {
    Pool pool = Objects.requireNonNull(base.pools().get(id.pool()));
    Health health = present.getOrDefault(id.address().toString(), Health.HEALTHY);
    HealthState state = new HealthState(health, 0, 0);
    boolean up = health == Health.HEALTHY;
    return new ServerHealth(
        pool.health().readiness() instanceof HealthCheck.Active ? state : null,
        pool.health().liveness() instanceof HealthCheck.Active ? state : null,
        new ProbeResult(up ? ProbeOutcome.PASS : ProbeOutcome.FAIL, up ? "200" : "refused", 1),
        System.nanoTime() - ageNanos);
  }

  private String compile(Config config) {
    try {
      compiler.release(compiler.compile(2, config, first, 0));
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
