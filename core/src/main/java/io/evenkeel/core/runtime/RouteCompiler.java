package io.evenkeel.core.runtime;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.route.RouteLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Resolves the pools of routes. Control loop only. */
final class RouteCompiler {
  private RouteCompiler() {}

  static List<CompiledRoute> compile(List<Route> routes, Map<PoolName, PoolRuntime> pools) {
    List<CompiledRoute> compiled = new ArrayList<>(routes.size());
    for (int i = 0; i < routes.size(); i++) {
      compiled.add(compile(routes.get(i), RouteLabel.of(i, routes.get(i)), pools));
    }
    return compiled;
  }

  private static CompiledRoute compile(
      Route route, String label, Map<PoolName, PoolRuntime> pools) {
    return switch (route.action()) {
      case RouteAction.ToPool to ->
          new CompiledRoute(route, label, List.of(resolve(to.pool(), label, pools)), new int[] {1});
      case RouteAction.Split split -> {
        List<PoolRuntime> parts = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        split
            .weights()
            .forEach((name, weight) -> {
              parts.add(resolve(name, label, pools));
              weights.add(weight);
            });
        int[] each = weights.stream().mapToInt(Integer::intValue).toArray();
        yield new CompiledRoute(route, label, parts, each);
      }
      case RouteAction.Redirect _, RouteAction.Respond _ ->
          new CompiledRoute(route, label, List.of(), new int[0]);
    };
  }

  private static PoolRuntime resolve(
      PoolName name, String label, Map<PoolName, PoolRuntime> pools) {
    PoolRuntime pool = pools.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(
          "route " + label + ": pool \"" + name + "\" does not exist (expected: a key of pools)");
    }
    return pool;
  }
}
