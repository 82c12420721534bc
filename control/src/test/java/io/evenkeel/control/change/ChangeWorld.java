package io.evenkeel.control.change;

import io.evenkeel.control.LiveSnapshots;
import io.evenkeel.control.SeenTraffic;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.rollout.RolloutEnd;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.trial.FreeMachine;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.control.trial.PreflightBounds;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The workflow of changes on real snapshots, a real store and a control loop of its own thread.
 * Servers answer {@code /health} and {@code /ready}. Served as revision 1: pool api of three
 * servers.
 */
final class ChangeWorld implements AutoCloseable {
  static final Actor ANA = new Actor("ana", Role.OPERATOR);
  static final Actor BEN = new Actor("ben", Role.APPROVER);

  /** Long enough to be met in it, and short enough to be waited for. */
  static final String BRIEF = "{ shadow: 0, canary: 0%, bake: 500ms }";

  static final String LONG = "{ shadow: 0, canary: 0%, bake: 1h }";

  private static final PreflightBounds QUICK =
      new PreflightBounds(3, Duration.ofMillis(1), 10, 10_000, Duration.ofSeconds(20));
  private static final ProbeResult PASS = new ProbeResult(ProbeOutcome.PASS, "200", 1_000_000);
  private static final Instant NOON = Instant.parse("2026-01-14T12:00:00Z"); // a Wednesday

  final LiveSnapshots live;
  final Store store;
  final Changes changes;
  final ConfigReader reader = new ConfigReader(Map.of());
  final Path file;
  private final ControlLoop loop = new ControlLoop(System::nanoTime);
  private final String policy;

  /** Asks what real servers would be asked. */
  private static final class Servers implements Prober {
    private static final Set<String> KNOWN = Set.of("/health", "/ready");

    @Override
    public void probe(HostPort server, HealthCheck.Active check, Consumer<ProbeResult> whenDone) {
      boolean passes =
          !(check.probe() instanceof ProbeKind.Http http) || KNOWN.contains(http.path());
      whenDone.accept(passes ? PASS : new ProbeResult(ProbeOutcome.FAIL, "404", 1_000_000));
    }
  }

  /**
   * @param policy what {@code changes} says
   */
  ChangeWorld(Path folder, String policy) throws IOException, ChangeRefused {
    this.policy = policy;
    file = folder.resolve("evenkeel.yaml");
    write(text(3, "/health"));
    ReadResult first = reader.read(file);
    live = new LiveSnapshots(config(first));
    HealthState healthy = HealthState.presumedHealthy(System.nanoTime());
    for (PoolRuntime pool : live.publication().base().pools().values()) {
      for (ServerState server : pool.servers()) {
        server.health(new ServerHealth(healthy, null, PASS, System.nanoTime()));
      }
    }
    store = Store.open(folder.resolve("state"));
    SeenTraffic traffic = new SeenTraffic();
    RolloutDriver driver =
        new RolloutDriver(
            new RolloutDriver.Tools(
                loop,
                live,
                (_, _) -> {
                  throw new IllegalStateException("shadow checks (expected: none here)");
                },
                store.rollouts(),
                Runnable::run,
                _ -> {},
                traffic));
    changes =
        new Changes(
            file,
            reader,
            new ChangeParts(
                loop,
                live,
                new Preflight(new Servers(), new FreeMachine(), System::nanoTime, QUICK),
                new TrafficHistory(live.publication().base(), traffic, 0),
                store,
                driver,
                () -> NOON,
                System::nanoTime));
    loop.execute(driver::start);
    loop.start();
    changes.first(first, 1);
  }

  static Config config(ReadResult read) {
    return Objects.requireNonNull(read.config(), () -> read.findings().toString());
  }

  /** The pool of so many servers with this check. */
  String text(int servers, String path) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= servers; i++) {
      list.append(i == 1 ? "" : ", ").append("api-").append(i).append(": \"10.0.0.").append(i);
      list.append(":3000\"");
    }
    return """
    version: 1
    changes: %s
    listeners:
      web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] }
    pools:
      api: { servers: { %s }, health: %s }
    """
        .formatted(policy, list, path);
  }

  void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  /** Nobody minds. */
  Plan safe(int servers) throws ChangeRefused {
    return propose(text(servers, "/health"), ANA);
  }

  /** Works, and somebody should look. */
  Plan doubtful() throws ChangeRefused {
    return propose(text(3, "/ready"), ANA);
  }

  Plan refused() throws ChangeRefused {
    return propose(text(3, "/nope"), ANA);
  }

  Plan propose(String text, Actor by) throws ChangeRefused {
    return changes.plan(new Proposal(file.toString(), text, "because"), by);
  }

  static ApplyOptions options(boolean yes, boolean breakGlass, String reason) {
    return new ApplyOptions(yes, breakGlass, reason, Duration.ZERO);
  }

  RolloutEnd end() throws InterruptedException, ExecutionException, TimeoutException {
    return changes.ending().get(20, TimeUnit.SECONDS);
  }

  /** Until the control loop has done all it was asked so far. */
  void awaitLoop() throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Boolean> reached = new CompletableFuture<>();
    loop.execute(() -> reached.complete(true));
    var _ = reached.get(20, TimeUnit.SECONDS);
  }

  long served() {
    return live.publication().base().revision();
  }

  @Override
  public void close() {
    loop.close();
    store.close();
  }
}
