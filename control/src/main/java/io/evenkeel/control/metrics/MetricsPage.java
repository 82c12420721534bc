package io.evenkeel.control.metrics;

import io.evenkeel.control.status.AlarmStatus;
import io.evenkeel.control.status.Alarms;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.PoolStatusOf;
import io.evenkeel.control.status.Reloads;
import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.stats.TrafficReport;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;

/** Collects every metric of the balancer for a scrape. Any thread. */
public final class MetricsPage {
  private final String version;
  private final SnapshotPublisher published;
  private final Lifecycle lifecycle;
  private final Reloads reloads;
  private final TrafficReport traffic;
  private final PressureReport pressure;
  private final Alarms alarms;

  public MetricsPage(
      String version,
      SnapshotPublisher published,
      Lifecycle lifecycle,
      Reloads reloads,
      TrafficReport traffic,
      PressureReport pressure,
      Alarms alarms) {
    this.version = version;
    this.published = published;
    this.lifecycle = lifecycle;
    this.reloads = reloads;
    this.traffic = traffic;
    this.pressure = pressure;
    this.alarms = alarms;
  }

  /** The numbers of this moment in the format that {@code accept} asks for. */
  public Exposition scrape(String accept) throws IOException {
    Families families = new Families();
    Snapshot snapshot = published.current();
    process(families, snapshot);
    for (PoolRuntime pool : snapshot.pools().values()) {
      pool(families, pool);
    }
    ServerMetrics.add(families, snapshot.pools().values());
    TrafficMetrics.add(families, traffic);
    PressureMetrics.add(families, snapshot.pools().keySet(), pressure);
    alarms(families);
    return Exposition.of(families.build(), accept);
  }

  private void process(Families families, Snapshot snapshot) {
    Reloads.Outcome reload = reloads.outcome();
    families.info("build", "What runs here.", Labels.of("version", version));
    families.gauge(
        "draining",
        "1 while no new connections are taken.",
        Labels.EMPTY,
        lifecycle.state() == Lifecycle.State.DRAINING ? 1 : 0);
    families.gauge(
        "config_revision", "Configuration in effect.", Labels.EMPTY, snapshot.revision());
    families.gauge(
        "config_last_reload_successful",
        "0 when the file was rejected and an older revision is served.",
        Labels.EMPTY,
        reload.lastAccepted() ? 1 : 0);
    families.gauge(
        "config_last_reload_success_timestamp_seconds",
        "When a file was last accepted, since 1970.",
        Labels.EMPTY,
        reload.acceptedEpochSeconds());
    String help = "Readings of the configuration file, by result.";
    families.counter("config_reloads", help, Labels.of("result", "accepted"), reload.accepted());
    families.counter("config_reloads", help, Labels.of("result", "rejected"), reload.rejected());
  }

  private void alarms(Families families) {
    for (AlarmStatus alarm : alarms.now()) {
      families.gauge(
          "alarm",
          "1 for an alarm that stands; gone with it.",
          Labels.of("name", alarm.name(), "subject", alarm.subject(), "severity", alarm.severity()),
          1);
    }
    alarms
        .counts()
        .forEach((name, count) ->
            families.counter("alarms_raised", "Alarms, by name.", Labels.of("name", name), count));
  }

  private static void pool(Families families, PoolRuntime pool) {
    Labels labels = Labels.of("pool", pool.pool().name().value());
    families.gauge("pool_servers", "Servers of the configuration.", labels, pool.servers().size());
    families.gauge(
        "pool_healthy_servers",
        "Servers that may take traffic by their checks.",
        labels,
        PoolStatusOf.healthy(pool.servers()));
    families.gauge(
        "pool_panic",
        "1 while fewer servers are healthy than the guard min-healthy asks for.",
        labels,
        pool.mode() == PoolMode.NORMAL ? 0 : 1);
    for (RetryReason reason : RetryReason.values()) {
      families.counter(
          "pool_retries",
          "Attempts beyond a request's first, by what they were made for; refused ones are free.",
          labels.add("reason", reason.token()),
          pool.retries().count(reason));
    }
    families.counter(
        "pool_retry_budget_exhausted",
        "Attempts that were not made because the budget of retries was spent.",
        labels,
        pool.retries().budget().refused());
    BreakerMetrics.add(families, "pool_breaker", labels, pool.breaker());
  }
}
