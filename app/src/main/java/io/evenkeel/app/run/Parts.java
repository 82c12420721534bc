package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.control.change.HandKeeper;
import io.evenkeel.control.health.LaidHand;
import io.evenkeel.control.metrics.MetricsPage;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.PressureWatch;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.control.status.RetryWatch;
import io.evenkeel.control.status.StatusReporter;
import io.evenkeel.control.status.StatusSampler;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The parts of a balancer that run. */
record Parts(
    SnapshotPublisher published,
    DataPlane dataPlane,
    Machinery.Control control,
    AdminListener admin,
    ChangeLane lane,
    Lifecycle lifecycle,
    Reloads reloads,
    BalancerEvents events) {
  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

  /** An alarm that is about a full disk can wait this long. */
  private static final Duration STORE_PERIOD = Duration.ofSeconds(5);

  /** Everything but what listens. */
  static Parts assemble(Machinery machinery, Opening opening, Store store, RunOptions options) {
    BalancerEvents events = new BalancerEvents();
    machinery.keptIn(store);
    Lifecycle lifecycle = new Lifecycle();
    SnapshotPublisher published =
        new SnapshotPublisher(machinery.compile(opening.revision(), opening.config(), null));
    Reloads reloads = new Reloads(() -> published.current().revision());
    reloads.accepted(Instant.now().getEpochSecond());
    DataPlane dataPlane = machinery.startDataPlane(published);
    Machinery.Control control = machinery.startControl(dataPlane, events);
    StatusSampler sampler = new StatusSampler();
    RetryWatch retries = new RetryWatch(events);
    PressureWatch pressure = new PressureWatch(dataPlane.pressure(), events);
    TrafficHistory history =
        new TrafficHistory(published.current(), dataPlane.traffic(), System.nanoTime());
    control.submit(() -> control.monitor().onAsked(sampler::asked));
    control.every(
        SAMPLE_PERIOD,
        now -> {
          sampler.sample(published.current(), now);
          history.sample(published.current(), now);
          retries.look(published.current(), now);
          pressure.look(now);
        });
    control.every(SAMPLE_PERIOD, new StickyWatch(published, events));
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
        AdminListener.silent(
            AdminPages.of(lifecycle, reporter, metrics, lane.operations()), lane::tokenRefused);
    serving.admin(config -> admin.move(config.admin()));
    return new Parts(published, dataPlane, control, admin, lane, lifecycle, reloads, events);
  }

  /**
   * From parts that run to traffic that is served. The admin listener goes before those of traffic,
   * so that whoever takes traffic can be asked how it is.
   */
  void open(Store store, Opening opening, Reading reading, Inheriting inheriting)
      throws StartFailure {
    inheriting.passSockets(dataPlane);
    if (!inheriting.isHandedOver()) {
      listenForAdmin();
      follow(new HandKeeper(store).kept());
    }
    new FirstRevision(lane.changes(), store, events, reloads)
        .settle(opening, reading, inheriting.isHandedOver());
    Snapshot snapshot = published.current();
    List<String> unbound = dataPlane.prepare(snapshot);
    if (!unbound.isEmpty()) {
      throw new StartFailure(String.join("\n", unbound));
    }
    inheriting.takeState(this);
    if (inheriting.isHandedOver()) {
      listenForAdmin(); // only now is its address free
    }
    dataPlane.published(snapshot);
  }

  // Waits for it: a server that somebody works on must not get the first request.
  private void follow(List<LaidHand> kept) {
    var _ =
        AwaitLoop.call(
            control,
            () -> {
              control.monitor().hands().restore(kept);
              control.monitor().onSnapshot(published.current());
              return kept;
            });
  }

  private void listenForAdmin() throws StartFailure {
    String failure = admin.move(published.current().config().admin());
    if (!failure.isEmpty()) {
      throw new StartFailure(failure);
    }
  }

  void close() {
    dataPlane.close();
    control.close();
    admin.close();
    lane.close();
  }
}
