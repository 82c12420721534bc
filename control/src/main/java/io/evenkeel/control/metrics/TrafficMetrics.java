package io.evenkeel.control.metrics;

import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficReport;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * What is exposed of the clients' side: connections by listener, requests by listener, route and
 * pool.
 */
final class TrafficMetrics {
  private TrafficMetrics() {}

  static void add(Families families, TrafficReport report) {
    for (ListenerConnections listener : report.listeners()) {
      connections(families, listener);
    }
    List<HistogramDataPointSnapshot> durations = new ArrayList<>();
    for (RouteTraffic route : report.routes()) {
      Labels labels =
          Labels.of(
              "listener", route.key().listener().value(),
              "route", route.key().route(),
              "pool", route.key().pool());
      requests(families, labels, route);
      durations.add(histogram(labels, route.durations()));
    }
    families.histogram(
        "request_seconds",
        "Time from the first byte of a request to the last of its response.",
        durations);
    families.counter(
        "access_log_dropped_lines",
        "Lines the disk was too slow for.",
        Labels.EMPTY,
        report.accessLogDropped());
    families.counter(
        "access_log_write_errors",
        "Times writing an access log failed.",
        Labels.EMPTY,
        report.accessLogWriteErrors());
  }

  private static void connections(Families families, ListenerConnections listener) {
    Labels labels = Labels.of("listener", listener.listener().value());
    families.gauge("listener_open_connections", "Client connections now.", labels, listener.open());
    families.counter(
        "listener_accepted_connections",
        "Client connections accepted.",
        labels,
        listener.accepted());
    String refused = "Client connections closed at once, by the limit that was reached.";
    families.counter(
        "listener_refused_connections",
        refused,
        labels.add("limit", "connections"),
        listener.refusedByLimit());
    families.counter(
        "listener_refused_connections",
        refused,
        labels.add("limit", "connections-per-client"),
        listener.refusedByClientLimit());
    families.counter(
        "listener_accept_pauses",
        "Times accepting stopped for lack of descriptors or memory.",
        labels,
        listener.acceptPauses());
  }

  private static void requests(Families families, Labels labels, RouteTraffic route) {
    families.gauge("requests_in_flight", "Requests begun and not ended.", labels, route.inFlight());
    String help = "Requests ended, by the class of the status; none: without an answer.";
    for (int digit = 0; digit <= 5; digit++) {
      String codeClass = digit == 0 ? "none" : digit + "xx";
      families.counter(
          "requests",
          help,
          labels.add("code_class", codeClass),
          route.responsesByClass().get(digit));
    }
    route
        .errors()
        .forEach((token, count) ->
            families.counter(
                "proxy_errors",
                "Requests the balancer answered in place of a server, by error type of RFC 9209.",
                labels.add("error", token),
                count));
    families.counter(
        "request_received_bytes", "Bytes from clients, heads included.", labels, route.bytesIn());
    families.counter(
        "response_sent_bytes", "Bytes to clients, heads included.", labels, route.bytesOut());
  }

  private static HistogramDataPointSnapshot histogram(Labels labels, Durations durations) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long before = 0;
    for (double bound : ServerMetrics.BOUNDS_SECONDS) {
      long within = durations.countUpTo((long) (bound * 1e9));
      buckets.bucket(bound, within - before);
      before = within;
    }
    buckets.bucket(Double.POSITIVE_INFINITY, durations.count() - before);
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(durations.sumNanos() / 1e9)
        .build();
  }
}
