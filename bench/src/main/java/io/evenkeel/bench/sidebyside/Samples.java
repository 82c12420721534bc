package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything measured in a run. For one thread. */
final class Samples {
  private final List<Sample> all = new ArrayList<>();

  void add(String experiment, String metric, Proxy proxy, int round, double value) {
    add(experiment, metric, proxy.name(), round, value);
  }

  void add(String experiment, String metric, String name, int round, double value) {
    all.add(new Sample(experiment, metric, name, round, value));
  }

  /** Over all rounds; empty when it was not measured. */
  Optional<Spread> spread(String experiment, String metric, String proxy) {
    return Spread.of(of(experiment, metric, proxy).mapToDouble(Sample::value).toArray());
  }

  /** Of the quotients of the two within a round: drift cancels out. */
  Optional<Spread> ratios(String experiment, String metric, String proxy, String reference) {
    return Spread.of(
        of(experiment, metric, proxy)
            .flatMap(s ->
                of(experiment, metric, reference)
                    .filter(r -> r.round() == s.round() && r.value() > 0)
                    .map(r -> s.value() / r.value()))
            .mapToDouble(Double::doubleValue)
            .toArray());
  }

  private Stream<Sample> of(String experiment, String metric, String proxy) {
    return all.stream()
        .filter(s -> s.experiment().equals(experiment))
        .filter(s -> s.metric().equals(metric) && s.proxy().equals(proxy));
  }

  /** Over all rounds, of each experiment in which it was more than nothing. */
  Map<String, Double> sums(String metric, String proxy) {
    return all.stream()
        .filter(s -> s.metric().equals(metric) && s.proxy().equals(proxy) && s.value() > 0)
        .collect(
            Collectors.groupingBy(
                Sample::experiment, LinkedHashMap::new, Collectors.summingDouble(Sample::value)));
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
