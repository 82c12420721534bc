package io.evenkeel.control.rollout;

import io.evenkeel.control.LiveSnapshots;
import io.evenkeel.control.SeenTraffic;
import io.evenkeel.control.health.Suspicions;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.control.trial.ShadowChecks;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.event.Event;
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
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Canary;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.Tally;
import io.evenkeel.core.time.SeededRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts in virtual time on real snapshots and a real store. Served: pool api of the servers 1 to
 * 3; proposed: of 2 to 4.
 */
final class RolloutWorld implements AutoCloseable {
  static final PoolName API = new PoolName("api");
  static final RolloutTerms TERMS =
      new RolloutTerms(
          0,
          Duration.ZERO,
          0.1,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ZERO,
          false);
  private static final long STEP_NANOS = Duration.ofMillis(50).toNanos();

  final ControlLoop loop = new ControlLoop(() -> 0);
  final LiveSnapshots live;
  final SeenTraffic traffic = new SeenTraffic();
  final List<Event> events = new ArrayList<>();
  final List<RolloutEnd> ends = new ArrayList<>();
  final List<String> stages = new ArrayList<>();
  final Store store;
  final RolloutDriver driver;

  /** What servers answer to shadow checks. */
  ProbeResult answer = new ProbeResult(ProbeOutcome.PASS, "200", 1_000_000);

  /** Whether the disk takes what it gets, and is silent about it. */
  boolean diskHangs;

  private final Deque<Runnable> hanging = new ArrayDeque<>();
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos(); // overflows soon

  RolloutWorld(Path folder) throws StoreFailure {
    live = new LiveSnapshots(config(1, 3, "/health"));
    store = Store.open(folder);
    store.record(
        revision(Outcome.COMMITTED),
        new AuditEntry(Instant.EPOCH, "ana", "first", "revision 1", "", "", 1, "ok"));
    driver =
        new RolloutDriver(
            new RolloutDriver.Tools(
                loop, live, this::shadow, store.rollouts(), this::onDisk, events::add, traffic));
    loop.run(nowNanos);
    driver.start();
  }

  static Config config(int first, int last, String path) {
    Pool plain =
        Pool.of(
            API,
            IntStream.rangeClosed(first, last)
                .mapToObj(i -> Server.of("api-" + i, address(i)))
                .toList());
    Pool pool =
        new Pool(
            API,
            plain.servers(),
            plain.balance(),
            plain.sticky(),
            new HealthPolicy(
                HealthCheck.Active.of(ProbeKind.Http.get(path)), new HealthCheck.None()),
            plain.limits(),
            plain.retries(),
            plain.slowStart(),
            plain.timeouts(),
            plain.guards(),
            Protection.DEFAULT);
    return new Config(new Admin.Off(), "", "", Map.of(), Map.of(API, pool));
  }

  static HostPort address(int i) {
    return new HostPort("10.0.0." + i, 3000);
  }

  private ShadowChecks shadow(RolloutJob job, ShadowChecks.Rounds told) {
    return ShadowChecks.start(
        new ShadowChecks.Start(
            loop,
            (_, _, whenDone) -> whenDone.accept(answer),
            new SeededRandom(3),
            _ -> ServerHealth.UNCHECKED,
            job.terms().shadowRounds()),
        live.publication().base().config(),
        job.target(),
        told);
  }

  private void onDisk(Runnable task) {
    if (diskHangs) {
      hanging.add(task);
    } else {
      task.run();
    }
  }

  /** The disk does what it was asked meanwhile. */
  void diskRecovers() {
    diskHangs = false;
    while (!hanging.isEmpty()) {
      hanging.remove().run();
    }
  }

  void begin(RolloutTerms terms) {
    begin(terms, config(2, 4, "/health"));
  }

  void begin(RolloutTerms terms, Config target) {
    driver.begin(
        new RolloutJob(revision(Outcome.STARTED), target, terms, RollbackOn.DEFAULT), ends::add);
  }

  private Revision revision(Outcome outcome) {
    List<Revision.SourceFile> files = List.of(new Revision.SourceFile("/evenkeel.yaml", "text"));
    return new Revision(
        store.nextNumber(),
        Instant.EPOCH,
        "ana",
        "because",
        "",
        List.of(),
        outcome,
        "",
        Revision.hashOf(files),
        files);
  }

  /** Lets time go by, and notes the stages that are shown. */
  void pass(Duration time) {
    long end = nowNanos + time.toNanos();
    while (nowNanos - end < 0) {
      nowNanos += STEP_NANOS;
      loop.run(nowNanos);
      driver
          .view()
          .filter(view -> stages.isEmpty() || !stages.getLast().startsWith(view.stage() + " "))
          .ifPresent(view -> stages.add(view.stage() + " " + view.secondsLeft()));
    }
  }

  void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /** Requests of canary and control, evenly over the servers. */
  void onCanary(int good, int bad) {
    Canary canary = Objects.requireNonNull(live.publication().canary(), "canary");
    answer(canary.traffic().open("api", List.of("api-2", "api-3", "api-4")), good, bad);
    answer(canary.control().open("api", List.of("api-1", "api-2", "api-3")), 3000, 0);
  }

  /** So many requests at the server that only the canary has, which does not answer. */
  void askNewServer(int requests) {
    Canary canary = Objects.requireNonNull(live.publication().canary(), "canary");
    ServerState server = canary.snapshot().servers().get(new ServerId(API, address(4)));
    for (int i = 0; i < requests; i++) {
      Objects.requireNonNull(server, "api-4").tryStart(nowNanos);
    }
  }

  private static void answer(Tally tally, int good, int bad) {
    for (int i = 0; i < good + bad; i++) {
      tally.ended(i < good ? 200 : 503, false, i % 3, 4_000_000);
    }
  }

  void suspect(String pool, String why) {
    driver.on(new Suspicions.Suspicion(new PoolName(pool), List.of(), why, List.of("api-2: 404")));
  }

  long served() {
    return live.publication().base().revision();
  }

  @Nullable Outcome outcome(long number) {
    return store.revisions().stream()
        .filter(revision -> revision.number() == number)
        .map(Revision::outcome)
        .findFirst()
        .orElse(null);
  }

  List<String> alarms() {
    return events.stream()
        .filter(Event.Alarm.class::isInstance)
        .map(event -> ((Event.Alarm) event).name() + ": " + ((Event.Alarm) event).why())
        .toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
