package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;
import java.util.List;

/** Warns of routes that an earlier one leaves nothing to match. */
final class UnreachableRoutes {
  /**
   * Comparing is quadratic: this many cost some 20 ms, enough for 2,000 routes of one listener.
   * Routes beyond are not compared: a missing warning harms less than a slow start.
   */
  private static final int COMPARISONS = 2_000_000;

  private UnreachableRoutes() {}

  static void report(List<Placed<Route>> routes) {
    int left = COMPARISONS;
    for (int i = 0; i < routes.size() && left > i; i++) {
      left -= i;
      for (int j = 0; j < i; j++) {
        if (covers(routes.get(j).value(), routes.get(i).value())) {
          warn(routes.get(i), routes.get(j));
          break;
        }
      }
    }
  }

  private static void warn(Placed<Route> route, Placed<Route> earlier) {
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

  /** Whether {@code earlier} matches every request that {@code route} does. */
  static boolean covers(Route earlier, Route route) {
    return covers(earlier.path(), route.path())
        && covers(earlier.host(), route.host())
        && (earlier.methods().isEmpty()
            || (!route.methods().isEmpty() && earlier.methods().containsAll(route.methods())))
        && route.headers().entrySet().containsAll(earlier.headers().entrySet());
  }

  private static boolean covers(PathPattern earlier, PathPattern path) {
    return switch (earlier) {
      case PathPattern.Any _ -> true;
      case PathPattern.Exact _ -> earlier.equals(path);
      case PathPattern.Prefix(String prefix) ->
          prefix.equals("/")
              || switch (path) {
                case PathPattern.Any _ -> false;
                case PathPattern.Exact(String exact) -> exact.startsWith(prefix);
                case PathPattern.Prefix(String longer) -> longer.startsWith(prefix);
              };
    };
  }

  private static boolean covers(HostPattern earlier, HostPattern host) {
    return switch (earlier) {
      case HostPattern.Any _ -> true;
      case HostPattern.Exact _ -> earlier.equals(host);
      case HostPattern.Suffix(String suffix) ->
          switch (host) {
            case HostPattern.Any _ -> false;
            case HostPattern.Exact(String exact) -> exact.endsWith(suffix);
            case HostPattern.Suffix(String longer) -> longer.endsWith(suffix);
          };
    };
  }
}
