package io.evenkeel.core.change;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests are spread and how long they may take, as far as the configuration alone tells. With
 * traffic to go by, {@link ForecastRules} say more, and what is only unproven here is not said.
 */
final class SpreadRules {
  /** Request fields that are the same for all, or nearly all, clients of a service. */
  private static final Set<String> COMMON_FIELDS =
      Set.of("host", "connection", "accept", "accept-encoding", "content-type", "via", "te");

  /** One lost packet costs 200 ms, one young collection of a server some milliseconds. */
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(5);

  private SpreadRules() {}

  static void judge(Review review) {
    for (PoolPair pair : review.pairs()) {
      if (review.routedBefore().contains(pair.name())) {
        balance(review, pair);
        limits(review, pair);
        timeouts(review, pair);
      }
    }
  }

  private static void balance(Review review, PoolPair pair) {
    BalancePolicy policy = pair.after().balance();
    boolean changed = !policy.equals(pair.before().balance());
    HashKey key = key(policy);
    if (key != null && changed) {
      hash(review, pair, key);
    }
    if (changed && !review.hasTraffic(pair.name())) {
      review.report(
          PlanCode.BALANCE_UNPROVEN,
          pair.path() + ".balance",
          "no traffic was seen to forecast what "
              + PoolTree.word(policy)
              + " would do to pool "
              + pair.name(),
          "");
    }
    if (pair.after().sticky() instanceof Stickiness.ByCookie
        && pair.before().sticky() instanceof Stickiness.None) {
      review.report(
          PlanCode.STICKY_ON,
          pair.path() + ".sticky.cookie",
          "clients that keep cookies would stay with their server, whatever its load",
          "");
    }
  }

  /** What {@code policy} hashes; null: nothing. */
  private static @Nullable HashKey key(BalancePolicy policy) {
    return switch (policy) {
      case BalancePolicy.Maglev(HashKey key) -> key;
      case BalancePolicy.RingHash(HashKey key) -> key;
      case BalancePolicy.Rendezvous(HashKey key) -> key;
      case BalancePolicy.SourceHash() -> new HashKey.Source();
      case BalancePolicy.RoundRobin _,
          BalancePolicy.LeastConnections _,
          BalancePolicy.PowerOfTwo _,
          BalancePolicy.PeakEwma _,
          BalancePolicy.WeightedRandom _ ->
          null;
    };
  }

  private static void hash(Review review, PoolPair pair, HashKey key) {
    String path =
        pair.path() + (review.changed(pair.path() + ".hash-on") ? ".hash-on" : ".balance");
    switch (key) {
      case HashKey.Source() -> {
        if (!behindTrusted(review, pair.name())) {
          concentrates(
              review, path, "clients behind one proxy or NAT would all go to the same server");
        }
      }
      case HashKey.Header(String name) -> {
        if (COMMON_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
          constant(review, path, "the header " + name + " is the same in nearly all requests");
        } else {
          concentrates(
              review, path, "requests that share their " + name + " would share their server");
        }
      }
      case HashKey.Cookie(String name) ->
          concentrates(
              review, path, "requests that share their cookie " + name + " would share a server");
      case HashKey.Path() -> {
        if (paths(review, pair.name()).size() == 1) {
          constant(review, path, "all requests of pool " + pair.name() + " have the same path");
        } else {
          concentrates(review, path, "a popular path would be served by one server alone");
        }
      }
    }
  }

  private static void concentrates(Review review, String path, String message) {
    review.report(PlanCode.HASH_CONCENTRATES, path, message, "");
  }

  private static void constant(Review review, String path, String message) {
    review.report(
        PlanCode.HASH_CONSTANT,
        path,
        message + ", so one server would get them all",
        "hash something that differs from client to client, or use p2c");
  }

  /** The paths that lead to {@code pool}, when all of them are exact; else empty. */
  private static Set<String> paths(Review review, PoolName pool) {
    Set<String> paths = new HashSet<>();
    for (Listener listener : review.after().listeners().values()) {
      for (Route route : listener.routes()) {
        if (Review.pools(route.action()).contains(pool)) {
          if (!(route.path() instanceof PathPattern.Exact(String exact))) {
            return Set.of();
          }
          paths.add(exact);
        }
      }
    }
    return paths;
  }

  /** Whether all listeners that lead to {@code pool} know which proxies to look behind. */
  private static boolean behindTrusted(Review review, PoolName pool) {
    return review.after().listeners().values().stream()
        .filter(listener ->
            listener.routes().stream()
                .anyMatch(route -> Review.pools(route.action()).contains(pool)))
        .noneMatch(listener -> listener.trustedProxies().isEmpty());
  }

  private static void limits(Review review, PoolPair pair) {
    Limits before = pair.before().limits();
    Limits after = pair.after().limits();
    if (!review.hasTraffic(pair.name())
        && (halved(before.requestsPerServer(), after.requestsPerServer())
            || halved(before.connectionsPerServer(), after.connectionsPerServer()))) {
      review.report(
          PlanCode.LIMITS_LOWERED,
          review.changedPath(pair.path() + ".limits", "requests-per-server"),
          "pool " + pair.name() + " may do less than half, and no traffic was seen to judge it by",
          "");
    }
  }

  private static boolean halved(long before, long after) {
    return after * 2 < before;
  }

  private static void timeouts(Review review, PoolPair pair) {
    Timeouts before = pair.before().timeouts();
    Timeouts after = pair.after().timeouts();
    timeout(review, pair, "connect", List.of(before.connect(), after.connect()));
    timeout(review, pair, "response", List.of(before.response(), after.response()));
  }

  private static void timeout(Review review, PoolPair pair, String key, List<Duration> both) {
    Duration before = both.getFirst();
    Duration after = both.getLast();
    String path = pair.path() + ".timeouts." + key;
    if (after.compareTo(before) >= 0) {
      return;
    }
    String what = key + " timeout of pool " + pair.name();
    if (after.compareTo(SHORTEST_TIMEOUT) < 0) {
      review.report(
          PlanCode.TIMEOUT_TOO_SHORT,
          path,
          what + ": " + FileText.of(after) + " (expected: 5ms or more)",
          "one lost packet takes 200 ms, a garbage collection some milliseconds");
    } else if (halved(before.toMillis(), after.toMillis()) && !review.hasTraffic(pair.name())) {
      review.report(
          PlanCode.TIMEOUT_UNPROVEN,
          path,
          what
              + " is lowered from "
              + FileText.of(before)
              + " to "
              + FileText.of(after)
              + ", and no traffic was seen to judge it by",
          "");
    }
  }
}
