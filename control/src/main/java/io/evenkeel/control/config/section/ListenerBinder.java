package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a listener of its keys. */
final class ListenerBinder {
  private ListenerBinder() {}

  static @Nullable Listener bind(Fields fields) {
    List<BindAddress> bind = fields.optional(ListenerKeys.BIND);
    List<PlacedRoute> routes = fields.optional(ListenerKeys.ROUTES);
    if (bind != null && bind.isEmpty() && fields.isSound(ListenerKeys.BIND)) {
      fields.report(
          Code.MISSING_KEY,
          ListenerKeys.BIND,
          "bind is an empty list",
          "add an address such as 0.0.0.0:8080");
    }
    if (routes != null) {
      checkRoutes(fields, routes);
    }
    TlsNotes.ofListener(fields.optional(ListenerKeys.TLS), routes == null ? List.of() : routes);
    String name = fields.scope().name();
    if (bind == null || routes == null || !Names.valid(name)) {
      return null;
    }
    return new Listener(
        new ListenerName(name),
        bind,
        fields.value(ListenerKeys.TRUSTED_PROXIES),
        fields.value(ListenerKeys.LIMITS),
        fields.value(ListenerKeys.ACCESS_LOG),
        routes.stream().map(PlacedRoute::value).toList());
  }

  private static void checkRoutes(Fields fields, List<PlacedRoute> routes) {
    if (routes.isEmpty() && fields.isSound(ListenerKeys.ROUTES)) {
      fields.report(
          Code.NO_ROUTES,
          ListenerKeys.ROUTES,
          "the list of routes is empty: every request would be answered 404",
          "add a route such as { pool: api }");
    }
    UnreachableRoutes.report(routes);
  }
}
