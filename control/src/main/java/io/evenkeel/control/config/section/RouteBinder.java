package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a route of its keys. */
final class RouteBinder {
  private static final List<Key<?>> ACTIONS =
      List.of(RouteKeys.POOL, RouteKeys.REDIRECT, RouteKeys.RESPOND, RouteKeys.SPLIT);

  private RouteBinder() {}

  static @Nullable PlacedRoute bind(Fields fields) {
    List<String> written = ACTIONS.stream().filter(fields::has).map(Key::name).toList();
    if (written.size() != 1) {
      reportActions(fields, written);
      return null;
    }
    RouteAction action = action(fields);
    if (action == null) {
      return null;
    }
    Route route =
        new Route(
            fields.value(RouteKeys.HOST),
            fields.value(RouteKeys.PATH),
            Set.copyOf(fields.value(RouteKeys.METHOD)),
            fields.value(RouteKeys.HEADERS),
            action,
            new Admission(fields.value(RouteKeys.PRIORITY), fields.value(RouteKeys.RATE_LIMIT)));
    return new PlacedRoute(route, fields.scope(), fields.place(), fields.place(RouteKeys.HOST));
  }

  private static void reportActions(Fields fields, List<String> written) {
    fields.report(
        Code.ROUTE_ACTION,
        written.isEmpty()
            ? "the route says not what to do (expected: one of pool, redirect, respond, split)"
            : "the route has " + String.join(" and ", written) + " (expected: one of them)",
        written.isEmpty()
            ? "add pool: NAME"
            : "keep one, and make a route of its own of the other");
  }

  private static @Nullable RouteAction action(Fields fields) {
    Duration timeout = fields.value(RouteKeys.TIMEOUT);
    if (fields.has(RouteKeys.POOL)) {
      PoolName pool = fields.optional(RouteKeys.POOL);
      return pool == null ? null : noted(fields, new RouteAction.ToPool(pool, timeout));
    }
    if (fields.has(RouteKeys.SPLIT)) {
      return split(fields, timeout);
    }
    for (Key<?> key : List.of(RouteKeys.TIMEOUT, RouteKeys.PRIORITY)) {
      if (fields.has(key)) {
        fields.report(
            Code.WITHOUT_EFFECT,
            key,
            key.name() + " has no effect on an answer of the balancer itself",
            "remove " + key.name());
      }
    }
    return fields.has(RouteKeys.REDIRECT)
        ? fields.optional(RouteKeys.REDIRECT)
        : fields.optional(RouteKeys.RESPOND);
  }

  private static RouteAction noted(Fields fields, RouteAction.ToPool action) {
    fields.scope().references().waitsFor(action.pool(), action.timeout());
    return action;
  }

  private static @Nullable RouteAction split(Fields fields, Duration timeout) {
    Map<PoolName, Integer> weights = fields.optional(RouteKeys.SPLIT);
    if (weights == null || !fields.isSound(RouteKeys.SPLIT)) {
      return null;
    }
    if (weights.values().stream().allMatch(weight -> weight == 0)) {
      fields.report(
          Code.SPLIT_WEIGHTS,
          RouteKeys.SPLIT,
          weights.isEmpty() ? "the split names no pool" : "all weights of the split are 0",
          "give one pool at least a weight above 0");
      return null;
    }
    weights.keySet().forEach(pool -> fields.scope().references().waitsFor(pool, timeout));
    return new RouteAction.Split(weights, timeout);
  }
}
