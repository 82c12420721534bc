package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A run as Markdown: one table per question, a column per proxy, ratios to the first proxy. */
record Report(Bench bench, String setting) {
  /** A column group: what is shown, in which unit. */
  private record Column(String metric, String title, double divisor, int digits) {}

  private static final List<Column> FULL_LOAD =
      List.of(
          new Column(LoadExperiment.CPU, "CPU µs/request", 1, 1),
          new Column(LoadExperiment.USER, "of which user", 1, 1),
          new Column(LoadExperiment.THROUGHPUT, "requests/s", 1, 0));

  private static final List<Column> HALF_LOAD =
      List.of(
          new Column(LoadExperiment.HALF_CPU, "CPU µs/request", 1, 1),
          new Column(LoadExperiment.P50, "p50 ms", 1000, 2),
          new Column(LoadExperiment.P99, "p99 ms", 1000, 2),
          new Column(LoadExperiment.P999, "p99.9 ms", 1000, 2));

  private static final List<Column> OTHERS =
      List.of(new Column(LoadExperiment.RESIDENT, "memory MB", 1e6, 1));

  String markdown() {
    StringBuilder text = new StringBuilder(setting).append('\n');
    List<String> cases = bench.options().selectedCases().stream().map(Case::title).toList();
    if (bench.options().experiments().contains("load")) {
      table(text, "As fast as the load generator can (wrk)", cases, FULL_LOAD);
      table(text, "At half of the first proxy's throughput (open loop)", cases, HALF_LOAD);
      table(text, "Memory after each case", cases, OTHERS);
    }
    table(
        text,
        "Start to first answer",
        List.of(StartExperiment.TITLE),
        List.of(new Column(StartExperiment.MILLIS, "ms", 1, 0)));
    table(
        text,
        "10,000 idle connections",
        List.of(IdleExperiment.TITLE),
        List.of(
            new Column(IdleExperiment.BYTES, "bytes/connection", 1, 0),
            new Column(IdleExperiment.RESIDENT, "memory before, MB", 1e6, 1)));
    table(
        text,
        "Configured servers (128 B, 32 connections, keep-alive, no checks)",
        List.of(ServersExperiment.Size.FEW.title, ServersExperiment.Size.MANY.title),
        List.of(
            new Column(ServersExperiment.CPU, "CPU µs/request", 1, 1),
            new Column(ServersExperiment.USER, "of which user", 1, 1),
            new Column(ServersExperiment.GROWTH, "growth %", 1, 0),
            new Column(ServersExperiment.OPENED, "connections opened per 100 requests", 1, 1)));
    return text.append(failures()).toString();
  }

  /** A cost per request means nothing when some of the requests failed cheaply. */
  private String failures() {
    String failed =
        bench.proxies().stream()
            .map(proxy -> proxy.name() + " " + number(total(proxy), 0))
            .collect(Collectors.joining(", "));
    return "\nRequests that failed, all rounds together: " + failed + ".\n";
  }

  private double total(Proxy proxy) {
    return bench.samples().sum(LoadExperiment.FAILED, proxy.name());
  }

  private void table(StringBuilder text, String title, List<String> rows, List<Column> columns) {
    List<String> measured = rows.stream().filter(row -> isMeasured(row, columns)).toList();
    if (measured.isEmpty()) {
      return;
    }
    text.append("\n### ").append(title).append("\n\n| |");
    for (Column column : columns) {
      for (Proxy proxy : bench.proxies()) {
        text.append(' ').append(proxy.name()).append(' ').append(column.title).append(" |");
      }
    }
    text.append("\n|---|").append("--:|".repeat(columns.size() * bench.proxies().size()));
    for (String row : measured) {
      text.append("\n| ").append(row).append(" |");
      for (Column column : columns) {
        bench.proxies().forEach(proxy -> cell(text, row, column, proxy));
      }
    }
    text.append('\n');
  }

  private boolean isMeasured(String row, List<Column> columns) {
    String metric = columns.getFirst().metric;
    return bench.proxies().stream()
        .anyMatch(proxy -> bench.samples().median(row, metric, proxy.name()).isPresent());
  }

  private void cell(StringBuilder text, String row, Column column, Proxy proxy) {
    String reference = bench.proxies().getFirst().name();
    OptionalDouble value = bench.samples().median(row, column.metric, proxy.name());
    OptionalDouble ratio = bench.samples().medianRatio(row, column.metric, proxy.name(), reference);
    text.append(' ');
    value.ifPresent(v -> text.append(number(v / column.divisor, column.digits)));
    if (!proxy.name().equals(reference)) {
      ratio.ifPresent(r -> text.append(" (×").append(number(r, 2)).append(')'));
    }
    text.append(" |");
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
