package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration in the making: one listener called web on a port of the system's choice. Without
 * routes everything goes to the first pool.
 */
final class TestConfig {
  static final ListenerName WEB = new ListenerName("web");

  private final Map<PoolName, Pool> pools = new LinkedHashMap<>();
  private final List<Route> routes = new ArrayList<>();
  private List<Cidr> trusted = List.of();
  private ListenerLimits limits = ListenerLimits.DEFAULT;
  private AccessLog accessLog = new AccessLog.None();
  private boolean listening = true;

  static TestConfig of(TestPool... pools) {
    TestConfig config = new TestConfig();
    for (TestPool each : pools) {
      Pool pool = each.build();
      config.pools.put(pool.name(), pool);
    }
    return config;
  }

  /** Adds a route for every path that begins with {@code prefix}. */
  TestConfig route(String prefix, RouteAction action) {
    routes.add(
        new Route(
            new HostPattern.Any(),
            new PathPattern.Prefix(prefix),
            Set.of(),
            Map.of(),
            action,
            Admission.DEFAULT));
    return this;
  }

  TestConfig route(String prefix, String pool) {
    return route(prefix, RouteAction.ToPool.of(new PoolName(pool)));
  }

  TestConfig limits(ListenerLimits listenerLimits) {
    limits = listenerLimits;
    return this;
  }

  TestConfig trusting(Cidr... blocks) {
    trusted = List.of(blocks);
    return this;
  }

  TestConfig accessLog(AccessLog log) {
    accessLog = log;
    return this;
  }

  TestConfig withoutListener() {
    listening = false;
    return this;
  }

  Config build() {
    List<Route> table = routes;
    if (table.isEmpty() && !pools.isEmpty()) {
      table = List.of(Route.to(pools.keySet().iterator().next()));
    }
    List<BindAddress> bind = List.of(new BindAddress.Tcp("127.0.0.1", 0));
    Listener web = new Listener(WEB, bind, trusted, limits, accessLog, table);
    return new Config(new Admin.Off(), "", "", listening ? Map.of(WEB, web) : Map.of(), pools);
  }
}
