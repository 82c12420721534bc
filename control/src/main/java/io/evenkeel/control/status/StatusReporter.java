package io.evenkeel.control.status;

import io.evenkeel.control.status.StatusReport.ConfigStatus;
import io.evenkeel.control.status.StatusReport.ListenerStatus;
import io.evenkeel.control.status.StatusReport.PoolStatus;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.time.NanoClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts the status together when somebody asks: health and in-flight of this moment, rates of the
 * sampler. Any thread.
 */
public final class StatusReporter {
  private final SnapshotPublisher published;
  private final StatusSampler sampler;
  private final Lifecycle lifecycle;
  private final Reloads reloads;
  private final Surroundings surroundings;
  private final Alarms alarms;
  private final PressureWatch pressure;

  /**
   * What the reporter asks of the rest of the process.
   *
   * @param configFile as the operator named it
   * @param addresses where a listener really listens
   */
  public record Surroundings(
      String configFile, Function<ListenerName, List<String>> addresses, NanoClock clock) {}

  public StatusReporter(
      SnapshotPublisher published,
      StatusSampler sampler,
      Lifecycle lifecycle,
      Reloads reloads,
      Surroundings surroundings,
      Alarms alarms,
      PressureWatch pressure) {
    this.published = published;
    this.sampler = sampler;
    this.lifecycle = lifecycle;
    this.reloads = reloads;
    this.surroundings = surroundings;
    this.alarms = alarms;
    this.pressure = pressure;
  }

  /** The state of things now. */
  public StatusReport report() {
    Snapshot snapshot = published.current();
    long now = surroundings.clock().nanos();
    Map<String, PoolStatus> pools = new LinkedHashMap<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      String name = pool.pool().name().value();
      pools.put(name, pressure.over(name, PoolStatusOf.pool(pool, sampler, now)));
    }
    OverloadStatus overload = OverloadStatus.of(pressure.own());
    Reloads.Outcome reload = reloads.outcome();
    VerdictRules.Judgement judgement =
        VerdictRules.judge(
            pools, overload, reload.error(), lifecycle.state() == Lifecycle.State.DRAINING);
    return new StatusReport(
        judgement.verdict(),
        judgement.why(),
        lifecycle.state().text(),
        snapshot.revision(),
        snapshot.revision(),
        lifecycle.uptimeNanos(now) / 1_000_000_000L,
        new ConfigStatus(
            surroundings.configFile(), reload.lastAccepted() ? "ok" : "rejected", reload.error()),
        listeners(snapshot),
        pools,
        overload,
        alarms.now());
  }

  private Map<String, ListenerStatus> listeners(Snapshot snapshot) {
    Map<String, ListenerStatus> listeners = new LinkedHashMap<>();
    for (ListenerName name : snapshot.listeners().keySet()) {
      listeners.put(name.value(), new ListenerStatus(surroundings.addresses().apply(name)));
    }
    return listeners;
  }
}
