package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A run as Markdown: the promises, then a table and a chart for each scenario. */
record Report(List<Scenario> scenarios, List<Proxy> proxies, Results results, String setting) {
  /** The key of the product that has promised something. */
  static final String JUDGED = "evenkeel";

  private record Column(String title, ToDoubleFunction<Figures> figure) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("failed", Figures::failed),
          new Column("of those refused fast", Figures::refusedFast),
          new Column("s above 1 %", Figures::badSeconds),
          new Column("answered/s", Figures::okPerSecond),
          new Column("p50 ms", Figures::p50Millis),
          new Column("p99 ms", Figures::p99Millis),
          new Column("p99 later", Figures::p99LaterMillis),
          new Column("detected s", Figures::detectedSeconds),
          new Column("felt s", Figures::feltSeconds),
          new Column("sent until s", Figures::sentUntilSeconds),
          new Column("largest share", Figures::worstShare),
          new Column("back after s", Figures::recoveredSeconds),
          new Column("peak", Figures::survivorPeak),
          new Column("deaths", Figures::survivorDeaths),
          new Column("attempts", Figures::amplification),
          new Column("of best", Figures::goodputShare));

  String markdown() {
    StringBuilder text = new StringBuilder(setting);
    bars(text);
    for (Scenario scenario : played()) {
      text.append("\n### ").append(scenario.title()).append("\n\n");
      text.append(scenario.story()).append("\n\n");
      table(text, scenario);
      text.append("\n![").append(scenario.title()).append("](resilience/");
      text.append(scenario.key()).append(".svg)\n");
    }
    return text.toString();
  }

  private List<Scenario> played() {
    return scenarios.stream()
        .filter(s -> results.all().stream().anyMatch(r -> r.scenario().key().equals(s.key())))
        .toList();
  }

  /** The others have promised nothing; their figures stand beside ours. */
  private void bars(StringBuilder text) {
    text.append("\n### The promises\n\n| scenario | promise |");
    proxies.forEach(proxy -> text.append(' ').append(proxy.name()).append(" |"));
    text.append("\n|---|---|").append("--:|".repeat(proxies.size()));
    for (Scenario scenario : played()) {
      for (Bar bar : scenario.bars()) {
        text.append("\n| ").append(scenario.title()).append(" | ").append(bar.title()).append(" |");
        for (Proxy proxy : proxies) {
          text.append(' ').append(cell(scenario, proxy, bar.value()));
          if (proxy.key().equals(JUDGED)) {
            text.append(results.isMet(bar, scenario, proxy) ? ", met" : ", **missed**");
          }
          text.append(" |");
        }
      }
    }
    text.append('\n');
  }

  private void table(StringBuilder text, Scenario scenario) {
    List<Column> columns = COLUMNS.stream().filter(c -> saysSomething(c, scenario)).toList();
    text.append("| |");
    columns.forEach(column -> text.append(' ').append(column.title).append(" |"));
    text.append("\n|---|").append("--:|".repeat(columns.size()));
    for (Proxy proxy : proxies) {
      text.append("\n| ").append(proxy.name()).append(" |");
      columns.forEach(c -> text.append(' ').append(cell(scenario, proxy, c.figure)).append(" |"));
    }
    text.append('\n');
  }

  /** A column of dashes, or of deaths where nobody died, is left out. */
  private boolean saysSomething(Column column, Scenario scenario) {
    boolean zeroSaysNothing = column.title.equals("deaths") || column.title.startsWith("of those");
    return proxies.stream()
        .flatMapToDouble(p -> Arrays.stream(results.values(scenario, p, column.figure)))
        .anyMatch(value -> !Double.isNaN(value) && !(zeroSaysNothing && value == 0));
  }

  /** The middle of the rounds, and the range where they differ. */
  private String cell(Scenario scenario, Proxy proxy, ToDoubleFunction<Figures> figure) {
    double[] values = results.values(scenario, proxy, figure);
    if (values.length == 0) {
      return "";
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    String least = Figures.number(sorted[0]);
    String most = Figures.number(sorted[sorted.length - 1]);
    String middle = Figures.number(Figures.median(values));
    return least.equals(most) ? middle : middle + " (" + least + " to " + most + ")";
  }
}
