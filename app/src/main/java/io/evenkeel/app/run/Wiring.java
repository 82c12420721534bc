package io.evenkeel.app.run;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.FindingPrinter;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.health.HealthMonitor;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The real parts of a balancer, put together. One thread starts it; see {@link Machinery}. */
public final class Wiring implements Machinery {
  private static final RandomSource RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private final RunOptions options;
  private final ServerRegistry registry = new ServerRegistry();
  private final StickySecretFiles secrets = new StickySecretFiles();
  private final SnapshotCompiler compiler = new SnapshotCompiler(registry, RANDOM, secrets);

  private Wiring(RunOptions options) {
    this.options = options;
  }

  /** Starts a balancer and returns when it serves. */
  public static RunningBalancer start(RunOptions options) throws StartFailure {
    return RunningBalancer.start(new Wiring(options), options);
  }

  /** The notes of the balancers of this machine, where the user and the file say to look. */
  public static List<RunNote> running(Path config, Map<String, String> env) {
    List<StateFolder> folders = new ArrayList<>(StateFolder.known(env));
    RunOptions options = new RunOptions(config, false, Duration.ZERO, env);
    String configured = StorePlace.configured(new Wiring(options).read());
    if (!configured.isEmpty()) {
      folders.add(StateFolder.of(configured, env));
    }
    return folders.stream().flatMap(folder -> folder.running().stream()).distinct().toList();
  }

  @Override
  public Reading read() {
    ReadResult result = reader().read(options.config());
    String firstError =
        result.findings().stream()
            .filter(Finding::isError)
            .findFirst()
            .map(error -> error.where() + ": " + error.code() + ": " + error.message())
            .orElse("");
    return new Reading(result, firstError, new FindingPrinter(false).print(result), files(result));
  }

  @Override
  public void keptIn(Store store) {
    secrets.keptIn(store);
  }

  @Override
  public Snapshot compile(long revision, Config config, @Nullable Snapshot previous) {
    return compiler.compile(revision, config, previous, System.nanoTime());
  }

  @Override
  public void release(Snapshot snapshot) {
    compiler.release(snapshot);
  }

  @Override
  public DataPlane startDataPlane(SnapshotPublisher published) {
    return ProxyDataPlane.start(published, RANDOM);
  }

  @Override
  public Control startControl(DataPlane dataPlane, EventSink events) {
    ControlLoop loop = new ControlLoop(System::nanoTime);
    EventSink all = alsoTold(dataPlane, events);
    HealthMonitor monitor = new HealthMonitor(loop, dataPlane.prober(), all, RANDOM);
    loop.start();
    return new LoopControl(loop, monitor);
  }

  /** What happens to servers is told to the data plane as well: connections wait for them. */
  private EventSink alsoTold(DataPlane dataPlane, EventSink events) {
    return event -> {
      events.on(event);
      switch (event) {
        case Event.ServerDied died -> forget(died.server(), dataPlane);
        case Event.DrainOver drained -> forget(drained.server(), dataPlane);
        case Event.HandChanged hand when hand.to().keepsTrafficAway() -> {
          ServerState server = registry.find(hand.server());
          if (server != null) {
            dataPlane.closeIdle(server);
          }
        }
        case Event.ServerStalled stalled -> {
          ServerState server = registry.find(stalled.server());
          if (server != null) {
            dataPlane.stalled(server);
          }
        }
        default -> {}
      }
    };
  }

  private void forget(ServerId id, DataPlane dataPlane) {
    ServerState server = registry.find(id);
    if (server != null) {
      dataPlane.forget(server);
    }
  }

  @Override
  public ConfigReader reader() {
    return new ConfigReader(options.env());
  }

  @Override
  public RandomSource random() {
    return RANDOM;
  }

  private List<Path> files(ReadResult result) {
    Set<Path> files = new LinkedHashSet<>();
    files.add(options.config());
    for (String name : result.sources().files()) {
      Path file = Path.of(name);
      if (files.add(file) && file.getParent() != null) {
        // A pattern such as conf.d/*.yaml takes new files too; they change their folder.
        files.add(file.getParent());
      }
    }
    return List.copyOf(files);
  }
}
