package io.evenkeel.core.change;

import static io.evenkeel.core.change.BadChanges.address;
import static io.evenkeel.core.change.BadChanges.timed;
import static io.evenkeel.core.change.ChangeCase.get;
import static io.evenkeel.core.change.ChangeCase.health;
import static io.evenkeel.core.change.ChangeCase.policy;
import static io.evenkeel.core.change.ChangeCase.route;
import static io.evenkeel.core.change.ChangeCase.servers;

import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.model.WhenUnhealthy;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes that nobody should be kept from: safe, or looked at where a person ought to. */
final class GoodChanges {
  private GoodChanges() {}

  static Stream<ChangeCase> all() {
    return Stream.of(ofServers(), ofChecks(), ofSpread(), ofRoutes(), ofPolicies(), withAReason())
        .flatMap(List::stream);
  }

  private static List<ChangeCase> ofServers() {
    return List.of(
        good("nothing at all", _ -> {}),
        good("servers in another order", d -> api(d).servers = api(d).servers.reversed()),
        good("nothing at all in a freeze", _ -> {}).when(w -> w.frozen = true),
        good("a server that answers added", d -> api(d).add(servers("b", 90, 1))),
        good("three servers that answer added", d -> api(d).add(servers("b", 90, 3))),
        good("one of four removed", d -> api(d).remove("a1")),
        good(
            "two of four replaced by servers that answer",
            d -> {
              api(d).remove("a1", "a2");
              api(d).add(servers("b", 90, 2));
            }),
        good(
            "one moved to another address that answers",
            d -> api(d).edit("a1", _ -> Worlds.server("a1", 99))),
        good("weight doubled", d -> api(d).weight(2, "a1")),
        good("one drained", d -> api(d).weight(0, "a1")),
        good("one taken back", d -> api(d).weight(1, "a1")).from(d -> api(d).weight(0, "a1")),
        good("a drained one removed", d -> api(d).remove("a1")).from(d -> api(d).weight(0, "a1")),
        good("one made backup", d -> api(d).backup("a1")),
        good("one of lower priority", d -> api(d).priority(1, "a1")),
        good("a server renamed", d -> api(d).edit("a1", s -> Worlds.server("first", 10))),
        good(
            "zones told",
            d -> api(d).edit("a1", s -> new Server("a1", s.address(), 1, "eu-1", 0, false, 0))),
        good(
            "requests of one server limited above its peak",
            d -> api(d).edit("a1", s -> new Server("a1", s.address(), 1, "", 0, false, 50))),
        good("servers of a pool without a route removed", d -> d.pool("next").remove("n1", "n2")),
        good("an unrelated change while a server is down", d -> api(d).timeouts(2000, 30_000))
            .when(w -> w.down.add(address(20))),
        good("a server that answers added while one is down", d -> api(d).add(servers("b", 90, 1)))
            .when(w -> w.down.add(address(10))),
        good("a change of a pool that is down", d -> api(d).timeouts(2000, 30_000))
            .when(w -> List.of(10, 11, 12, 13).forEach(n -> w.down.add(address(n)))));
  }

  private static List<ChangeCase> ofChecks() {
    return List.of(
        good("check less often", d -> api(d).pace(5000, 1000, 2, 3)),
        good("check more often", d -> api(d).pace(1000, 500, 2, 3)),
        good("two failures are enough", d -> api(d).pace(2000, 1000, 2, 2)),
        good("three successes are needed", d -> api(d).pace(2000, 1000, 3, 3)),
        good("check timeout above what answers take", d -> api(d).pace(2000, 500, 2, 3)),
        good("one failure, but rarely asked", d -> api(d).pace(10_000, 1000, 2, 1)),
        good("first check, which all answer", d -> d.pool("ops").readiness(health())),
        good(
            "liveness by connection",
            d -> api(d).liveness(HealthCheck.Active.of(new ProbeKind.Tcp()))),
        good(
                "first check while one server is down",
                d -> d.pool("site").liveness(HealthCheck.Active.of(new ProbeKind.Tcp())))
            .when(w -> w.down.add(address(20))),
        good("higher guard", d -> api(d).guards = new Guards(0.75, WhenUnhealthy.KEEP_SERVING)),
        good(
            "last known good",
            d -> api(d).guards = new Guards(0.5, WhenUnhealthy.LAST_KNOWN_GOOD)));
  }

  private static List<ChangeCase> ofSpread() {
    return List.of(
        good(
                "round robin to two choices, even",
                d -> api(d).balance = new BalancePolicy.PowerOfTwo())
            .from(d -> api(d).balance = new BalancePolicy.RoundRobin()),
        good("least connections, even", d -> api(d).balance = new BalancePolicy.LeastConnections()),
        good("moving average, even", d -> api(d).balance = new BalancePolicy.PeakEwma()),
        good(
                "hash of the source behind trusted proxies",
                d -> api(d).balance = new BalancePolicy.Maglev(new HashKey.Source()))
            .from(d -> d.web().trusted = DoubtfulChanges.trusted()),
        good("not sticky any more", d -> api(d).sticky = new Stickiness.None())
            .from(d -> api(d).sticky = new Stickiness.ByCookie("ek")),
        good("longer timeouts", d -> api(d).timeouts(2000, 60_000)),
        good("shorter timeout that nothing meets", d -> api(d).timeouts(1000, 5000)),
        good(
            "idle connections kept for less",
            d ->
                api(d).timeouts =
                    new Timeouts(
                        Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(5))),
        good(
            "higher limits",
            d -> api(d).limits = new Limits(1000, true, 1000, Duration.ofSeconds(2), 2000)),
        good(
            "lower limits, far above the peak",
            d -> api(d).limits = new Limits(50, true, 256, Duration.ofSeconds(1), 100)),
        good("more attempts", d -> api(d).retries = RetryPolicy.of(3)),
        good("shorter slow start", d -> api(d).slowStart = Duration.ofSeconds(10)));
  }

  private static List<ChangeCase> ofRoutes() {
    return List.of(
        good(
            "new pool, not used yet",
            d -> d.newPool("beta", servers("b", 90, 2)).readiness(health())),
        good(
            "new pool and its route",
            d -> {
              d.newPool("beta", servers("b", 90, 2)).readiness(health());
              d.web().routes.addFirst(route("", "/beta/", "beta"));
            }),
        good(
            "narrower route to a pool that answers",
            d -> d.web().routes.addFirst(route("", "/v1/new/", "next"))),
        good("route that says the same twice", d -> d.web().routes.add(route("", "/x/", "site"))),
        good("needless route removed", d -> d.web().routes.remove(1))
            .from(d -> d.web().routes.add(1, route("", "/x/", "site"))),
        good(
            "timeout of a route that nothing meets",
            d -> d.web().routes.set(1, timed(Duration.ofSeconds(10)))),
        good("pool without a route removed", d -> d.pools.remove(new PoolName("next"))),
        good(
            "second address",
            d ->
                d.web().bind =
                    List.of(
                        new BindAddress.Tcp("0.0.0.0", 8080),
                        new BindAddress.Tcp("0.0.0.0", 8081))),
        good("second listener", d -> d.listener("other", 8081, List.of(route("", "", "site")))),
        good("access log", d -> d.web().log = new AccessLog.ToFile("access.jsonl")),
        good("more connections", d -> d.web().limits = DoubtfulChanges.limits(50_000, 0)));
  }

  private static List<ChangeCase> ofPolicies() {
    return List.of(
        good("more approvals", d -> d.changes = policy(2, 0.5)),
        good("smaller blast radius", d -> d.changes = policy(1, 0.25)),
        good("freeze on Fridays", d -> d.changes = friday()),
        good(
            "longer bake",
            d ->
                d.changes =
                    new ChangePolicy(
                        1,
                        0.5,
                        List.of(),
                        new RolloutPolicy(
                            3,
                            0.1,
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(10),
                            Duration.ofMinutes(5)),
                        RollbackOn.DEFAULT)),
        good("any change outside of the freeze", d -> d.zone = "eu-1")
            .from(d -> d.changes = friday()));
  }

  /** Good, and worth a second look. */
  private static List<ChangeCase> withAReason() {
    return List.of(
        looked("path that all servers answer", Set.of("EK3036"), d -> api(d).probe(get("/ready"))),
        looked(
                "path that only a drained server does not answer",
                Set.of("EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> {
              w.held.add("a2");
              w.answers.put("a2 /ready", 404);
            }),
        looked(
                "path that all answer but one that is down",
                Set.of("EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> w.down.add(address(10))),
        looked(
                "path that fails where the current one fails, too",
                Set.of("EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> {
              w.answers.put("a1 /health", 500);
              w.answers.put("a1 /ready", 500);
            }),
        looked(
            "field added to the check",
            Set.of("EK3036"),
            d ->
                api(d)
                    .probe(
                        new ProbeKind.Http(
                            "/health",
                            "GET",
                            StatusRanges.SUCCESS,
                            "",
                            "api",
                            Map.of("x-check", "1")))),
        looked(
            "stricter body",
            Set.of("EK3036"),
            d -> api(d).probe(ChangeCase.expecting(200, 299, "ok"))),
        looked(
            "a share of all to a pool that answers",
            Set.of("EK3053"),
            d -> d.web().routes.set(3, split())),
        looked(
            "blue to green",
            Set.of("EK3053", "EK3055"),
            d -> d.web().routes.set(1, route("", "/v1/", "next"))),
        looked(
            "answer of a retired path",
            Set.of("EK3053", "EK3055"),
            d -> d.web().routes.set(1, gone())),
        looked(
            "pool renamed",
            Set.of("EK3053", "EK3055"),
            d -> {
              d.newPool("v1", servers("a", 10, 4)).readiness(health());
              d.pools.remove(new PoolName("api"));
              d.web().routes.set(1, route("", "/v1/", "v1"));
            }),
        looked(
                "first start, servers still down",
                Set.of("EK3105"),
                d -> d.newPool("api", servers("a", 10, 2)).readiness(health()))
            .from(GoodChanges::empty)
            .when(w -> {
              w.base = 0;
              w.down.addAll(List.of(address(10), address(11)));
            }),
        good(
                "first start, servers up",
                d -> d.newPool("api", servers("a", 10, 2)).readiness(health()))
            .from(GoodChanges::empty)
            .when(w -> w.base = 0));
  }

  private static void empty(Draft draft) {
    draft.listeners.clear();
    draft.pools.clear();
  }

  private static ChangeCase good(String name, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.SAFE, Set.of(), edit);
  }

  private static ChangeCase looked(String name, Set<String> codes, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.NEEDS_APPROVAL, codes, edit);
  }

  private static Draft.PoolDraft api(Draft draft) {
    return draft.pool("api");
  }

  private static Route split() {
    Map<PoolName, Integer> weights = new LinkedHashMap<>();
    weights.put(new PoolName("site"), 95);
    weights.put(new PoolName("next"), 5);
    Route all = route("", "", "site");
    return new Route(
        all.host(),
        all.path(),
        all.methods(),
        all.headers(),
        new RouteAction.Split(weights, Duration.ZERO),
        Admission.DEFAULT);
  }

  private static Route gone() {
    Route api = route("", "/v1/", "api");
    return new Route(
        api.host(),
        api.path(),
        api.methods(),
        api.headers(),
        new RouteAction.Respond(410, "gone", "text/plain"),
        Admission.DEFAULT);
  }

  private static ChangePolicy friday() {
    FreezeWindow window =
        new FreezeWindow(
            new FreezeWindow.Moment(DayOfWeek.FRIDAY, LocalTime.of(16, 0)),
            new FreezeWindow.Moment(DayOfWeek.MONDAY, LocalTime.of(8, 0)),
            ZoneOffset.UTC);
    List<FreezeWindow> freeze = new ArrayList<>(List.of(window));
    return new ChangePolicy(1, 0.5, freeze, RolloutPolicy.DEFAULT, RollbackOn.DEFAULT);
  }
}
