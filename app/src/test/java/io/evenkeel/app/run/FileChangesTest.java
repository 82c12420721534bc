package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.change.ChangeParts;
import io.evenkeel.control.change.Changes;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.rollout.Live;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.trial.DryRun;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.control.trial.PreflightBounds;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficReport;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.core.time.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the file is read; what its changes go through is tested where the gates are. */
@Timeout(60)
class FileChangesTest {
  private static final Snapshot SERVED =
      new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1))
          .compile(1, new Config(new Admin.Off(), "", "", Map.of(), Map.of()), null, 0);

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore goOn = new Semaphore(0);
  private final Semaphore over = new Semaphore(0);
  private final AtomicInteger readings = new AtomicInteger();
  private final Reloads reloads = new Reloads(() -> 1);
  private final ControlLoop loop = new ControlLoop(System::nanoTime);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void whatComesDuringAReadingIsOneMoreReading(@TempDir Path folder) throws InterruptedException {
    try (Store store = Store.open(folder);
        FileChanges files =
            new FileChanges(
                new Broken(), changes(store), reloads, List.of(folder), over::release)) {
      files.read("SIGHUP");
      begun.acquire();
      for (int i = 0; i < 10; i++) {
        files.read("file changed");
      }
      goOn.release(2);
      over.acquire(2);
      assertThat(begun.tryAcquire(1, 200, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(begun.tryAcquire(1, 200, TimeUnit.MILLISECONDS)).as("a third one").isFalse();
      assertThat(readings).hasValue(2);
      assertThat(reloads.outcome().rejected()).isEqualTo(2);
      assertThat(files.files()).containsExactly(Path.of("reading-2"));

      files.read("SIGHUP");
      goOn.release();
      over.acquire();
      assertThat(readings).hasValue(3);
    }
  }

  @Test
  void afterTheEndNothingIsRead(@TempDir Path folder) {
    try (Store store = Store.open(folder)) {
      FileChanges files =
          new FileChanges(new Broken(), changes(store), reloads, List.of(folder), over::release);
      files.close();
      files.read("SIGHUP");
      files.read("SIGHUP");
      assertThat(readings).hasValue(0);
    }
  }

  /** Its file has an error, so that nothing is changed. */
  private final class Broken implements Machinery {
    @Override
    public Reading read() {
      begun.release();
      goOn.acquireUninterruptibly();
      byte[] text = "version: [".getBytes(StandardCharsets.UTF_8);
      ReadResult read = reader().readText("evenkeel.yaml", text);
      Path file = Path.of("reading-" + readings.incrementAndGet());
      return new Reading(read, "an error", "", List.of(file));
    }

    @Override
    public ConfigReader reader() {
      return new ConfigReader(Map.of());
    }

    @Override
    public RandomSource random() {
      return new SeededRandom(1);
    }

    @Override
    public void keptIn(Store store) {
      throw new AssertionError("started");
    }

    @Override
    public Snapshot compile(long revision, Config config, @Nullable Snapshot previous) {
      throw new AssertionError("compiled");
    }

    @Override
    public void release(Snapshot snapshot) {
      throw new AssertionError("released");
    }

    @Override
    public DataPlane startDataPlane(SnapshotPublisher published) {
      throw new AssertionError("started");
    }

    @Override
    public Control startControl(DataPlane dataPlane, EventSink events) {
      throw new AssertionError("started");
    }
  }

  private Changes changes(Store store) {
    NoTraffic traffic = new NoTraffic();
    Served live = new Served();
    RolloutDriver driver =
        new RolloutDriver(
            new RolloutDriver.Tools(
                loop,
                live,
                (_, _) -> {
                  throw new AssertionError("shadow checks");
                },
                store.rollouts(),
                Runnable::run,
                _ -> {},
                traffic));
    Preflight preflight =
        new Preflight(
            (_, _, _) -> {
              throw new AssertionError("probed");
            },
            new Untried(),
            System::nanoTime,
            PreflightBounds.DEFAULT);
    return new Changes(
        Path.of("evenkeel.yaml"),
        new ConfigReader(Map.of()),
        new ChangeParts(
            loop,
            live,
            preflight,
            new TrafficHistory(SERVED, traffic, 0),
            store,
            driver,
            InstantSource.system(),
            System::nanoTime));
  }

  private static final class Untried implements DryRun {
    @Override
    public List<Refused> unbindable(Collection<Listener> listeners) {
      return List.of();
    }

    @Override
    public String unbindable(Admin before, Admin after) {
      return "";
    }

    @Override
    public List<Refused> unwritable(Collection<Listener> listeners) {
      return List.of();
    }

    @Override
    public Set<String> unresolvable(Set<String> names) {
      return Set.of();
    }
  }

  private static final class NoTraffic implements TrafficReport {
    @Override
    public List<RouteTraffic> routes() {
      return List.of();
    }

    @Override
    public List<ListenerConnections> listeners() {
      return List.of();
    }

    @Override
    public long accessLogDropped() {
      return 0;
    }

    @Override
    public long accessLogWriteErrors() {
      return 0;
    }
  }

  /** Serves what it served, and nothing else. */
  private static final class Served implements Live {
    @Override
    public Publication publication() {
      return new Publication(SERVED, null);
    }

    @Override
    public Snapshot compile(long revision, Config config) {
      throw new AssertionError("compiled");
    }

    @Override
    public void release(Snapshot snapshot) {}

    @Override
    public String tryOn(Snapshot next, double share) {
      return "no";
    }

    @Override
    public void endCanary() {}

    @Override
    public String publish(Snapshot next, @Nullable Snapshot kept) {
      return "no";
    }

    @Override
    public String restore(Snapshot kept) {
      return "no";
    }

    @Override
    public void settle() {}
  }
}
