package io.evenkeel.core.route;

import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;

/** The short name of a route in metrics and logs. */
public final class RouteLabel {
  /** Long enough for a host and a path prefix, short enough for a label. */
  private static final int MAX_LENGTH = 64;

  private RouteLabel() {}

  /** {@code 3:api.example.com/v1/}: the position makes it unique, the rest readable. */
  public static String of(int position, Route route) {
    String host =
        switch (route.host()) {
          case HostPattern.Any _ -> "*";
          case HostPattern.Exact(String name) -> name;
          case HostPattern.Suffix(String suffix) -> "*" + suffix;
        };
    String path =
        switch (route.path()) {
          case PathPattern.Any _ -> "";
          case PathPattern.Exact(String exact) -> "=" + exact;
          case PathPattern.Prefix(String prefix) -> prefix;
        };
    String label = position + ":" + host + path;
    return label.length() <= MAX_LENGTH ? label : label.substring(0, MAX_LENGTH);
  }
}
