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
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.RateLimit;
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
  private Admission admission = Admission.DEFAULT;
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
    return route(prefix, action, Admission.DEFAULT);
  }

  TestConfig route(String prefix, String pool, Priority priority) {
    Admission admission = new Admission(priority, List.of());
    return route(prefix, RouteAction.ToPool.of(new PoolName(pool)), admission);
  }

  TestConfig route(String prefix, String pool, RateLimit... rates) {
    Admission admission = new Admission(Priority.NORMAL, List.of(rates));
    return route(prefix, RouteAction.ToPool.of(new PoolName(pool)), admission);
  }

  TestConfig route(String prefix, RouteAction action, Admission admission) {
    routes.add(
        new Route(
            new HostPattern.Any(),
            new PathPattern.Prefix(prefix),
            Set.of(),
            Map.of(),
            action,
            admission));
    return this;
  }

  TestConfig route(String prefix, String pool) {
    return route(prefix, RouteAction.ToPool.of(new PoolName(pool)));
  }

  /** Of the route that there is without any other. */
  TestConfig admission(Admission ofAll) {
    admission = ofAll;
    return this;
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
      Route all = Route.to(pools.keySet().iterator().next());
      table =
          List.of(
              new Route(
                  all.host(), all.path(), all.methods(), all.headers(), all.action(), admission));
    }
    List<BindAddress> bind = List.of(new BindAddress.Tcp("127.0.0.1", 0));
    Listener web = new Listener(WEB, bind, trusted, limits, accessLog, table);
    return new Config(new Admin.Off(), "", "", listening ? Map.of(WEB, web) : Map.of(), pools);
  }
}
