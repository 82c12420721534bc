package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.control.metrics.MetricsPage;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.PressureWatch;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.control.status.StatusReporter;
import io.evenkeel.control.status.StatusSampler;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A balancer from start to end: the order of steps. {@link #start} is called by one thread, the
 * rest by any.
 */
public final class RunningBalancer {
  private static final Logger LOG = LoggerFactory.getLogger(RunningBalancer.class);
  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

  /** Two looks make a change: an edit is live within a second. */
  private static final Duration WATCH_PERIOD = Duration.ofMillis(400);

  /** An alarm that is about a full disk can wait this long. */
  private static final Duration STORE_PERIOD = Duration.ofSeconds(5);

  private final RunOptions options;
  private final Started started;
  private final FileChanges fileChanges;
  private final StateFolder notes;
  private final ServiceNotifier notifier;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private RunningBalancer(Machinery machinery, Started started, RunOptions options, Reading read) {
    this.options = options;
    this.started = started;
    notes = StateFolder.of(started.published().current().config().state(), options.env());
    notifier = ServiceNotifier.of(options.env());
    fileChanges =
        new FileChanges(
            machinery, started.lane().changes(), started.reloads(), read.files(), this::wasRead);
  }

  /** The parts that run. */
  private record Started(
      SnapshotPublisher published,
      DataPlane dataPlane,
      Machinery.Control control,
      AdminListener admin,
      ChangeLane lane,
      Lifecycle lifecycle,
      Reloads reloads) {
    void close() {
      dataPlane.close();
      control.close();
      admin.close();
      lane.close();
    }
  }

  /** Starts and returns when traffic is served. */
  static RunningBalancer start(Machinery machinery, RunOptions options) throws StartFailure {
    Reading reading = machinery.read();
    Store store = Store.open(StorePlace.of(reading, options));
    boolean isServing = false;
    try {
      Opening opening = Opening.of(reading, store, machinery.reader());
      if (!reading.printed().isEmpty()) {
        LOG.warn("event=config-warnings\n{}", reading.printed());
      }
      BalancerEvents events = new BalancerEvents();
      Started started = assemble(machinery, opening, store, events, options);
      try {
        new FirstRevision(started.lane().changes(), store, events, started.reloads())
            .settle(opening, reading);
        bind(started);
        isServing = true;
      } finally {
        if (!isServing) {
          started.close();
        }
      }
      RunningBalancer balancer = new RunningBalancer(machinery, started, options, reading);
      balancer.serve();
      return balancer;
    } finally {
      if (!isServing) {
        store.close();
      }
    }
  }

  private static void bind(Started started) throws StartFailure {
    Snapshot snapshot = started.published().current();
    List<String> unbound = started.dataPlane().prepare(snapshot);
    if (!unbound.isEmpty()) {
      throw new StartFailure(String.join("\n", unbound));
    }
    started.dataPlane().published(snapshot);
  }

  // Everything but the listeners of traffic; the admin listener before them, so that whoever takes
  // traffic can be asked how it is.
  private static Started assemble(
      Machinery machinery, Opening opening, Store store, BalancerEvents events, RunOptions options)
      throws StartFailure {
    Lifecycle lifecycle = new Lifecycle();
    Reloads reloads = new Reloads();
    reloads.accepted(Instant.now().getEpochSecond());
    SnapshotPublisher published =
        new SnapshotPublisher(machinery.compile(opening.revision(), opening.config(), null));
    DataPlane dataPlane = machinery.startDataPlane(published);
    Machinery.Control control = machinery.startControl(dataPlane, events);
    StatusSampler sampler = new StatusSampler();
    TrafficHistory history =
        new TrafficHistory(published.current(), dataPlane.traffic(), System.nanoTime());
    control.submit(() -> control.monitor().onSnapshot(published.current()));
    control.every(
        SAMPLE_PERIOD,
        now -> {
          sampler.sample(published.current(), now);
          history.sample(published.current(), now);
        });
    PressureWatch pressure = new PressureWatch(dataPlane.pressure(), events);
    control.every(SAMPLE_PERIOD, pressure::look);
    control.every(STORE_PERIOD, new StoreWatch(store, events));
    Serving serving = new Serving(machinery, control, published, dataPlane);
    ChangeLane lane =
        new ChangeLane(
            options.config(),
            store,
            new ChangeLane.Around(machinery, dataPlane, control, serving, history, events));
    lane.start();
    StatusReporter reporter =
        new StatusReporter(
            published,
            sampler,
            lifecycle,
            reloads,
            new StatusReporter.Surroundings(
                options.config().toString(), dataPlane::addresses, System::nanoTime),
            events.alarms(),
            pressure);
    MetricsPage metrics =
        new MetricsPage(
            Version.CURRENT,
            published,
            lifecycle,
            reloads,
            dataPlane.traffic(),
            dataPlane.pressure(),
            events.alarms());
    AdminListener admin =
        AdminListener.start(
            opening.config().admin(),
            AdminPages.of(lifecycle, reporter, metrics, lane.operations()),
            lane::tokenRefused);
    serving.admin(config -> admin.move(config.admin()));
    return new Started(published, dataPlane, control, admin, lane, lifecycle, reloads);
  }

  private void serve() {
    // Before anybody is told that we serve: a signal sent upon that must find its handler.
    ProcessSignals.attach(this);
    started.lifecycle().serving(System.nanoTime());
    Snapshot snapshot = started.published().current();
    // On the control loop: nobody waits for the note, and the first request should not wait for it.
    started.control().submit(this::leaveNote);
    if (options.watch()) {
      ConfigWatch watch = new ConfigWatch(fileChanges::files);
      started
          .control()
          .every(
              WATCH_PERIOD,
              _ -> {
                if (watch.changed()) {
                  reload("file changed");
                }
              });
    }
    notifier
        .alivePeriod()
        .ifPresent(period -> started.control().every(period, _ -> notifier.alive()));
    LOG.atInfo()
        .setMessage("event=serving")
        .addKeyValue("version", Version.CURRENT)
        .addKeyValue("config", options.config())
        .addKeyValue("revision", snapshot.revision())
        .addKeyValue("pid", ProcessHandle.current().pid())
        .log();
    notifier.ready("serving");
  }

  /** Reads the file again, and serves it if the gates let it pass. Returns at once. */
  public void reload(String cause) {
    notifier.reloading();
    fileChanges.read(cause);
  }

  /** Where a listener listens; for the demo and tests. */
  public List<String> addresses(String listener) {
    return started.dataPlane().addresses(new ListenerName(listener));
  }

  /** URL of the admin API; empty when there is none. */
  public String adminUrl() {
    return started.admin().url();
  }

  /** Waits until {@link #drainAndStop} is through. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** The same for at most {@code limit}; whether it has stopped. */
  public boolean awaitStop(Duration limit) throws InterruptedException {
    return stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Ends: unready at once, no new connections, requests in flight finished or given up at the
   * limit, then everything closed. Only the first call does anything.
   */
  public void drainAndStop(String cause) {
    if (ending.getAndSet(true)) {
      return;
    }
    started.lifecycle().draining();
    LOG.atInfo()
        .setMessage("event=draining")
        .addKeyValue("cause", cause)
        .addKeyValue("limit", options.drainLimit())
        .log();
    notifier.stopping("draining");
    fileChanges.close();
    int left = started.dataPlane().drain(options.drainLimit());
    started.close();
    removeNote();
    LOG.atInfo().setMessage("event=stopped").addKeyValue("connections-cut", left).log();
    stopped.countDown();
  }

  // The admin listener may have moved.
  private void wasRead() {
    leaveNote();
    notifier.ready("serving");
  }

  private void leaveNote() {
    RunNote note =
        new RunNote(
            ProcessHandle.current().pid(),
            started.admin().url(),
            options.config().toAbsolutePath().toString(),
            Instant.now().toString());
    try {
      notes.write(note);
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("event=state-unwritable")
          .addKeyValue("folder", notes)
          .addKeyValue("reason", e.toString())
          .addKeyValue("help", "\"evenkeel status\" needs --admin now; or set state: in the file")
          .log();
    }
  }

  private void removeNote() {
    try {
      notes.remove(ProcessHandle.current().pid());
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("event=state-unwritable")
          .addKeyValue("folder", notes)
          .addKeyValue("reason", e.toString())
          .log();
    }
  }
}
