package io.evenkeel.core.change;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the servers answered. What is bad already is no reason: a server that is down now, and one
 * that fails the current check as well as the new one, refuse nothing. A healthy server that the
 * change would lose does, be it only one.
 *
 * <p>A new server that does not answer is an error where it takes the place of one that is given
 * up, or drags the pool below its {@code min-healthy}; else it is a warning, so that a pool may be
 * configured before its servers run, and a first start with everything down goes on.
 */
final class LiveRules {
  private LiveRules() {}

  static void judge(Review review) {
    for (Pool pool : review.after().pools().values()) {
      CheckAnswers readiness = CheckAnswers.of(review, pool, "readiness");
      CheckAnswers liveness = CheckAnswers.of(review, pool, "liveness");
      readiness.judge(review);
      liveness.judge(review);
      newServers(review, pool);
      minHealthy(review, pool);
    }
    deadPools(review);
    review.input().facts().obstacles().forEach(review::report);
  }

  private static void newServers(Review review, Pool pool) {
    Pool before = review.before().pools().get(pool.name());
    Set<HostPort> old = before == null ? Set.of() : PoolPair.addresses(before.servers());
    List<ServerFacts> fresh =
        review.facts(pool.name()).stream().filter(ServerFacts::isNew).toList();
    Set<HostPort> tried = fresh.stream().map(ServerFacts::address).collect(Collectors.toSet());
    for (Server server : pool.servers()) {
      if (!old.contains(server.address()) && !tried.contains(server.address())) {
        review.report(
            PlanCode.NOT_TRIED,
            path(pool, server.name()),
            "new server " + server.name() + " was not tried",
            "");
      }
    }
    boolean replaces = before != null && isReplaced(review, before, pool);
    Set<String> unknown = unknownNames(review);
    for (ServerFacts facts : fresh) {
      if (!PoolRules.isUp(facts) && !unknown.contains(facts.address().host())) {
        down(review, path(pool, facts.name()), facts, replaces);
      }
    }
  }

  /** Names without an address: that nothing answers there need not be said as well. */
  private static Set<String> unknownNames(Review review) {
    Set<String> paths =
        review.input().facts().obstacles().stream()
            .filter(obstacle -> obstacle.code().equals(PlanCode.NAME_UNKNOWN.id()))
            .map(Obstacle::path)
            .collect(Collectors.toSet());
    Set<String> names = new HashSet<>();
    for (Pool pool : paths.isEmpty() ? List.<Pool>of() : review.after().pools().values()) {
      for (Server server : pool.servers()) {
        if (paths.contains(path(pool, server.name()) + ".address")) {
          names.add(server.address().host());
        }
      }
    }
    return names;
  }

  /** Whether servers of a pool with traffic are given up and not as many that answer come. */
  private static boolean isReplaced(Review review, Pool before, Pool after) {
    if (!review.routedBefore().contains(before.name())
        || new PoolPair(before, after).lost().isEmpty()) {
      return false;
    }
    Set<HostPort> takers = PoolPair.addresses(PoolPair.takers(after));
    Set<HostPort> kept = new HashSet<>(PoolPair.addresses(PoolPair.takers(before)));
    kept.retainAll(takers);
    long come =
        review.facts(after.name()).stream()
            .filter(facts -> facts.isNew() && takers.contains(facts.address()))
            .filter(PoolRules::isUp)
            .count();
    return kept.size() + come < PoolPair.takers(before).size();
  }

  private static void down(Review review, String path, ServerFacts facts, boolean replaces) {
    List<String> evidence = new ArrayList<>();
    if (!facts.connectFailure().isEmpty()) {
      evidence.add(facts.name() + " " + facts.address() + ": " + facts.connectFailure());
    }
    facts.checks().stream()
        .filter(check -> check.failed() > 0)
        .forEach(check -> evidence.add(CheckAnswers.line(facts, check)));
    review.report(
        replaces ? PlanCode.REPLACEMENT_DOWN : PlanCode.NEW_SERVER_DOWN,
        path,
        "new server "
            + facts.name()
            + " does not answer"
            + (replaces ? ", and a server with traffic is given up for it" : ""),
        evidence,
        "start it before it is added");
  }

  private static String path(Pool pool, String server) {
    return PoolPair.path(pool.name()) + ".servers." + server;
  }

  /** Said only where it is not what a failing check has said already. */
  private static void minHealthy(Review review, Pool pool) {
    List<ServerFacts> facts = review.facts(pool.name());
    List<ServerFacts> old = facts.stream().filter(server -> !server.isNew()).toList();
    Pool before = review.before().pools().get(pool.name());
    if (before == null || old.isEmpty() || !review.routedBefore().contains(pool.name())) {
      return;
    }
    double least = pool.guards().minHealthy();
    long now = old.stream().filter(LiveRules::isHealthyNow).count();
    long after = facts.stream().filter(PoolRules::isUp).count();
    if (review.has(PlanCode.NEW_CHECK_FAILS, PoolPair.path(pool.name()))) {
      return;
    }
    boolean wasAbove = now > 0 && now >= before.guards().minHealthy() * old.size();
    if (wasAbove && after < least * facts.size()) {
      review.report(
          PlanCode.BELOW_MIN_HEALTHY,
          PoolPair.path(pool.name()) + ".guards.min-healthy",
          after
              + " of "
              + facts.size()
              + " servers of pool "
              + pool.name()
              + " would be healthy (expected: at least "
              + FileText.share(least)
              + ", min-healthy); now "
              + now
              + " of "
              + old.size(),
          "");
    }
  }

  private static boolean isHealthyNow(ServerFacts server) {
    return server.now() == Health.HEALTHY && !server.held();
  }

  /**
   * Routes whose requests are served now, and would be sent to a pool without a server that is up.
   */
  private static void deadPools(Review review) {
    review
        .after()
        .listeners()
        .forEach((name, listener) -> {
          var before = review.before().listeners().get(name);
          if (before != null) {
            deadPools(review, before.routes(), listener.routes(), "listeners." + name);
          }
        });
  }

  private static void deadPools(
      Review review, List<Route> before, List<Route> after, String listener) {
    for (int i = 0; i < after.size(); i++) {
      Route route = after.get(i);
      Route was = RouteRules.first(before, route);
      if (was == null) {
        continue;
      }
      for (var pool : Review.pools(route.action())) {
        List<ServerFacts> facts = review.facts(pool);
        boolean isDead = !facts.isEmpty() && facts.stream().noneMatch(PoolRules::isUp);
        if (isDead && !Review.pools(was.action()).contains(pool)) {
          review.report(
              PlanCode.TRAFFIC_TO_DEAD_POOL,
              listener + ".routes[" + i + "]",
              "requests that are served now would go to pool "
                  + pool
                  + ", of which no server answers",
              facts.stream().map(server -> server.name() + " " + server.address()).toList(),
              "start its servers first");
        }
      }
    }
  }

  /** Whether the check of {@code role} has to be tried because of this change. */
  static boolean mustBeTried(Review review, Pool pool, String role) {
    Pool before = review.before().pools().get(pool.name());
    return CheckChange.mustBeTried(
        before == null ? new HealthCheck.None() : check(before, role), check(pool, role));
  }

  private static HealthCheck check(Pool pool, String role) {
    return role.equals("readiness") ? pool.health().readiness() : pool.health().liveness();
  }
}
