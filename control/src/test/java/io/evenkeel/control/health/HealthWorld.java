package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A health monitor on real pools, in virtual time, with one pool named "api". */
final class HealthWorld {
  static final HealthCheck READY = HealthCheck.Active.of(ProbeKind.Http.get("/ready"));
  static final HealthCheck ALIVE = HealthCheck.Active.of(new ProbeKind.Tcp());
  static final HealthCheck NONE = new HealthCheck.None();
  private static final PoolName API = new PoolName("api");
  private static final long STEP_NANOS = 5_000_000;

  final ScriptedProber prober = new ScriptedProber();
  final List<Event> events = new ArrayList<>();
  final ControlLoop loop = new ControlLoop(() -> 0);
  final HealthMonitor monitor;
  private final ServerRegistry registry = new ServerRegistry();
  private final SnapshotCompiler compiler;
  private Guards guards = Guards.DEFAULT;
  private OutlierPolicy outliers = OutlierPolicy.DEFAULT;
  private BalancePolicy balance = new BalancePolicy.PowerOfTwo();
  private @Nullable Snapshot current;
  private long revision;
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos(); // overflows soon

  HealthWorld() {
    SeededRandom random = new SeededRandom(7);
    compiler = new SnapshotCompiler(registry, random);
    monitor = new HealthMonitor(loop, prober, events::add, random);
    loop.run(nowNanos);
  }

  /** From the next {@link #apply} on. */
  void guards(double minHealthy, OutlierPolicy newOutliers) {
    guards = new Guards(minHealthy, Guards.DEFAULT.whenUnhealthy());
    outliers = newOutliers;
  }

  /** From the next {@link #apply} on. */
  void balance(BalancePolicy newBalance) {
    balance = newBalance;
  }

  /** Address of the i-th server, from 1 on. */
  static HostPort address(int i) {
    return new HostPort("10.0." + i / 250 + "." + i % 250, 80);
  }

  /** Serves {@code servers} servers with these checks from now on. */
  void apply(int servers, HealthCheck readiness, HealthCheck liveness) {
    apply(IntStream.rangeClosed(1, servers).boxed().toList(), readiness, liveness);
  }

  void apply(List<Integer> numbers, HealthCheck readiness, HealthCheck liveness) {
    follow(compile(numbers, readiness, liveness), _ -> {});
  }

  /** The same, with something done to the snapshot before it is followed. */
  void apply(int servers, HealthCheck readiness, HealthCheck liveness, Consumer<Snapshot> before) {
    List<Integer> numbers = IntStream.rangeClosed(1, servers).boxed().toList();
    follow(compile(numbers, readiness, liveness), before);
  }

  private void follow(Snapshot next, Consumer<Snapshot> before) {
    loop.execute(() -> {
      before.accept(next);
      monitor.onSnapshot(next);
    });
    loop.run(nowNanos);
    if (current != null) {
      compiler.release(current);
    }
    current = next;
  }

  /** A snapshot that nobody follows yet. */
  Snapshot compile(List<Integer> numbers, HealthCheck readiness, HealthCheck liveness) {
    Pool defaults =
        Pool.of(API, numbers.stream().map(i -> Server.of("api-" + i, address(i))).toList());
    Pool pool =
        new Pool(
            API,
            defaults.servers(),
            balance,
            defaults.sticky(),
            new HealthPolicy(readiness, liveness),
            defaults.limits(),
            defaults.retries(),
            defaults.slowStart(),
            defaults.timeouts(),
            guards,
            new Protection(outliers, BreakerPolicy.DEFAULT, new HedgePolicy.None()));
    Config config = new Config(new Admin.Off(), "", "", Map.of(), Map.of(API, pool));
    return compiler.compile(++revision, config, current, nowNanos);
  }

  /** Follows the present snapshot with another beside it; null: without. */
  void beside(@Nullable Snapshot other) {
    monitor.follow(Objects.requireNonNull(current), other);
  }

  void release(Snapshot snapshot) {
    compiler.release(snapshot);
  }

  void pass(Duration time) {
    long end = nowNanos + time.toNanos();
    while (nowNanos - end < 0) {
      nowNanos += STEP_NANOS;
      loop.run(nowNanos);
    }
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Requests at server i that end like this, one after the other, while its breaker lets them. */
  void requests(int i, int count, AttemptResult result) {
    for (int n = 0; n < count; n++) {
      ServerState server = server(i);
      if (!server.tryStart(nowNanos)) {
        return; // its breaker is open: nobody sends one there
      }
      if (result instanceof AttemptResult.Responded) {
        server.answerBegun(0);
      }
      server.finished(result, 0, nowNanos);
    }
  }

  /** A request goes to server i and waits there. */
  ServerState begin(int i) {
    ServerState server = server(i);
    if (!server.tryStart(nowNanos)) {
      throw new AssertionError("server " + i + " is full");
    }
    return server;
  }

  /** What waits at server i is given up. */
  void giveUp(int i, int count) {
    for (int n = 0; n < count; n++) {
      server(i).finished(new AttemptResult.TimedOut(AttemptResult.Phase.WAITING), 0, nowNanos);
    }
  }

  ServerState server(int i) {
    ServerState server = registry.find(new ServerId(API, address(i)));
    if (server == null) {
      throw new AssertionError("no server " + i);
    }
    return server;
  }

  Health health(int i) {
    return server(i).health().overall();
  }

  Snapshot snapshot() {
    return Objects.requireNonNull(current);
  }

  PoolRuntime pool() {
    if (current == null) {
      throw new AssertionError("nothing applied");
    }
    PoolRuntime pool = current.pools().get(API);
    if (pool == null) {
      throw new AssertionError("no pool");
    }
    return pool;
  }
}
