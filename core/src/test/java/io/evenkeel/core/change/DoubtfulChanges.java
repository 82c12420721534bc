package io.evenkeel.core.change;

import static io.evenkeel.core.change.BadChanges.address;
import static io.evenkeel.core.change.BadChanges.timed;
import static io.evenkeel.core.change.ChangeCase.expecting;
import static io.evenkeel.core.change.ChangeCase.get;
import static io.evenkeel.core.change.ChangeCase.policy;
import static io.evenkeel.core.change.ChangeCase.route;
import static io.evenkeel.core.change.ChangeCase.servers;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.User;
import io.evenkeel.core.model.WhenUnhealthy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes that work, but that somebody should look at, for exactly these reasons. */
final class DoubtfulChanges {
  private DoubtfulChanges() {}

  static Stream<ChangeCase> all() {
    return Stream.of(ofChecks(), ofTimes(), ofServers(), ofSpread(), ofRoutes(), ofPolicies())
        .flatMap(List::stream);
  }

  private static List<ChangeCase> ofChecks() {
    return List.of(
        doubt("check removed", Set.of("EK3031"), d -> api(d).readiness(new HealthCheck.None())),
        doubt("check by connection only", Set.of("EK3033"), d -> api(d).probe(new ProbeKind.Tcp())),
        doubt("expected body dropped", Set.of("EK3033"), d -> api(d).probe(get("/health")))
            .from(d -> api(d).probe(expecting(200, 299, "ok"))),
        doubt(
            "client errors accepted", Set.of("EK3033"), d -> api(d).probe(expecting(200, 404, ""))),
        doubt(
                "mistyped path, and servers that answer everything",
                Set.of("EK3034"),
                d -> api(d).probe(get("/helath")))
            .when(w -> w.everywhere.put("/helath", 200)),
        doubt(
                "path pasted twice, and servers that answer everything",
                Set.of("EK3034"),
                d -> api(d).probe(get("/health/health")))
            .when(w -> w.everywhere.put("/health/health", 200)),
        doubt("check at another port", Set.of("EK3035"), d -> api(d).port(3001))
            .when(w -> w.openPorts.add(3001)),
        doubt(
                "check that answers now this, now that",
                Set.of("EK3103", "EK3036"),
                d -> d.pool("api").probe(get("/ready")))
            .when(w -> {
              w.flaky.add("a2");
              w.answers.put("a2 /health", 200);
            }),
        doubt("check that takes long", Set.of("EK3104", "EK3036"), d -> api(d).probe(get("/ready")))
            .when(w -> w.elapsedMillis = 600),
        doubt(
                "check that revives a dead server",
                Set.of("EK3108", "EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> w.answers.put("a1 /health", 500)),
        doubt(
                "check that was not tried",
                Set.of("EK3109", "EK3036"),
                d -> api(d).probe(get("/ready")))
            .when(w -> w.isTried = false),
        doubt(
                "new server that was not tried",
                Set.of("EK3109"),
                d -> api(d).add(servers("b", 90, 1)))
            .when(w -> w.isTried = false));
  }

  private static List<ChangeCase> ofTimes() {
    return List.of(
        doubt(
            "timeout as long as the interval",
            Set.of("EK3038"),
            d -> api(d).pace(1000, 1000, 2, 3)),
        doubt("one failure is enough", Set.of("EK3039"), d -> api(d).pace(2000, 1000, 2, 1)),
        doubt("check a hundred times a second", Set.of("EK3042"), d -> api(d).pace(10, 8, 2, 3)),
        doubt("ten minutes to come back", Set.of("EK3040"), d -> api(d).pace(2000, 1000, 300, 3)),
        doubt(
                "response timeout that ends some requests",
                Set.of("EK3204"),
                d -> api(d).timeouts(1000, 5000))
            .when(w -> w.cutOff = 0.001),
        doubt(
                "timeout of a route that ends some requests",
                Set.of("EK3204"),
                d -> d.web().routes.set(1, timed(Duration.ofSeconds(1))))
            .when(w -> w.cutOff = 0.001),
        doubt(
                "much shorter timeout, no traffic",
                Set.of("EK3019"),
                d -> api(d).timeouts(1000, 1000))
            .when(w -> w.hasTraffic = false));
  }

  private static List<ChangeCase> ofServers() {
    return List.of(
        doubt("one of two removed", Set.of("EK3015"), d -> d.pool("ops").remove("o1")),
        doubt("one server with nearly all weight", Set.of("EK3017"), d -> api(d).weight(100, "a1")),
        doubt(
            "most of a pool replaced by servers that answer",
            Set.of("EK3014"),
            d -> {
              api(d).remove("a1", "a2", "a3");
              api(d).add(servers("b", 90, 3));
            }),
        doubt("new server that is down", Set.of("EK3105"), d -> api(d).add(servers("b", 90, 1)))
            .when(w -> w.down.add(address(90))),
        doubt(
                "new server that fails its check",
                Set.of("EK3105"),
                d -> api(d).add(servers("b", 90, 1)))
            .when(w -> w.answers.put("b1 /health", 503)),
        doubt("the only spare server drained", Set.of("EK3202"), d -> api(d).weight(0, "a1"))
            .when(w -> w.lossesAfter = 0),
        doubt(
            "lower guard",
            Set.of("EK3016"),
            d -> api(d).guards = new Guards(0.2, WhenUnhealthy.KEEP_SERVING)),
        doubt(
            "503 when checks fail",
            Set.of("EK3016"),
            d -> api(d).guards = new Guards(0.5, WhenUnhealthy.FAIL)));
  }

  private static List<ChangeCase> ofSpread() {
    return List.of(
        doubt(
            "hash of the source, no trusted proxies",
            Set.of("EK3021"),
            d -> api(d).balance = new BalancePolicy.SourceHash()),
        doubt(
            "hash of a header",
            Set.of("EK3021"),
            d -> api(d).balance = new BalancePolicy.Maglev(new HashKey.Header("x-user"))),
        doubt(
            "hash of a cookie",
            Set.of("EK3021"),
            d -> api(d).balance = new BalancePolicy.RingHash(new HashKey.Cookie("user"))),
        doubt(
            "hash of the path",
            Set.of("EK3021"),
            d -> api(d).balance = new BalancePolicy.Rendezvous(new HashKey.Path())),
        doubt(
            "clients made sticky",
            Set.of("EK3023"),
            d -> api(d).sticky = new Stickiness.ByCookie("ek")),
        doubt(
                "other balancer, no traffic",
                Set.of("EK3024"),
                d -> api(d).balance = new BalancePolicy.RoundRobin())
            .when(w -> w.hasTraffic = false),
        doubt(
                "much lower limit, no traffic",
                Set.of("EK3018"),
                d -> api(d).limits = new Limits(10, true, 256, Duration.ofSeconds(1), 512))
            .when(w -> w.hasTraffic = false),
        doubt(
            "requests that queue at the peak",
            Set.of("EK3206"),
            d -> api(d).limits = new Limits(5, true, 256, Duration.ofSeconds(1), 512)),
        doubt(
                "balancer with far higher peaks",
                Set.of("EK3207"),
                d -> api(d).balance = new BalancePolicy.WeightedRandom())
            .when(w -> w.peakAfter = 40));
  }

  private static List<ChangeCase> ofRoutes() {
    return List.of(
        doubt(
            "route to another pool that answers",
            Set.of("EK3053", "EK3055"),
            d -> d.web().routes.set(1, route("", "/v1/", "next"))),
        doubt("redirect removed", Set.of("EK3054"), d -> d.web().routes.remove(2)),
        doubt(
            "route behind the one for all",
            Set.of("EK3052"),
            d -> d.web().routes.add(route("", "/v2/", "api"))),
        doubt(
            "listener renamed",
            Set.of("EK3057"),
            d -> {
              d.listener("front", 8080, d.web().routes);
              d.listeners.remove(new ListenerName("web"));
            }),
        doubt(
            "listener at another port, and nothing came in",
            Set.of("EK3058"),
            d -> d.web().bind = List.of(new BindAddress.Tcp("0.0.0.0", 8081))),
        doubt(
            "port and servers in one change, and nothing came in",
            Set.of("EK3058", "EK3010"),
            d -> {
              d.web().bind = List.of(new BindAddress.Tcp("0.0.0.0", 8081));
              api(d).timeouts(2000, 30_000);
            }),
        doubt("far fewer connections", Set.of("EK3059"), d -> d.web().limits = limits(100, 0)),
        doubt("bodies limited", Set.of("EK3059"), d -> d.web().limits = limits(20_000, 1000)),
        doubt("a network trusted", Set.of("EK3060"), d -> d.web().trusted = trusted()));
  }

  private static List<ChangeCase> ofPolicies() {
    return List.of(
        doubt("no approvals any more", Set.of("EK3004"), d -> d.changes = policy(0, 0.5)),
        doubt("operator made admin", Set.of("EK3005"), d -> d.admin = admin(9900, Role.ADMIN)),
        doubt(
            "users removed",
            Set.of("EK3005"),
            d -> d.admin = new Admin.On(new BindAddress.Tcp("127.0.0.1", 9900))),
        doubt("larger blast radius", Set.of("EK3006"), d -> d.changes = policy(1, 1)),
        doubt(
            "no canary, no bake",
            Set.of("EK3006"),
            d ->
                d.changes =
                    new ChangePolicy(
                        1,
                        0.5,
                        List.of(),
                        new RolloutPolicy(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        RollbackOn.DEFAULT)),
        doubt(
            "rollback later",
            Set.of("EK3006"),
            d ->
                d.changes =
                    new ChangePolicy(
                        1, 0.5, List.of(), RolloutPolicy.DEFAULT, new RollbackOn(0.5, 30, 0.1, 1))),
        doubt("admin at another port", Set.of("EK3008"), d -> d.admin = admin(9901, Role.OPERATOR)),
        doubt("admin off", Set.of("EK3008", "EK3005"), d -> d.admin = new Admin.Off()),
        doubt("records elsewhere", Set.of("EK3009"), d -> d.state = "/var/lib/other"));
  }

  private static ChangeCase doubt(String name, Set<String> codes, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.NEEDS_APPROVAL, codes, edit);
  }

  private static Draft.PoolDraft api(Draft draft) {
    return draft.pool("api");
  }

  private static Admin admin(int port, Role bob) {
    return new Admin.On(
        new BindAddress.Tcp("127.0.0.1", port),
        Map.of(
            "ana", new User("ana", "a".repeat(64), Role.APPROVER),
            "bob", new User("bob", "b".repeat(64), bob),
            "cal", new User("cal", "c".repeat(64), Role.ADMIN)));
  }

  static List<Cidr> trusted() {
    return List.of(new Cidr(new AddressBytes(new byte[] {10, 0, 0, 0}), 8));
  }

  static ListenerLimits limits(int connections, long bodyBytes) {
    ListenerLimits usual = ListenerLimits.DEFAULT;
    return new ListenerLimits(
        connections,
        connections,
        usual.headerBytes(),
        usual.headers(),
        usual.headerTimeout(),
        usual.bodyTimeout(),
        usual.idleTimeout(),
        bodyBytes);
  }
}
