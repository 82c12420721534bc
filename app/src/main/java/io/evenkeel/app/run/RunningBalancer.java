package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.Snapshot;
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

  /** How long idle clients may still send a request, and be told to close, at the end. */
  private static final Duration IDLE_GRACE = Duration.ofSeconds(1);

  /** Two looks make a change: an edit is live within a second. */
  private static final Duration WATCH_PERIOD = Duration.ofMillis(400);

  private final RunOptions options;
  private final Parts parts;
  private final Store store;
  private final FileChanges fileChanges;
  private final StateFolder notes;
  private final ServiceNotifier notifier;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Willing willing;

  private RunningBalancer(
      Machinery machinery, Parts parts, Store store, RunOptions options, Reading read) {
    this.options = options;
    this.parts = parts;
    this.store = store;
    notes = StateFolder.of(parts.published().current().config().state(), options.env());
    notifier = ServiceNotifier.of(options.env());
    fileChanges =
        new FileChanges(
            machinery, parts.lane().changes(), parts.reloads(), read.files(), this::wasRead);
    willing =
        new Willing(
            StorePlace.of(read, options), new Bequest(store, parts, ending::get, this::leaveTo));
  }

  /** Starts and returns when traffic is served. */
  static RunningBalancer start(Machinery machinery, RunOptions options) throws StartFailure {
    Reading reading = machinery.read();
    // First of all: who hands over stops to change, and everything after this is read as it stays.
    Inheriting inheriting = Inheriting.begin(StorePlace.of(reading, options), options);
    String failure = "internal failure, see its log";
    boolean isServing = false;
    try {
      RunningBalancer balancer = start(machinery, options, reading, inheriting);
      isServing = true;
      return balancer;
    } catch (StartFailure e) {
      failure = e.reason();
      throw e;
    } finally {
      if (!isServing) {
        inheriting.giveUp(failure);
      }
    }
  }

  private static RunningBalancer start(
      Machinery machinery, RunOptions options, Reading reading, Inheriting inheriting)
      throws StartFailure {
    Store store = Store.open(StorePlace.of(reading, options));
    boolean isServing = false;
    try {
      inheriting.requireFolder(store);
      inheriting.requireFile(reading);
      Opening opening = Opening.of(reading, store, machinery.reader());
      if (!reading.printed().isEmpty()) {
        LOG.warn("event=config-warnings\n{}", reading.printed());
      }
      Parts parts = Parts.assemble(machinery, opening, store, options);
      try {
        parts.open(store, opening, reading, inheriting);
        isServing = true;
      } finally {
        if (!isServing) {
          parts.close();
        }
      }
      RunningBalancer balancer = new RunningBalancer(machinery, parts, store, options, reading);
      balancer.serve(inheriting, opening);
      return balancer;
    } finally {
      if (!isServing) {
        store.close();
      }
    }
  }

  private void serve(Inheriting inheriting, Opening opening) throws StartFailure {
    // Before anybody is told that we serve: a signal sent upon that must find its handler.
    ProcessSignals.attach(this);
    parts.lifecycle().serving(System.nanoTime());
    try {
      inheriting.serving(parts.dataPlane());
    } catch (StartFailure e) {
      drainAndStop("the process before goes on");
      throw e;
    }
    Snapshot snapshot = parts.published().current();
    // Nobody waits for the note, and the first request should not wait for it.
    Thread.ofVirtual().name("note").start(this::beFound);
    if (options.watch()) {
      ConfigWatch watch = new ConfigWatch(fileChanges::files);
      parts
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
        .ifPresent(period -> parts.control().every(period, _ -> notifier.alive()));
    LOG.atInfo()
        .setMessage("event=serving")
        .addKeyValue("version", Version.CURRENT)
        .addKeyValue("config", options.config())
        .addKeyValue("revision", snapshot.revision())
        .addKeyValue("pid", ProcessHandle.current().pid())
        .log();
    notifier.ready("serving");
    if (inheriting.isHandedOver()) {
      parts.lane().upgraded(inheriting.name());
      // Watched, it may have been edited since it was read.
      if (opening.differs() || options.watch()) {
        reload("upgrade");
      }
    }
  }

  private void beFound() {
    if (options.upgrading() != RunOptions.Upgrading.NONE) {
      willing.begin(store);
      if (ending.get()) {
        willing.stop();
      }
    }
    leaveNote();
  }

  /** Reads the file again, and serves it if the gates let it pass. Returns at once. */
  public void reload(String cause) {
    notifier.reloading();
    fileChanges.read(cause);
  }

  /** Where a listener listens; for the demo and tests. */
  public List<String> addresses(String listener) {
    return parts.dataPlane().addresses(new ListenerName(listener));
  }

  /** URL of the admin API; empty when there is none. */
  public String adminUrl() {
    return parts.admin().url();
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
    willing.stop();
    notifier.stopping("draining");
    drain(cause, IDLE_GRACE);
    removeNote();
    stopped.countDown();
  }

  /** Another process serves: drains, and leaves the place to it at once. */
  private void leaveTo(long pid) {
    if (ending.getAndSet(true)) {
      return;
    }
    notifier.mainProcess(pid);
    parts.dataPlane().share(true);
    removeNote();
    Thread.ofVirtual()
        .name("drain")
        .start(() -> {
          // Nobody waits for our end, so that idle clients may learn of it from their next answer.
          drain("process " + pid + " took over", options.drainLimit().dividedBy(2));
          stopped.countDown();
        });
  }

  private void drain(String cause, Duration idleGrace) {
    parts.lifecycle().draining();
    LOG.atInfo()
        .setMessage("event=draining")
        .addKeyValue("cause", cause)
        .addKeyValue("limit", options.drainLimit())
        .log();
    fileChanges.close();
    int left = parts.dataPlane().drain(options.drainLimit(), idleGrace);
    parts.close();
    LOG.atInfo().setMessage("event=stopped").addKeyValue("connections-cut", left).log();
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
            parts.admin().url(),
            options.config().toAbsolutePath().toString(),
            Instant.now().toString(),
            willing.path());
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
