package io.evenkeel.bench.resilience;

import io.evenkeel.bench.resilience.Results.Result;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All results as JSON: the figures of every trial, and what each of its seconds was like. */
record Json(Results results) {
  String text() {
    return results.all().stream()
        .map(this::trial)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private String trial(Result result) {
    return String.format(
        Locale.ROOT,
        "  {\"scenario\":\"%s\",\"proxy\":\"%s\",\"round\":%d,\"best-goodput\":%s,\n   \"figures\":{%s},\n   \"other-failures\":{%s},\n   %s}",
        result.scenario().key(),
        result.proxy().key(),
        result.round(),
        number(result.outcome().bestGoodput()),
        figures(result.figures()),
        otherFailures(result.outcome().log()),
        series(result));
  }

  private static String otherFailures(RequestLog log) {
    return log.otherFailures().entrySet().stream()
        .map(end -> "\"" + end.getKey() + "\":" + end.getValue())
        .collect(Collectors.joining(","));
  }

  private static String figures(Figures figures) {
    return Arrays.stream(Figures.class.getRecordComponents())
        .map(component -> "\"" + component.getName() + "\":" + number(valueOf(component, figures)))
        .collect(Collectors.joining(","));
  }

  private static double valueOf(RecordComponent component, Figures figures) {
    try {
      return ((Number) component.getAccessor().invoke(figures)).doubleValue();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String series(Result result) {
    List<Seconds.Second> seconds = Seconds.of(result.outcome());
    return "\"ok\":"
        + seconds.stream().map(Seconds.Second::ok).toList()
        + ",\"slow\":"
        + seconds.stream().map(Seconds.Second::slow).toList()
        + ",\"failed\":"
        + seconds.stream().map(Seconds.Second::failed).toList()
        + ",\"refused-fast\":"
        + seconds.stream().map(Seconds.Second::refusedFast).toList()
        + ",\"reached-servers\":"
        + seconds.stream().map(Seconds.Second::arrived).toList();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
  }
}
