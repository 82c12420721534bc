package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Everything that a run found out. For one thread. */
final class Results {
  /** One trial. */
  record Result(Scenario scenario, Proxy proxy, int round, Outcome outcome, Figures figures) {}

  private final List<Result> all = new ArrayList<>();

  void add(Result result) {
    all.add(result);
  }

  List<Result> all() {
    return List.copyOf(all);
  }

  List<Result> of(Scenario scenario, Proxy proxy) {
    return all.stream()
        .filter(r -> r.scenario().key().equals(scenario.key()) && r.proxy().equals(proxy))
        .toList();
  }

  /** One figure in every round, in their order. */
  double[] values(Scenario scenario, Proxy proxy, ToDoubleFunction<Figures> figure) {
    return of(scenario, proxy).stream()
        .mapToDouble(r -> figure.applyAsDouble(r.figures()))
        .toArray();
  }

  /** In every round. */
  boolean isMet(Bar bar, Scenario scenario, Proxy proxy) {
    return of(scenario, proxy).stream().allMatch(r -> bar.isMet(r.figures()));
  }
}
