package io.evenkeel.control.metrics;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.ServerTotals;
import io.evenkeel.core.server.Standing;
import io.evenkeel.core.server.TrafficVerdict;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What is exposed of every server, by pool and server name. */
final class ServerMetrics {
  /** Half a millisecond to ten seconds: the bounds most services need, about two per decade. */
  static final double[] BOUNDS_SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private ServerMetrics() {}

  static void add(Families families, Collection<PoolRuntime> pools) {
    List<HistogramDataPointSnapshot> latencies = new ArrayList<>();
    for (PoolRuntime pool : pools) {
      List<ServerState> states = pool.servers();
      for (int i = 0; i < states.size(); i++) {
        Server server = pool.pool().servers().get(i);
        Labels labels = Labels.of("pool", pool.pool().name().value(), "server", server.name());
        ServerTotals totals = states.get(i).totals();
        counters(families, labels, totals);
        gauges(families, labels, server, states.get(i));
        BreakerMetrics.add(families, "server_breaker", labels, states.get(i).breaker());
        latencies.add(latency(labels, totals));
      }
    }
    families.histogram(
        "server_response_seconds",
        "Time from the begin of an attempt to the first byte of the server's response.",
        latencies);
  }

  private static void counters(Families families, Labels labels, ServerTotals totals) {
    for (int digit = 1; digit <= 5; digit++) {
      families.counter(
          "server_responses",
          "Responses of the server, by the class of their status.",
          labels.add("code_class", digit + "xx"),
          totals.responses(digit));
    }
    failure(families, labels, "connect", totals.connectFailures());
    failure(families, labels, "timeout", totals.timeouts());
    failure(families, labels, "broken", totals.broken());
    failure(families, labels, "local", totals.localFailures());
    failure(families, labels, "abandoned", totals.abandoned());
  }

  private static void failure(Families families, Labels labels, String kind, long count) {
    families.counter(
        "server_failed_attempts",
        "Attempts without a response; local and abandoned are not the server's fault.",
        labels.add("kind", kind),
        count);
  }

  private static void gauges(Families families, Labels labels, Server server, ServerState state) {
    families.gauge(
        "server_in_flight_requests", "Requests now at the server.", labels, state.inFlight());
    families.gauge(
        "server_concurrency_limit",
        "Requests that may wait for the server's answer at once, as its latency allows now.",
        labels,
        state.limit());
    families.gauge("server_weight", "Weight of the configuration.", labels, server.weight());
    Standing standing = state.standing();
    for (Standing each : Standing.values()) {
      families.gauge(
          "server_health",
          "1 for the state that checks, traffic and operator put the server in, else 0.",
          labels.add("state", word(each)),
          standing == each ? 1 : 0);
    }
    families.gauge(
        "server_checks_suspected",
        "1 while the checks fail but are not believed, since live traffic succeeds, else 0.",
        labels,
        state.health().trusted() ? 1 : 0);
    traffic(families, labels, state.verdict());
    families.counter(
        "server_drain_cut_requests",
        "Requests broken off at the deadline of a drain.",
        labels,
        state.cutByDrain());
    Hand.Kind hand = state.hand().kind();
    for (Hand.Kind kind : Hand.Kind.values()) {
      if (kind != Hand.Kind.NONE) {
        families.gauge(
            "server_hand",
            "1 while an operator holds the server this way, else 0.",
            labels.add("kind", word(kind)),
            hand == kind ? 1 : 0);
      }
    }
  }

  private static void traffic(Families families, Labels labels, TrafficVerdict verdict) {
    families.gauge(
        "server_ejected",
        "1 while the server's traffic keeps it out of the rotation, else 0.",
        labels,
        verdict.ejection() instanceof Ejection.Ejected ? 1 : 0);
    for (Ejection.Reason reason : Ejection.Reason.values()) {
      families.counter(
          "server_ejections",
          "Times the server was taken out of the rotation by its traffic.",
          labels.add("reason", word(reason)),
          verdict.ejections(reason));
    }
    families.counter(
        "server_ejections_withheld",
        "Times the server should have been ejected, but its pool could not do without it.",
        labels,
        verdict.withheld());
    families.ratio(
        "server_pace",
        "Part of its weight that the server keeps; below 1 while it is far slower than its peers.",
        labels,
        verdict.pace());
    families.counter(
        "server_slowdowns",
        "Times the server became far slower than its peers.",
        labels,
        verdict.slowdowns());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static HistogramDataPointSnapshot latency(Labels labels, ServerTotals totals) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long before = 0;
    for (double bound : BOUNDS_SECONDS) {
      long within = totals.responsesWithin((long) (bound * 1e9));
      buckets.bucket(bound, within - before);
      before = within;
    }
    buckets.bucket(Double.POSITIVE_INFINITY, totals.responsesWithin(Long.MAX_VALUE) - before);
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(totals.latencySumNanos() / 1e9)
        .build();
  }
}
