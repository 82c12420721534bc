package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Everything measured in a run. For one thread. */
final class Samples {
  private final List<Sample> all = new ArrayList<>();

  void add(String experiment, String metric, Proxy proxy, int round, double value) {
    all.add(new Sample(experiment, metric, proxy.name(), round, value));
  }

  /** The median over rounds; empty when it was not measured. */
  OptionalDouble median(String experiment, String metric, String proxy) {
    return median(
        all.stream()
            .filter(s -> s.experiment().equals(experiment))
            .filter(s -> s.metric().equals(metric) && s.proxy().equals(proxy))
            .mapToDouble(Sample::value)
            .toArray());
  }

  /** The median over rounds of the quotient of the two within a round: drift cancels out. */
  OptionalDouble medianRatio(String experiment, String metric, String proxy, String reference) {
    return median(
        all.stream()
            .filter(s -> s.experiment().equals(experiment))
            .filter(s -> s.metric().equals(metric) && s.proxy().equals(proxy))
            .flatMap(s ->
                all.stream()
                    .filter(r -> r.round() == s.round() && r.proxy().equals(reference))
                    .filter(r -> r.experiment().equals(experiment))
                    .filter(r -> r.metric().equals(metric) && r.value() > 0)
                    .map(r -> s.value() / r.value()))
            .mapToDouble(Double::doubleValue)
            .toArray());
  }

  /** Over all experiments and rounds. */
  double sum(String metric, String proxy) {
    return all.stream()
        .filter(s -> s.metric().equals(metric) && s.proxy().equals(proxy))
        .mapToDouble(Sample::value)
        .sum();
  }

  private static OptionalDouble median(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return OptionalDouble.of(
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }

  /** All samples as a JSON array; names hold no character that JSON would need escaped. */
  String json() {
    return all.stream()
        .map(s ->
            String.format(
                Locale.ROOT,
                "  {\"experiment\":\"%s\",\"metric\":\"%s\",\"proxy\":\"%s\",\"round\":%d,\"value\":%.3f}",
                s.experiment(),
                s.metric(),
                s.proxy(),
                s.round(),
                s.value()))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }
}
