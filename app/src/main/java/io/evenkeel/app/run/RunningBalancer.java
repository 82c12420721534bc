package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.control.metrics.MetricsPage;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.control.status.StatusReporter;
import io.evenkeel.control.status.StatusSampler;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.io.IOException;
import java.nio.file.Path;
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

  private final RunOptions options;
  private final SnapshotPublisher published;
  private final DataPlane dataPlane;
  private final Machinery.Control control;
  private final AdminListener admin;
  private final Reloader reloader;
  private final Lifecycle lifecycle;
  private final StateFolder state;
  private final ServiceNotifier notifier;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private RunningBalancer(Started started, RunOptions options, ServiceNotifier notifier) {
    this.options = options;
    this.published = started.published();
    this.dataPlane = started.dataPlane();
    this.control = started.control();
    this.admin = started.admin();
    this.reloader = started.reloader();
    this.lifecycle = started.lifecycle();
    this.state = StateFolder.of(published.current().config().state(), options.env());
    this.notifier = notifier;
  }

  private record Started(
      SnapshotPublisher published,
      DataPlane dataPlane,
      Machinery.Control control,
      AdminListener admin,
      Reloader reloader,
      Lifecycle lifecycle) {
    void close() {
      dataPlane.close();
      control.close();
      admin.close();
    }
  }

  /** Starts and returns when traffic is served. */
  static RunningBalancer start(Machinery machinery, RunOptions options) throws StartFailure {
    // The whole file first: nothing has happened yet when it is wrong.
    Reading reading = machinery.read();
    Config config = reading.config();
    if (config == null) {
      throw new StartFailure(reading.printed(), true);
    }
    if (!reading.printed().isEmpty()) {
      LOG.warn("event=config-warnings\n{}", reading.printed());
    }
    Started started = assemble(machinery, config, reading.files(), options);
    List<String> unbound = started.dataPlane().prepare(started.published().current());
    if (!unbound.isEmpty()) {
      started.close();
      throw new StartFailure(String.join("\n", unbound));
    }
    started.dataPlane().published(started.published().current());
    RunningBalancer balancer =
        new RunningBalancer(started, options, ServiceNotifier.of(options.env()));
    balancer.serve();
    return balancer;
  }

  // Everything but the listeners of traffic; the admin listener before them, so that whoever takes
  // traffic can be asked how it is.
  private static Started assemble(
      Machinery machinery, Config config, List<Path> files, RunOptions options)
      throws StartFailure {
    Lifecycle lifecycle = new Lifecycle();
    Reloads reloads = new Reloads();
    reloads.accepted(Instant.now().getEpochSecond());
    SnapshotPublisher published = new SnapshotPublisher(machinery.compile(1, config, null));
    DataPlane dataPlane = machinery.startDataPlane(published);
    Machinery.Control control = machinery.startControl(dataPlane);
    StatusSampler sampler = new StatusSampler();
    control.submit(() -> control.onSnapshot(published.current()));
    control.every(SAMPLE_PERIOD, now -> sampler.sample(published.current(), now));
    StatusReporter reporter =
        new StatusReporter(
            published,
            sampler,
            lifecycle,
            reloads,
            new StatusReporter.Surroundings(
                options.config().toString(), dataPlane::addresses, System::nanoTime));
    MetricsPage metrics =
        new MetricsPage(Version.CURRENT, published, lifecycle, reloads, dataPlane.traffic());
    AdminListener admin =
        AdminListener.start(config.admin(), AdminPages.of(lifecycle, reporter, metrics));
    Reloader reloader =
        new Reloader(
            machinery, new Reloader.Serving(published, dataPlane, control, admin), reloads, files);
    return new Started(published, dataPlane, control, admin, reloader, lifecycle);
  }

  private void serve() {
    // Before anybody is told that we serve: a signal sent upon that must find its handler.
    ProcessSignals.attach(this);
    lifecycle.serving(System.nanoTime());
    Snapshot snapshot = published.current();
    // On the control loop: nobody waits for the note, and the first request should not wait for it.
    control.submit(this::leaveNote);
    if (options.watch()) {
      ConfigWatch watch = new ConfigWatch(reloader::files);
      control.every(
          WATCH_PERIOD,
          _ -> {
            if (watch.changed()) {
              reloadNow("file changed");
            }
          });
    }
    notifier.alivePeriod().ifPresent(period -> control.every(period, _ -> notifier.alive()));
    LOG.atInfo()
        .setMessage("event=serving")
        .addKeyValue("version", Version.CURRENT)
        .addKeyValue("config", options.config())
        .addKeyValue("revision", snapshot.revision())
        .addKeyValue("pid", ProcessHandle.current().pid())
        .log();
    notifier.ready("serving");
  }

  /** Reads the file again, on the control loop. */
  public void reload(String cause) {
    control.submit(() -> reloadNow(cause));
  }

  /** Where a listener listens; for the demo and tests. */
  public List<String> addresses(String listener) {
    return dataPlane.addresses(new ListenerName(listener));
  }

  /** URL of the admin API; empty when there is none. */
  public String adminUrl() {
    return admin.url();
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
    lifecycle.draining();
    LOG.atInfo()
        .setMessage("event=draining")
        .addKeyValue("cause", cause)
        .addKeyValue("limit", options.drainLimit())
        .log();
    notifier.stopping("draining");
    int left = dataPlane.drain(options.drainLimit());
    dataPlane.close();
    control.close();
    admin.close();
    removeNote();
    LOG.atInfo().setMessage("event=stopped").addKeyValue("connections-cut", left).log();
    stopped.countDown();
  }

  private void reloadNow(String cause) {
    notifier.reloading();
    String adminBefore = admin.url();
    reloader.reload(cause);
    if (!admin.url().equals(adminBefore)) {
      leaveNote();
    }
    notifier.ready("serving");
  }

  private void leaveNote() {
    RunNote note =
        new RunNote(
            ProcessHandle.current().pid(),
            admin.url(),
            options.config().toAbsolutePath().toString(),
            Instant.now().toString());
    try {
      state.write(note);
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("event=state-unwritable")
          .addKeyValue("folder", state)
          .addKeyValue("reason", e.toString())
          .addKeyValue("help", "\"evenkeel status\" needs --admin now; or set state: in the file")
          .log();
    }
  }

  private void removeNote() {
    try {
      state.remove(ProcessHandle.current().pid());
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("event=state-unwritable")
          .addKeyValue("folder", state)
          .addKeyValue("reason", e.toString())
          .log();
    }
  }
}
