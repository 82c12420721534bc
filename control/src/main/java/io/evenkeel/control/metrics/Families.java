package io.evenkeel.control.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metric families of one scrape in the making: names and help once, data points as they come.
 * One thread.
 */
final class Families {
  private static final String PREFIX = "evenkeel_";

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final List<MetricSnapshot> others = new ArrayList<>();

  /** Adds a point to the counter {@code name}, written without prefix and {@code _total}. */
  void counter(String name, String help, Labels labels, long value) {
    counters
        .computeIfAbsent(name, n -> CounterSnapshot.builder().name(PREFIX + n).help(help))
        .dataPoint(CounterDataPointSnapshot.builder().labels(labels).value((double) value).build());
  }

  /** Adds a point to the gauge {@code name}, written without prefix. */
  void gauge(String name, String help, Labels labels, long value) {
    ratio(name, help, labels, (double) value);
  }

  /** The same for one that is no whole number. */
  void ratio(String name, String help, Labels labels, double value) {
    gauges
        .computeIfAbsent(name, n -> GaugeSnapshot.builder().name(PREFIX + n).help(help))
        .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  /** A family that says what runs, in labels: exposed with {@code _info} and the value 1. */
  void info(String name, String help, Labels labels) {
    others.add(
        InfoSnapshot.builder()
            .name(PREFIX + name)
            .help(help)
            .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build())
            .build());
  }

  /** A histogram family, given its points at once. */
  void histogram(
      String name, String help, List<HistogramSnapshot.HistogramDataPointSnapshot> points) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(PREFIX + name).help(help);
    points.forEach(family::dataPoint);
    others.add(family.build());
  }

  MetricSnapshots build() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    counters.values().forEach(family -> all.metricSnapshot(family.build()));
    gauges.values().forEach(family -> all.metricSnapshot(family.build()));
    others.forEach(all::metricSnapshot);
    return all.build();
  }
}
