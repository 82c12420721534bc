package io.evenkeel.core.change;

import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.WhenUnhealthy;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a pool has, and what guards it. A pool to which no route of the base leads has no
 * traffic to lose, so nothing is said about it.
 */
final class PoolRules {
  private PoolRules() {}

  static void judge(Review review) {
    for (PoolPair pair : review.pairs()) {
      if (review.routedBefore().contains(pair.name())) {
        servers(review, pair);
        skew(review, pair);
        guards(review, pair);
      }
    }
  }

  private static void servers(Review review, PoolPair pair) {
    List<Server> lost = pair.lost();
    if (lost.isEmpty()) {
      return;
    }
    int before = PoolPair.takers(pair.before()).size();
    List<Server> after = PoolPair.takers(pair.after());
    List<String> evidence = lost.stream().map(pair::fate).toList();
    String path = pair.path() + ".servers";
    if (after.isEmpty()) {
      review.report(
          PlanCode.POOL_EMPTIED,
          path,
          "no server of pool " + pair.name() + " would take traffic",
          evidence,
          "leave at least one server with a weight above 0");
    } else if (lost.size() * 2 > before) {
      manyLost(review, pair, lost, evidence);
    } else if (after.size() == 1) {
      review.report(
          PlanCode.LAST_SERVER,
          path,
          "only " + after.getFirst().name() + " is left to take the traffic of " + pair.name(),
          evidence,
          "");
    }
  }

  private static void manyLost(
      Review review, PoolPair pair, List<Server> lost, List<String> evidence) {
    String path = pair.path() + ".servers";
    int before = PoolPair.takers(pair.before()).size();
    String gone =
        lost.size()
            + " of the "
            + before
            + " servers of pool "
            + pair.name()
            + " would lose their traffic";
    PoolName other = origin(review, pair);
    if (other != null) {
      review.report(
          PlanCode.SERVERS_SWAPPED,
          path,
          "pool " + pair.name() + " would get the servers of pool " + other,
          evidence,
          "if the traffic is to move, change the pool of its route");
    } else if (answering(review, pair) >= before) {
      review.report(
          PlanCode.SERVERS_REPLACED, path, gone + "; as many others answer", evidence, "");
    } else {
      review.report(
          PlanCode.POOL_LOSES_SERVERS,
          path,
          gone,
          evidence,
          "change fewer servers at a time, and add the new ones first");
    }
  }

  /**
   * The pool of the base that most of the servers come from; null: they are this pool's, or new.
   */
  private static @Nullable PoolName origin(Review review, PoolPair pair) {
    Set<HostPort> own = PoolPair.addresses(pair.before().servers());
    List<HostPort> fresh =
        PoolPair.takers(pair.after()).stream()
            .map(Server::address)
            .filter(address -> !own.contains(address))
            .toList();
    for (Pool other : review.before().pools().values()) {
      Set<HostPort> theirs = PoolPair.addresses(other.servers());
      long taken = fresh.stream().filter(theirs::contains).count();
      if (taken * 2 > PoolPair.takers(pair.after()).size()) {
        return other.name();
      }
    }
    return null;
  }

  /** Servers that take traffic after the change and are known to answer. */
  private static long answering(Review review, PoolPair pair) {
    Set<HostPort> takers = PoolPair.addresses(PoolPair.takers(pair.after()));
    return review.facts(pair.name()).stream()
        .filter(facts -> takers.contains(facts.address()) && isUp(facts))
        .count();
  }

  /** Whether {@code facts} are those of a server that may get traffic after the change. */
  static boolean isUp(ServerFacts facts) {
    return !facts.held()
        && facts.connectFailure().isEmpty()
        && facts.after() != Health.UNHEALTHY
        && facts.checks().stream().noneMatch(check -> check.passed() == 0 && check.failed() > 0);
  }

  private static void skew(Review review, PoolPair pair) {
    if (!review.changed(pair.path() + ".servers")) {
      return;
    }
    double most = review.before().changes().rollbackOn().shareAbove();
    Share before = Share.largest(pair.before());
    Share after = Share.largest(pair.after());
    if (after.isSkewed(most) && !(before.isSkewed(most) && before.share() >= after.share())) {
      review.report(
          PlanCode.WEIGHT_SKEW,
          pair.path() + ".servers",
          "by weight and priority "
              + after.server()
              + " would get "
              + FileText.share(Math.rint(after.share() * 100) / 100)
              + " of the traffic of "
              + after.servers()
              + " servers",
          "");
    }
  }

  /** The largest share that weights and priorities give to one server. */
  private record Share(String server, double share, int servers) {
    static Share largest(Pool pool) {
      List<Server> takers = PoolPair.takers(pool);
      int first = takers.stream().mapToInt(Server::priority).min().orElse(0);
      List<Server> used = takers.stream().filter(server -> server.priority() == first).toList();
      double sum = used.stream().mapToInt(Server::weight).sum();
      return used.stream()
          .max(Comparator.comparingInt(Server::weight))
          .map(server -> new Share(server.name(), server.weight() / sum, takers.size()))
          .orElse(new Share("", 0, 0));
    }

    boolean isSkewed(double most) {
      return share > most && share * servers > 2;
    }
  }

  private static void guards(Review review, PoolPair pair) {
    Guards before = pair.before().guards();
    Guards after = pair.after().guards();
    if (after.minHealthy() < before.minHealthy()) {
      review.report(
          PlanCode.GUARD_LOWERED,
          pair.path() + ".guards.min-healthy",
          "min-healthy is lowered from "
              + FileText.share(before.minHealthy())
              + " to "
              + FileText.share(after.minHealthy()),
          "");
    }
    if (after.whenUnhealthy() == WhenUnhealthy.FAIL
        && before.whenUnhealthy() != WhenUnhealthy.FAIL) {
      review.report(
          PlanCode.GUARD_LOWERED,
          pair.path() + ".guards.when-unhealthy",
          "when checks fail everywhere, pool " + pair.name() + " would answer 503 to everyone",
          "keep-serving goes on with the servers that are not known to be dead");
    }
  }
}
