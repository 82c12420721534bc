package io.evenkeel.core.change;

import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.RouteCover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where requests come in and where they go. */
final class RouteRules {
  private RouteRules() {}

  static void judge(Review review) {
    Set<PoolName> unanswered = new HashSet<>();
    for (Listener before : review.before().listeners().values()) {
      Listener after = review.after().listeners().get(before.name());
      String path = "listeners." + before.name();
      if (after == null) {
        review.report(
            PlanCode.LISTENER_REMOVED, path, "listener " + before.name() + " is removed", "");
        before.routes().forEach(route -> unanswered.addAll(Review.pools(route.action())));
      } else {
        listener(review, path, before, after);
        order(review, path + ".routes", before, after);
        unanswered.addAll(fates(review, path + ".routes", before, after));
      }
    }
    pools(review, unanswered);
  }

  private static void listener(Review review, String path, Listener before, Listener after) {
    if (!after.bind().containsAll(before.bind())) {
      review.report(
          PlanCode.LISTENER_MOVED,
          path + ".bind",
          "listener " + before.name() + " gives up an address: clients that use it are refused",
          "bind the old address as well until nobody uses it");
    }
    if (!Set.copyOf(before.trustedProxies()).equals(Set.copyOf(after.trustedProxies()))) {
      List<String> evidence = new ArrayList<>();
      added(before.trustedProxies(), after.trustedProxies()).forEach(n -> evidence.add("+ " + n));
      added(after.trustedProxies(), before.trustedProxies()).forEach(n -> evidence.add("- " + n));
      review.report(
          PlanCode.TRUST_CHANGED,
          path + ".trusted-proxies",
          "other networks are believed to say who the client is",
          evidence,
          "");
    }
    if (limited(before.limits(), after.limits())) {
      review.report(
          PlanCode.LISTENER_LIMITED,
          review.changedPath(path + ".limits", "connections"),
          "listener " + before.name() + " would take less than half of something",
          review.changes().stream()
              .filter(change -> change.path().startsWith(path + ".limits."))
              .map(change -> change.path() + ": " + change.before() + " -> " + change.after())
              .toList(),
          "");
    }
  }

  private static List<Cidr> added(List<Cidr> before, List<Cidr> after) {
    return after.stream().filter(network -> !before.contains(network)).toList();
  }

  private static boolean limited(ListenerLimits before, ListenerLimits after) {
    return halved(before.connections(), after.connections())
        || halved(before.connectionsPerClient(), after.connectionsPerClient())
        || halved(before.headerBytes(), after.headerBytes())
        || halved(before.headers(), after.headers())
        || halved(before.headerTimeout().toMillis(), after.headerTimeout().toMillis())
        || halved(before.bodyTimeout().toMillis(), after.bodyTimeout().toMillis())
        || (after.bodyBytes() > 0
            && (before.bodyBytes() == 0 || halved(before.bodyBytes(), after.bodyBytes())));
  }

  private static boolean halved(long before, long after) {
    return after * 2 < before;
  }

  /** Routes that an earlier one leaves nothing to match. */
  private static void order(Review review, String path, Listener before, Listener after) {
    List<Route> routes = after.routes();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      Route earlier = first(routes.subList(0, i), route);
      if (earlier == null || goesTo(earlier).equals(goesTo(route)) || isShadowed(before, route)) {
        continue;
      }
      boolean isServed = before.routes().stream().anyMatch(old -> RouteCover.same(old, route));
      review.report(
          isServed ? PlanCode.ROUTE_SHADOWED : PlanCode.ROUTE_NEVER_REACHED,
          path + "[" + i + "]",
          "routes["
              + routes.indexOf(earlier)
              + "] takes all requests of "
              + (isServed ? "this route, which is served now" : "this route"),
          "move it up: the first route that matches wins");
    }
  }

  /** Whether {@code before} has the route already, without ever reaching it. */
  private static boolean isShadowed(Listener before, Route route) {
    for (int i = 0; i < before.routes().size(); i++) {
      if (RouteCover.same(before.routes().get(i), route)) {
        return first(before.routes().subList(0, i), route) != null;
      }
    }
    return false;
  }

  /** The first route that leaves nothing of {@code route}; null: there is none. */
  static @Nullable Route first(List<Route> routes, Route route) {
    for (Route candidate : routes) {
      if (RouteCover.covers(candidate, route)) {
        return candidate;
      }
    }
    return null;
  }

  /** The action but for its timeout. */
  static RouteAction goesTo(Route route) {
    return switch (route.action()) {
      case RouteAction.ToPool(PoolName pool, _) -> RouteAction.ToPool.of(pool);
      case RouteAction.Split split -> new RouteAction.Split(split.weights(), Duration.ZERO);
      case RouteAction.Redirect _, RouteAction.Respond _ -> route.action();
    };
  }

  /** What becomes of each route of {@code before}; the pools some of whose requests get a 404. */
  private static Set<PoolName> fates(Review review, String path, Listener before, Listener after) {
    Set<PoolName> unanswered = new HashSet<>();
    for (int i = 0; i < before.routes().size(); i++) {
      Route route = before.routes().get(i);
      if (first(before.routes().subList(0, i), route) != null) {
        continue;
      }
      Route taker = first(after.routes(), route);
      String name = "route " + said(route);
      if (taker == null) {
        unanswered.addAll(Review.pools(route.action()));
        review.report(
            PlanCode.ROUTE_REMOVED,
            path,
            name + " is removed: what no other route takes is answered with 404",
            "");
      } else if (!goesTo(taker).equals(goesTo(route))) {
        moved(review, path + "[" + after.routes().indexOf(taker) + "]", route, taker);
      }
    }
    return unanswered;
  }

  private static void moved(Review review, String path, Route route, Route taker) {
    if (review.has(PlanCode.ROUTE_SHADOWED, path.substring(0, path.lastIndexOf('[')))) {
      return;
    }
    boolean same = RouteCover.same(route, taker);
    review.report(
        same ? PlanCode.ROUTE_MOVED : PlanCode.ROUTE_REMOVED,
        path,
        "requests of "
            + said(route)
            + " would go to "
            + to(taker.action())
            + " instead of "
            + to(route.action()),
        "");
  }

  /** A route in few words. */
  private static String said(Route route) {
    KeyTree tree = ConfigTree.of(route);
    List<String> words = new ArrayList<>();
    tree.entries()
        .forEach((key, entry) -> {
          if (List.of("host", "path", "method", "headers").contains(key.getFirst())) {
            words.add(KeyTree.path(key) + " " + entry.text());
          }
        });
    return words.isEmpty() ? "everything" : String.join(", ", words);
  }

  private static String to(RouteAction action) {
    return switch (action) {
      case RouteAction.ToPool(PoolName pool, _) -> "pool " + pool;
      case RouteAction.Split split -> "a split of " + split.weights();
      case RouteAction.Redirect redirect -> "a redirect to " + redirect.to();
      case RouteAction.Respond respond -> "an answer of " + respond.status();
    };
  }

  private static void pools(Review review, Set<PoolName> unanswered) {
    for (PoolName pool : review.routedBefore()) {
      String path = PoolPair.path(pool);
      if (review.routedAfter().contains(pool)) {
        lost(review, pool);
      } else if (unanswered.contains(pool) && review.hasTraffic(pool)) {
        review.report(
            PlanCode.TRAFFIC_UNANSWERED,
            path,
            "pool " + pool + " has traffic now; nothing would answer it",
            "give the requests another route first, such as one that responds with 410");
      } else {
        review.report(PlanCode.POOL_UNROUTED, path, "no route leads to pool " + pool, "");
      }
    }
  }

  /** Some listener or route still leads to {@code pool}, but not those that have the traffic. */
  private static void lost(Review review, PoolName pool) {
    double part = review.unanswered(pool);
    if (part > 0 && part >= review.before().changes().rollbackOn().errorRateRise()) {
      review.report(
          PlanCode.TRAFFIC_UNANSWERED,
          PoolPair.path(pool),
          FileText.share(Math.rint(part * 1000) / 1000)
              + " of the requests that pool "
              + pool
              + " serves now would reach no listener, or no route",
          "move the clients first, or give the requests another route");
    }
  }
}
