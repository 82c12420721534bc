package io.evenkeel.core.change;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Server;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a preflight and a forecast would find: servers that answer {@code GET /health} and {@code
 * GET /ready} with 200 and {@code ok} in 2 ms, and all else with 404; 100 requests a second to each
 * pool, evenly spread. Cases change what they are about.
 */
final class World {
  private static final int ROUNDS = 3;

  /** By address. */
  final Set<HostPort> down = new HashSet<>();

  /** {@code server path} to the status it answers with. */
  final Map<String, Integer> answers = new HashMap<>();

  /** Path to status, on all servers. */
  final Map<String, Integer> everywhere =
      new HashMap<>(Map.of("/health", 200, "/ready", 200, "/error", 500));

  /** Servers that answer well every other time. */
  final Set<String> flaky = new HashSet<>();

  final Set<Integer> openPorts = new HashSet<>();
  final Set<String> skewed = new HashSet<>();
  final List<Obstacle> obstacles = new ArrayList<>();
  long elapsedMillis = 2;
  boolean hasTraffic = true;
  boolean isTried = true;
  boolean frozen;
  double cutOff;
  Forecast.Refused refused = Forecast.Refused.NOTHING;
  final Set<String> held = new HashSet<>();
  double unanswered;
  int peakNow = 10;
  int peakAfter = 10;
  int lossesAfter = 2;
  long base = 3;
  String author = "bob";

  /** A Wednesday at noon. */
  Instant now = Instant.parse("2026-01-14T12:00:00Z");

  Plan plan(Config before, Config after) {
    return Planner.plan(input(before, after));
  }

  PlanInput input(Config before, Config after) {
    return new PlanInput(
        base,
        before,
        after,
        "hash",
        author,
        "reason",
        now,
        isTried ? facts(before, after) : LiveFacts.NONE,
        hasTraffic ? forecast(before, after) : Forecast.NONE,
        new PathPositions(Map.of(), new SourceSpan("evenkeel.yaml", 1, 1, 1)),
        frozen);
  }

  private LiveFacts facts(Config before, Config after) {
    Map<PoolName, List<ServerFacts>> pools = new LinkedHashMap<>();
    for (Pool pool : after.pools().values()) {
      Pool was = before.pools().get(pool.name());
      Set<HostPort> old = was == null ? Set.of() : PoolPair.addresses(was.servers());
      List<ServerFacts> servers = new ArrayList<>();
      for (Server server : pool.servers()) {
        boolean isNew = !old.contains(server.address());
        servers.add(facts(server, isNew, isNew ? null : was, pool));
      }
      pools.put(pool.name(), servers);
    }
    return new LiveFacts(pools, obstacles);
  }

  private ServerFacts facts(Server server, boolean isNew, @Nullable Pool was, Pool pool) {
    List<CheckFact> checks = new ArrayList<>();
    boolean isDown = down.contains(server.address());
    HealthCheck none = new HealthCheck.None();
    HealthCheck readiness = was == null ? none : was.health().readiness();
    HealthCheck liveness = was == null ? none : was.health().liveness();
    ask(checks, server, "readiness", List.of(readiness, pool.health().readiness()));
    ask(checks, server, "liveness", List.of(liveness, pool.health().liveness()));
    Health now = isNew ? Health.CHECKING : now(server, readiness);
    boolean fails = checks.stream().anyMatch(check -> check.passed() == 0);
    Health after = checks.isEmpty() ? now : fails ? Health.UNHEALTHY : Health.HEALTHY;
    return new ServerFacts(
        server.name(),
        server.address(),
        isNew,
        now,
        after,
        checks,
        isNew && isDown ? "connection refused" : "",
        held.contains(server.name()));
  }

  private Health now(Server server, HealthCheck check) {
    return check instanceof HealthCheck.Active active && !passes(active, answer(server, active, 0))
        ? Health.UNHEALTHY
        : Health.HEALTHY;
  }

  private void ask(List<CheckFact> facts, Server server, String role, List<HealthCheck> both) {
    if (both.getFirst().equals(both.getLast())
        || !(both.getLast() instanceof HealthCheck.Active check)) {
      return;
    }
    List<String> answers = new ArrayList<>();
    int passed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String answer = answer(server, check, round);
      answers.add(answer);
      passed += passes(check, answer) ? 1 : 0;
    }
    String old = "";
    String oldAnswer = "";
    boolean oldPassed = false;
    if (both.getFirst() instanceof HealthCheck.Active was) {
      old = question(server, was);
      oldAnswer = answer(server, was, 0);
      oldPassed = passes(was, oldAnswer);
    }
    facts.add(
        new CheckFact(
            role,
            question(server, check),
            passed,
            ROUNDS - passed,
            answers,
            elapsedMillis * 1_000_000,
            old,
            oldPassed,
            oldAnswer));
  }

  private static String question(Server server, HealthCheck.Active check) {
    return check.probe() instanceof ProbeKind.Http http
        ? http.method() + " " + http.path()
        : "TCP connect to " + server.address();
  }

  private String answer(Server server, HealthCheck.Active check, int round) {
    boolean closed = check.port() != 0 && check.port() != 3000 && !openPorts.contains(check.port());
    if (down.contains(server.address()) || closed) {
      return "connection refused";
    }
    if (check.timeout().toMillis() < elapsedMillis) {
      return "no answer in time";
    }
    if (!(check.probe() instanceof ProbeKind.Http http)) {
      return "connected";
    }
    if (!http.method().equals("GET") && !http.method().equals("HEAD")) {
      return "405";
    }
    if (!http.host().isEmpty() && !http.host().equals("api")) {
      return "421";
    }
    if (flaky.contains(server.name()) && round % 2 == 1) {
      return "503";
    }
    int status = everywhere.getOrDefault(http.path(), 404);
    return Integer.toString(answers.getOrDefault(server.name() + " " + http.path(), status));
  }

  private static boolean passes(HealthCheck.Active check, String answer) {
    if (!(check.probe() instanceof ProbeKind.Http http)) {
      return answer.equals("connected");
    }
    return answer.matches("[0-9]{3}")
        && http.expectStatus().contains(Integer.parseInt(answer))
        && "ok".contains(http.expectBody());
  }

  private Forecast forecast(Config before, Config after) {
    Map<String, Forecast.PoolForecast> pools = new LinkedHashMap<>();
    for (Pool pool : before.pools().values()) {
      Pool target = after.pools().getOrDefault(pool.name(), pool);
      if (!pool.name().value().equals("next")) {
        pools.put(
            pool.name().value(),
            new Forecast.PoolForecast(
                shares(pool, Set.of()),
                shares(target, skewed),
                peaks(pool, peakNow),
                peaks(target, peakAfter),
                new Forecast.SurvivableLosses(2, pool.equals(target) ? 2 : lossesAfter),
                100,
                cutOff,
                pool.equals(target) ? Forecast.Refused.NOTHING : refused,
                unanswered));
      }
    }
    return new Forecast(pools);
  }

  private static Map<String, Double> shares(Pool pool, Set<String> skewed) {
    Map<String, Double> shares = new LinkedHashMap<>();
    List<Server> takers = PoolPair.takers(pool);
    boolean isSkewed = takers.stream().anyMatch(server -> skewed.contains(server.name()));
    double weights = takers.stream().mapToInt(Server::weight).sum();
    for (Server server : takers) {
      double fair = server.weight() / weights;
      shares.put(server.name(), isSkewed ? skewed.contains(server.name()) ? 1.0 : 0.0 : fair);
    }
    return shares;
  }

  private static Map<String, Integer> peaks(Pool pool, int peak) {
    Map<String, Integer> peaks = new LinkedHashMap<>();
    PoolPair.takers(pool).forEach(server -> peaks.put(server.name(), peak));
    return peaks;
  }
}
