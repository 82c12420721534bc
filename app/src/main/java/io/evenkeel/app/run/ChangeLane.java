package io.evenkeel.app.run;

import io.evenkeel.control.admin.AuditApi;
import io.evenkeel.control.admin.BreakerApi;
import io.evenkeel.control.admin.ChangeApi;
import io.evenkeel.control.admin.EventApi;
import io.evenkeel.control.admin.Operation;
import io.evenkeel.control.admin.RevisionApi;
import io.evenkeel.control.admin.ServerApi;
import io.evenkeel.control.change.BreakersOfOperators;
import io.evenkeel.control.change.ChangeParts;
import io.evenkeel.control.change.Changes;
import io.evenkeel.control.change.HandsOfOperators;
import io.evenkeel.control.rollout.RolloutDriver;
import io.evenkeel.control.status.TrafficHistory;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.control.trial.Preflight;
import io.evenkeel.control.trial.PreflightBounds;
import io.evenkeel.control.trial.ShadowChecks;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything a change passes through, around one running balancer. */
final class ChangeLane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeLane.class);

  private final Store store;
  private final Changes changes;
  private final HandsOfOperators hands;
  private final BreakersOfOperators breakers;
  private final RolloutDriver driver;
  private final Machinery.Control control;
  private final BalancerEvents events;
  private final ExecutorService disk =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("rollout-records").factory());

  /** What it is built around. */
  record Around(
      Machinery machinery,
      DataPlane dataPlane,
      Machinery.Control control,
      Serving serving,
      TrafficHistory history,
      BalancerEvents events) {}

  ChangeLane(Path file, Store store, Around around) {
    this.store = store;
    control = around.control();
    events = around.events();
    InstantSource clock = InstantSource.system();
    driver =
        new RolloutDriver(
            new RolloutDriver.Tools(
                control.loop(),
                around.serving(),
                (job, told) ->
                    ShadowChecks.start(
                        new ShadowChecks.Start(
                            control.loop(),
                            around.dataPlane().prober(),
                            around.machinery().random(),
                            present(around.serving().publication().base()),
                            job.terms().shadowRounds()),
                        around.serving().publication().base().config(),
                        job.target(),
                        told),
                store.rollouts(),
                disk,
                events,
                around.dataPlane().traffic()));
    Preflight preflight =
        new Preflight(
            around.dataPlane().prober(),
            around.dataPlane().dryRun(),
            System::nanoTime,
            PreflightBounds.DEFAULT);
    changes =
        new Changes(
            file.toAbsolutePath().normalize(),
            around.machinery().reader(),
            new ChangeParts(
                control.loop(),
                around.serving(),
                preflight,
                around.history(),
                store,
                driver,
                clock,
                System::nanoTime));
    hands = new HandsOfOperators(control.loop(), control.monitor().hands(), store, clock, disk);
    breakers =
        new BreakersOfOperators(control.loop(), control.monitor().breakerHands(), store, clock);
  }

  /** Begins to watch. */
  void start() {
    control.submit(() -> {
      control.monitor().onSuspicion(driver);
      control.monitor().hands().witness(hands);
      driver.start();
    });
    store.problems().forEach(problem -> LOG.warn("event=store-problem what=\"{}\"", problem));
  }

  Changes changes() {
    return changes;
  }

  /** Its part of the admin API. */
  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.addAll(new ChangeApi(changes, changes::approvalsNeeded).operations());
    all.addAll(new RevisionApi(changes).operations());
    all.addAll(new ServerApi(hands).operations());
    all.addAll(new BreakerApi(breakers).operations());
    all.addAll(new AuditApi(this::audit).operations());
    all.addAll(new EventApi(events.log(), EventApi.StreamLimits.DEFAULT).operations());
    return all;
  }

  /** This process took over from {@code before}: on record with everything else that was done. */
  void upgraded(String before) {
    audit(AuditEntry.BY_ITSELF, "upgrade", "taken over from " + before, "ok");
  }

  /** Somebody tried a token that is none. */
  void tokenRefused(String peer) {
    AdminListener.refused(peer);
    audit(peer, "token-refused", "admin listener", "refused");
  }

  private void audit(String who, String what, String subject, String result) {
    try {
      store.audit().append(new AuditEntry(Instant.now(), who, what, subject, "", "", 0, result));
    } catch (StoreFailure e) {
      LOG.atWarn().setMessage("event=audit-failed").addKeyValue("reason", e.getMessage()).log();
    }
  }

  @Override
  public void close() {
    disk.shutdown();
    store.close();
  }

  private List<AuditEntry> audit(int limit) throws IOException {
    try {
      return store.audit().entries(limit);
    } catch (StoreFailure e) {
      throw new IOException(e);
    }
  }

  /** As it is whenever it is asked: a server may fall ill while a change is tried. */
  private static Function<ServerId, @Nullable ServerHealth> present(Snapshot snapshot) {
    Map<ServerId, ServerState> servers = snapshot.servers();
    return id -> {
      ServerState server = servers.get(id);
      return server == null ? null : server.health();
    };
  }
}
