package io.evenkeel.core.change;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.model.User;
import io.evenkeel.core.model.WhenUnhealthy;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A configuration in which every record of the model occurs, none of them only at its default. */
final class ConfigSamples {
  private ConfigSamples() {}

  static Config everything() {
    Map<ListenerName, Listener> listeners = new LinkedHashMap<>();
    List<AccessLog> logs =
        List.of(new AccessLog.None(), new AccessLog.ToFile("a.log"), new AccessLog.ToStdout());
    for (AccessLog log : logs) {
      ListenerName name = new ListenerName("web" + listeners.size());
      listeners.put(
          name, listener(name, log, listeners.isEmpty() ? routes() : List.of(routes().getLast())));
    }
    Map<PoolName, Pool> pools = new LinkedHashMap<>();
    List<BalancePolicy> policies =
        List.of(
            new BalancePolicy.RoundRobin(),
            new BalancePolicy.LeastConnections(),
            new BalancePolicy.PowerOfTwo(),
            new BalancePolicy.PeakEwma(),
            new BalancePolicy.WeightedRandom(),
            new BalancePolicy.Maglev(new HashKey.Source()),
            new BalancePolicy.Maglev(new HashKey.Header("x-user")),
            new BalancePolicy.RingHash(new HashKey.Cookie("user")),
            new BalancePolicy.Rendezvous(new HashKey.Path()),
            new BalancePolicy.SourceHash());
    for (BalancePolicy policy : policies) {
      PoolName name = new PoolName("pool" + pools.size());
      pools.put(name, pool(name, policy, pools.size()));
    }
    Admin admin =
        new Admin.On(
            new BindAddress.Tcp("127.0.0.1", 9900),
            Map.of("ana", new User("ana", "0".repeat(64), Role.APPROVER)));
    return new Config(admin, "state", "eu-1", listeners, pools, changes());
  }

  private static ChangePolicy changes() {
    FreezeWindow window =
        new FreezeWindow(
            new FreezeWindow.Moment(DayOfWeek.FRIDAY, LocalTime.of(16, 0)),
            new FreezeWindow.Moment(DayOfWeek.MONDAY, LocalTime.of(8, 0)),
            ZoneId.of("Europe/Berlin"));
    return new ChangePolicy(
        2,
        0.25,
        List.of(window),
        new RolloutPolicy(
            5, 0.2, Duration.ofSeconds(10), Duration.ofMinutes(3), Duration.ofMinutes(5)),
        new RollbackOn(0.01, 2, 0.4, 0.7));
  }

  private static Listener listener(ListenerName name, AccessLog log, List<Route> routes) {
    return new Listener(
        name,
        List.of(new BindAddress.Tcp("0.0.0.0", 8080), new BindAddress.Unix("/run/" + name)),
        List.of(new Cidr(new AddressBytes(new byte[] {10, 0, 0, 0}), 8)),
        new ListenerLimits(
            10,
            9,
            8 * 1024,
            7,
            Duration.ofSeconds(6),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4),
            3),
        log,
        routes);
  }

  private static List<Route> routes() {
    PoolName pool = new PoolName("pool0");
    List<RouteAction> actions =
        List.of(
            new RouteAction.ToPool(pool, Duration.ofSeconds(3)),
            new RouteAction.Split(
                Map.of(pool, 3, new PoolName("pool1"), 1), Duration.ofMillis(1500)),
            new RouteAction.Redirect("/new", 308),
            new RouteAction.Respond(410, "gone", "text/plain"));
    List<Route> routes = new ArrayList<>();
    List<Admission> admissions =
        List.of(
            new Admission(
                Priority.HIGH,
                List.of(
                    new RateLimit(100, Duration.ofSeconds(2), 50, RateLimit.By.CLIENT),
                    new RateLimit(9, Duration.ofMinutes(1), 9, RateLimit.By.ROUTE))),
            new Admission(Priority.LOW, List.of()),
            Admission.DEFAULT,
            Admission.DEFAULT);
    for (RouteAction action : actions) {
      routes.add(
          new Route(
              new HostPattern.Exact("a.example.com"),
              new PathPattern.Prefix("/v1/"),
              Set.of("GET", "HEAD"),
              Map.of("x-canary", "1"),
              action,
              admissions.get(routes.size())));
    }
    RouteAction last = RouteAction.ToPool.of(pool);
    routes.add(
        new Route(
            new HostPattern.Suffix(".example.com"),
            new PathPattern.Exact("/old"),
            Set.of(),
            Map.of(),
            last,
            Admission.DEFAULT));
    routes.add(
        new Route(
            new HostPattern.Any(),
            new PathPattern.Any(),
            Set.of(),
            Map.of(),
            last,
            Admission.DEFAULT));
    return routes;
  }

  private static Pool pool(PoolName name, BalancePolicy balance, int number) {
    ProbeKind http =
        new ProbeKind.Http(
            "/health",
            "HEAD",
            new StatusRanges(List.of(new StatusRanges.Range(200, 204))),
            "ok",
            "api",
            Map.of("x-check", "1"));
    HealthPolicy health =
        number != 1
            ? HealthPolicy.NONE
            : new HealthPolicy(
                new HealthCheck.Active(
                    http, 81, Duration.ofSeconds(5), Duration.ofMillis(300), 4, 6),
                HealthCheck.Active.of(new ProbeKind.Tcp()));
    return new Pool(
        name,
        List.of(
            new Server("a.1", new HostPort("10.0.0.1", 81), 3, "eu-1", 2, true, 9),
            Server.of("b", new HostPort("10.0.0.2", 82))),
        balance,
        number == 0
            ? new Stickiness.None()
            : new Stickiness.ByCookie("ek", number == 1 ? "" : "sticky.key"),
        health,
        new Limits(20, number != 2, 30, Duration.ofMillis(40), 50),
        retries(number),
        Duration.ofSeconds(7),
        new Timeouts(Duration.ofMillis(10), Duration.ofSeconds(20), Duration.ofSeconds(30)),
        new Guards(0.4, WhenUnhealthy.FAIL),
        protection(number));
  }

  private static RetryPolicy retries(int number) {
    return number == 0
        ? RetryPolicy.DEFAULT
        : new RetryPolicy(
            3,
            0.1,
            number != 1,
            number != 2,
            number == 3 ? Set.of() : Set.of(500, 503),
            number == 4 ? RetryPolicy.Methods.ALL : RetryPolicy.Methods.IDEMPOTENT,
            Duration.ofMillis(1500));
  }

  private static Protection protection(int number) {
    OutlierPolicy outliers = new OutlierPolicy.Active(3, 0.25, Duration.ofSeconds(20), 0.5);
    BreakerPolicy breaker =
        new BreakerPolicy.Active(
            0.25,
            0.75,
            Duration.ofSeconds(2),
            30,
            Duration.ofSeconds(20),
            Duration.ofSeconds(9),
            4);
    return switch (number) {
      case 0 -> Protection.DEFAULT;
      case 1 -> Protection.NONE;
      case 2 -> new Protection(outliers, breaker, new HedgePolicy.AfterPercentile(95));
      default ->
          new Protection(outliers, breaker, new HedgePolicy.AfterTime(Duration.ofMillis(200)));
    };
  }
}
