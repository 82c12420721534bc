package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.core.route.RouteCover;
import java.util.List;

/** Warns of routes that an earlier one leaves nothing to match. */
final class UnreachableRoutes {
  /**
   * Comparing is quadratic: this many cost some 20 ms, enough for 2,000 routes of one listener.
   * Routes beyond are not compared: a missing warning harms less than a slow start.
   */
  private static final int COMPARISONS = 2_000_000;

  private UnreachableRoutes() {}

  static void report(List<PlacedRoute> routes) {
    int left = COMPARISONS;
    for (int i = 0; i < routes.size() && left > i; i++) {
      left -= i;
      for (int j = 0; j < i; j++) {
        if (RouteCover.covers(routes.get(j).value(), routes.get(i).value())) {
          warn(routes.get(i), routes.get(j));
          break;
        }
      }
    }
  }

  private static void warn(PlacedRoute route, PlacedRoute earlier) {
    route
        .scope()
        .report(
            Code.UNREACHABLE_ROUTE,
            route.place(),
            "this route is never reached: the one on line "
                + earlier.place().line()
                + " matches everything it does",
            "move it up, or remove it",
            List.of("first match: " + earlier.place()));
  }
}
