package io.evenkeel.core.route;

import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;

/** Which routes leave nothing to others. Pure. */
public final class RouteCover {
  private RouteCover() {}

  /** Whether {@code earlier} matches every request that {@code route} does. */
  public static boolean covers(Route earlier, Route route) {
    return covers(earlier.path(), route.path())
        && covers(earlier.host(), route.host())
        && (earlier.methods().isEmpty()
            || (!route.methods().isEmpty() && earlier.methods().containsAll(route.methods())))
        && route.headers().entrySet().containsAll(earlier.headers().entrySet());
  }

  /** Whether both match the same requests. */
  public static boolean same(Route one, Route other) {
    return covers(one, other) && covers(other, one);
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
