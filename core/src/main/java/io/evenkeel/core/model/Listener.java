package io.evenkeel.core.model;

import java.util.List;

/** Sockets we accept on, and where their requests go. */
public record Listener(
    ListenerName name,
    List<BindAddress> bind,
    List<Cidr> trustedProxies,
    ListenerLimits limits,
    AccessLog accessLog,
    List<Route> routes) {
  public Listener {
    bind = List.copyOf(bind);
    trustedProxies = List.copyOf(trustedProxies);
    routes = List.copyOf(routes);
  }
}
