package io.evenkeel.core.change;

import static io.evenkeel.core.change.ChangeCase.expecting;
import static io.evenkeel.core.change.ChangeCase.get;
import static io.evenkeel.core.change.ChangeCase.policy;
import static io.evenkeel.core.change.ChangeCase.route;
import static io.evenkeel.core.change.ChangeCase.servers;

import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.core.model.WhenUnhealthy;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes that would take requests down: each is refused, for exactly these reasons. */
final class BadChanges {
  private BadChanges() {}

  static Stream<ChangeCase> all() {
    return Stream.of(ofChecks(), ofThresholds(), ofServers(), ofRoutes(), ofSpread(), ofPolicies())
        .flatMap(List::stream);
  }

  private static List<ChangeCase> ofChecks() {
    return List.of(
        bad(
            "check path that answers 404",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(get("/api/health"))),
        bad("check path mistyped", Set.of("EK3101", "EK3034"), d -> api(d).probe(get("/helth"))),
        bad(
            "check path with a doubled slash",
            Set.of("EK3101", "EK3034"),
            d -> api(d).probe(get("//health"))),
        bad(
            "check path that answers 500",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(get("/error"))),
        bad(
                "check path one server does not know",
                Set.of("EK3101", "EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> w.answers.put("a2 /ready", 404)),
        bad(
                "check path none but a server that is down lacks, and one more",
                Set.of("EK3101", "EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> {
              w.down.add(address(10));
              w.answers.put("a2 /ready", 404);
            }),
        bad("check port where nobody listens", Set.of("EK3101", "EK3035"), d -> api(d).port(3001)),
        bad(
            "check host the servers do not serve",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(asking("GET", "shop"))),
        bad(
            "check method that is not allowed",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(asking("POST", ""))),
        bad(
            "check status nobody answers",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(expecting(201, 299, ""))),
        bad(
            "check body nobody sends",
            Set.of("EK3101", "EK3036"),
            d -> api(d).probe(expecting(200, 299, "alive"))),
        bad(
            "first check of a pool fails",
            Set.of("EK3101"),
            d -> d.pool("ops").readiness(HealthCheck.Active.of(get("/nope")))),
        bad(
            "liveness at a closed port",
            Set.of("EK3101"),
            d ->
                api(d)
                    .liveness(
                        new HealthCheck.Active(
                            new ProbeKind.Tcp(),
                            81,
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(1),
                            2,
                            3))),
        bad(
            "check that accepts every status",
            Set.of("EK3032"),
            d -> api(d).probe(expecting(100, 599, ""))),
        bad(
            "first check accepts every status",
            Set.of("EK3032"),
            d -> d.pool("ops").readiness(HealthCheck.Active.of(expecting(100, 599, "")))));
  }

  private static List<ChangeCase> ofThresholds() {
    return List.of(
        bad(
                "check timeout shorter than the answers take",
                Set.of("EK3101"),
                d -> api(d).pace(2000, 20, 2, 3))
            .when(w -> w.elapsedMillis = 30),
        bad("check timeout of 1 ms", Set.of("EK3101", "EK3037"), d -> api(d).pace(2000, 1, 2, 3)),
        bad("check timeout of 4 ms", Set.of("EK3037"), d -> api(d).pace(2000, 4, 2, 3))
            .when(w -> w.elapsedMillis = 1),
        bad("rise that takes hours", Set.of("EK3041"), d -> api(d).pace(5000, 1000, 1000, 3)),
        bad("fall that takes hours", Set.of("EK3041"), d -> api(d).pace(5000, 1000, 2, 1000)),
        bad(
                "min-healthy above what is healthy",
                Set.of("EK3102"),
                d -> api(d).guards = new Guards(1, WhenUnhealthy.KEEP_SERVING))
            .when(w -> w.down.add(address(10))));
  }

  private static List<ChangeCase> ofServers() {
    return List.of(
        bad("all weights to zero", Set.of("EK3011"), d -> api(d).weight(0, "a1", "a2", "a3", "a4")),
        bad(
            "three of four weights to zero",
            Set.of("EK3012"),
            d -> api(d).weight(0, "a1", "a2", "a3")),
        bad("all servers backup", Set.of("EK3011"), d -> api(d).backup("a1", "a2", "a3", "a4")),
        bad("no servers", Set.of("EK3011"), d -> api(d).servers = List.of()),
        bad("three of four removed", Set.of("EK3012"), d -> api(d).remove("a1", "a2", "a3")),
        bad(
            "half of each pool removed",
            Set.of("EK3003", "EK3012", "EK3015"),
            d -> {
              api(d).remove("a1", "a2");
              d.pool("site").remove("s1", "s2");
              d.pool("ops").remove("o1");
            }),
        bad(
            "two pools swapped",
            Set.of("EK3013"),
            d -> {
              List<Server> api = api(d).servers;
              api(d).servers = d.pool("site").servers;
              d.pool("site").servers = api;
            }),
        bad(
            "servers of another pool pasted over",
            Set.of("EK3013"),
            d -> api(d).servers = d.pool("next").servers),
        bad(
                "address of one mistyped",
                Set.of("EK3106"),
                d -> api(d).edit("a1", s -> Worlds.server("a1", 99)))
            .when(w -> w.down.add(address(99))),
        bad(
                "all moved to a port where nobody listens",
                Set.of("EK3106", "EK3012"),
                d -> api(d).servers = List.of(servers("a", 90, 4)))
            .when(w -> List.of(90, 91, 92, 93).forEach(n -> w.down.add(address(n)))),
        bad(
                "more dead servers added than live ones are there",
                Set.of("EK3102", "EK3105"),
                d -> api(d).add(servers("b", 90, 5)))
            .when(w -> List.of(90, 91, 92, 93, 94).forEach(n -> w.down.add(address(n)))),
        bad("more than the policy takes", Set.of("EK3003"), d -> api(d).remove("a1", "a2"))
            .from(d -> d.changes = policy(1, 0.2)),
        bad(
                "its own permission brought along",
                Set.of("EK3003", "EK3006"),
                d -> {
                  d.changes = policy(1, 1);
                  api(d).remove("a1", "a2");
                })
            .from(d -> d.changes = policy(1, 0.2)));
  }

  private static List<ChangeCase> ofRoutes() {
    return List.of(
        bad(
            "route for all moved to the top",
            Set.of("EK3051"),
            d -> d.web().routes.addFirst(d.web().routes.removeLast())),
        bad(
            "new route for all at the top",
            Set.of("EK3051"),
            d -> d.web().routes.addFirst(route("", "/", "ops"))),
        bad(
            "wider path before a narrower one",
            Set.of("EK3051"),
            d -> d.web().routes.add(1, route("", "/v", "site"))),
        bad("route for all removed", Set.of("EK3054", "EK3056"), d -> d.web().routes.removeLast()),
        bad(
            "all routes removed but one",
            Set.of("EK3054", "EK3056"),
            d -> d.web().routes = List.of(route("", "/v1/", "api"))),
        bad(
                "address with traffic given up, though another leads to the pools",
                Set.of("EK3058", "EK3056"),
                d -> d.web().bind = List.of(new BindAddress.Tcp("0.0.0.0", 9090)))
            .when(w -> w.unanswered = 0.9),
        bad(
                "traffic sent to a pool that is down",
                Set.of("EK3107", "EK3053", "EK3055"),
                d -> d.web().routes.set(1, route("", "/v1/", "next")))
            .when(w -> List.of(40, 41, 42).forEach(n -> w.down.add(address(n)))),
        bad(
                "traffic sent to a new pool that is down",
                Set.of("EK3107", "EK3105"),
                d -> {
                  d.newPool("beta", servers("b", 90, 2));
                  d.web().routes.addFirst(route("", "/beta/", "beta"));
                })
            .when(w -> List.of(90, 91).forEach(n -> w.down.add(address(n)))));
  }

  private static List<ChangeCase> ofSpread() {
    return List.of(
        bad(
                "balancer that sends all to one server",
                Set.of("EK3201"),
                d -> api(d).balance = new BalancePolicy.LeastConnections())
            .when(w -> w.skewed.add("a1")),
        bad(
                "hash of a source that all share",
                Set.of("EK3201", "EK3021"),
                d -> api(d).balance = new BalancePolicy.SourceHash())
            .when(w -> w.skewed.add("a1")),
        bad(
            "hash of the Host",
            Set.of("EK3022"),
            d -> api(d).balance = new BalancePolicy.Maglev(new HashKey.Header("Host"))),
        bad(
                "hash of the only path",
                Set.of("EK3022"),
                d -> d.pool("ops").balance = new BalancePolicy.RingHash(new HashKey.Path()))
            .from(d -> d.web().routes.set(0, route("", "= /only", "ops"))),
        bad(
                "priority of all but one raised",
                Set.of("EK3017", "EK3201"),
                d -> List.of("a2", "a3", "a4").forEach(name -> api(d).priority(1, name)))
            .when(w -> w.skewed.add("a1")),
        bad(
                "response timeout below what requests take",
                Set.of("EK3203"),
                d -> api(d).timeouts(1000, 50))
            .when(w -> w.cutOff = 0.3),
        bad(
                "timeout of a route below what requests take",
                Set.of("EK3203"),
                d -> d.web().routes.set(1, timed(Duration.ofMillis(50))))
            .when(w -> w.cutOff = 0.3),
        bad("response timeout of 1 ms", Set.of("EK3020"), d -> api(d).timeouts(1000, 1)),
        bad("connect timeout of 1 ms", Set.of("EK3020"), d -> api(d).timeouts(1, 30_000)),
        bad(
            "one request at a time and no queue",
            Set.of("EK3205"),
            d -> api(d).limits = new Limits(1, true, 0, Duration.ofSeconds(1), 512)),
        bad(
            "one connection each and no queue",
            Set.of("EK3205"),
            d -> api(d).limits = new Limits(256, true, 0, Duration.ofSeconds(1), 1)),
        bad(
                "a queue that most requests wait in too long",
                Set.of("EK3205"),
                d -> api(d).limits = new Limits(200, true, 1000, Duration.ofSeconds(1), 512))
            .when(w -> w.refused = new Forecast.Refused(0.01, 0.04)),
        bad(
                "a path that nobody answers, without a word on what could be carried then",
                Set.of("EK3101", "EK3036"),
                d -> api(d).probe(get("/nope")))
            .when(w -> {
              w.lossesAfter = 0;
              w.refused = new Forecast.Refused(0, 1);
            }));
  }

  private static List<ChangeCase> ofPolicies() {
    return List.of(
        bad("a change in a freeze", Set.of("EK3001"), d -> d.zone = "eu-1")
            .from(d -> d.changes = frozen()),
        bad(
                "the freeze itself removed in it",
                Set.of("EK3001", "EK3006"),
                d -> d.changes = policy(1, 0.5))
            .from(d -> d.changes = frozen()),
        bad("a change while changes are forbidden by hand", Set.of("EK3002"), d -> d.zone = "eu-1")
            .when(w -> w.frozen = true),
        bad("more approvals than approvers", Set.of("EK3007"), d -> d.changes = policy(3, 0.5)),
        bad(
                "a new server whose name nobody knows, which is said once",
                Set.of("EK3122"),
                d -> api(d).add(servers("b", 90, 1)))
            .when(w -> {
              w.down.add(address(90));
              w.obstacles.add(
                  new Obstacle(
                      "EK3122",
                      Severity.ERROR,
                      "pools.api.servers.b1.address",
                      "no address",
                      List.of(),
                      ""));
            }),
        bad("an address that is in use", Set.of("EK3120"), d -> d.zone = "eu-1")
            .when(w ->
                w.obstacles.add(
                    new Obstacle(
                        "EK3120", Severity.ERROR, "listeners.web.bind", "in use", List.of(), ""))));
  }

  private static ChangeCase bad(String name, Set<String> codes, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.REFUSED, codes, edit);
  }

  private static Draft.PoolDraft api(Draft draft) {
    return draft.pool("api");
  }

  static HostPort address(int number) {
    return new HostPort("10.0.0." + number, 3000);
  }

  private static ProbeKind asking(String method, String host) {
    return new ProbeKind.Http("/health", method, StatusRanges.SUCCESS, "", host, Map.of());
  }

  static Route timed(Duration timeout) {
    var route = route("", "/v1/", "api");
    return new Route(
        route.host(),
        route.path(),
        route.methods(),
        route.headers(),
        new RouteAction.ToPool(new PoolName("api"), timeout),
        Admission.DEFAULT);
  }

  private static ChangePolicy frozen() {
    FreezeWindow window =
        new FreezeWindow(
            new FreezeWindow.Moment(DayOfWeek.WEDNESDAY, LocalTime.of(8, 0)),
            new FreezeWindow.Moment(DayOfWeek.THURSDAY, LocalTime.of(8, 0)),
            ZoneOffset.UTC);
    return new ChangePolicy(1, 0.5, List.of(window), RolloutPolicy.DEFAULT, RollbackOn.DEFAULT);
  }
}
