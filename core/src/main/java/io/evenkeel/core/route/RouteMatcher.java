package io.evenkeel.core.route;

import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Route;
import java.util.Map;

/** What a route asks of a request besides its host, cheapest question first. Immutable. */
final class RouteMatcher {
  private final int position;
  private final CompiledRoute route;
  private final PathPattern path;
  private final String[] methods;
  private final String[] headerNames;
  private final String[] headerValues;

  RouteMatcher(int position, CompiledRoute route) {
    Route written = route.route();
    this.position = position;
    this.route = route;
    this.path = written.path();
    this.methods = written.methods().toArray(String[]::new);
    this.headerNames = written.headers().keySet().toArray(String[]::new);
    this.headerValues = new String[headerNames.length];
    Map<String, String> headers = written.headers();
    for (int i = 0; i < headerNames.length; i++) {
      headerValues[i] = headers.getOrDefault(headerNames[i], "");
    }
  }

  int position() {
    return position;
  }

  CompiledRoute route() {
    return route;
  }

  boolean admits(RequestHead head) {
    return admitsMethod(head) && admitsPath(head) && admitsHeaders(head);
  }

  private boolean admitsMethod(RequestHead head) {
    if (methods.length == 0) {
      return true;
    }
    String method = head.method();
    for (String allowed : methods) {
      if (allowed.equals(method)) {
        return true;
      }
    }
    return false;
  }

  private boolean admitsPath(RequestHead head) {
    return switch (path) {
      case PathPattern.Any _ -> true;
      case PathPattern.Exact exact -> head.path().equals(exact.path());
      case PathPattern.Prefix prefix -> head.path().startsWith(prefix.prefix());
    };
  }

  private boolean admitsHeaders(RequestHead head) {
    for (int i = 0; i < headerNames.length; i++) {
      if (!headerValues[i].equals(head.header(headerNames[i]))) {
        return false;
      }
    }
    return true;
  }
}
