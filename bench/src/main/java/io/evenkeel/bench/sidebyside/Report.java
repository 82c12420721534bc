package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run as Markdown: one table per question, a column per proxy, medians, and in brackets the
 * median of the ratios to the first proxy; of tails also the quartiles of these ratios.
 */
record Report(Bench bench, String setting) {
  /**
   * A column group: what is shown, in which unit; whether chance decides enough to show how much.
   */
  private record Column(
      String metric, String title, double divisor, int digits, boolean ratiosScatter) {
    Column(String metric, String title, double divisor, int digits) {
      this(metric, title, divisor, digits, false);
    }
  }

  private static final List<Column> FULL_LOAD =
      List.of(
          new Column(LoadExperiment.CPU, "CPU µs/request", 1, 1),
          new Column(LoadExperiment.USER, "of which user", 1, 1),
          new Column(LoadExperiment.THROUGHPUT, "requests/s", 1, 0));

  private static final List<Column> HALF_LOAD =
      List.of(
          new Column(LoadExperiment.HALF_CPU, "CPU µs/request", 1, 1),
          new Column(LoadExperiment.P50, "p50 ms", 1000, 2),
          new Column(LoadExperiment.P99, "p99 ms", 1000, 2, true),
          new Column(LoadExperiment.P999, "p99.9 ms", 1000, 2, true));

  private static final List<Column> OTHERS =
      List.of(new Column(LoadExperiment.RESIDENT, "memory MB", 1e6, 1));

  String markdown() {
    StringBuilder text = new StringBuilder(setting).append('\n');
    List<String> proxies = bench.proxies().stream().map(Proxy::name).toList();
    List<String> cases = bench.options().selectedCases().stream().map(Case::title).toList();
    if (bench.options().experiments().contains("load")) {
      table(text, "As fast as the load generator can (wrk)", cases, FULL_LOAD, proxies);
      table(text, "At half of the first proxy's throughput (open loop)", cases, HALF_LOAD, proxies);
      table(
          text,
          "The same rate without a proxy: what load generator, servers and machine add",
          cases,
          HALF_LOAD.subList(1, HALF_LOAD.size()),
          List.of(LoadExperiment.NO_PROXY));
      table(text, "Memory after each case", cases, OTHERS, proxies);
    }
    table(
        text,
        "Start to first answer",
        List.of(StartExperiment.TITLE),
        List.of(new Column(StartExperiment.MILLIS, "ms", 1, 0)),
        proxies);
    table(
        text,
        "10,000 idle connections",
        List.of(IdleExperiment.TITLE),
        List.of(
            new Column(IdleExperiment.BYTES, "bytes/connection", 1, 0),
            new Column(IdleExperiment.RESIDENT, "memory before, MB", 1e6, 1)),
        proxies);
    table(
        text,
        "Configured servers (128 B, 32 connections, keep-alive, no checks)",
        List.of(ServersExperiment.Size.FEW.title, ServersExperiment.Size.MANY.title),
        List.of(
            new Column(ServersExperiment.CPU, "CPU µs/request", 1, 1),
            new Column(ServersExperiment.USER, "of which user", 1, 1),
            new Column(ServersExperiment.GROWTH, "growth %", 1, 0),
            new Column(ServersExperiment.OPENED, "connections opened per 100 requests", 1, 1)),
        proxies);
    return text.append(failures()).toString();
  }

  /** A cost per request means nothing where some of the requests failed cheaply. */
  private String failures() {
    String failed =
        bench.proxies().stream().map(this::failuresOf).collect(Collectors.joining("; "));
    return "\nRequests that failed, all rounds together: " + failed + ".\n";
  }

  private String failuresOf(Proxy proxy) {
    Map<String, Double> byCase = bench.samples().sums(LoadExperiment.FAILED, proxy.name());
    String cases =
        byCase.entrySet().stream()
            .map(failed -> number(failed.getValue(), 0) + " of " + failed.getKey())
            .collect(Collectors.joining(", "));
    return proxy.name() + " " + (cases.isEmpty() ? "none" : cases);
  }

  /** Without the rows that were not measured. */
  private void table(
      StringBuilder text,
      String title,
      List<String> rows,
      List<Column> columns,
      List<String> names) {
    List<String> measured = rows.stream().filter(row -> isMeasured(row, columns, names)).toList();
    if (measured.isEmpty()) {
      return;
    }
    text.append("\n### ").append(title).append("\n\n| |");
    for (Column column : columns) {
      names.forEach(
          name -> text.append(' ').append(name).append(' ').append(column.title).append(" |"));
    }
    text.append("\n|---|").append("--:|".repeat(columns.size() * names.size()));
    for (String row : measured) {
      text.append("\n| ").append(row).append(" |");
      for (Column column : columns) {
        names.forEach(name -> cell(text, row, column, name, names.getFirst()));
      }
    }
    text.append('\n');
  }

  private boolean isMeasured(String row, List<Column> columns, List<String> names) {
    String metric = columns.getFirst().metric;
    return names.stream().anyMatch(name -> bench.samples().spread(row, metric, name).isPresent());
  }

  private void cell(StringBuilder text, String row, Column column, String name, String reference) {
    Optional<Spread> values = bench.samples().spread(row, column.metric, name);
    text.append(' ');
    values.ifPresent(v -> text.append(number(v.median() / column.divisor, column.digits)));
    if (!name.equals(reference)) {
      bench
          .samples()
          .ratios(row, column.metric, name, reference)
          .ifPresent(ratios -> text.append(" (×").append(ratio(ratios, column)).append(')'));
    }
    text.append(" |");
  }

  private static String ratio(Spread ratios, Column column) {
    String median = number(ratios.median(), 2);
    return column.ratiosScatter
        ? median
            + "; "
            + number(ratios.lowerQuartile(), 2)
            + " to "
            + number(ratios.upperQuartile(), 2)
        : median;
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
