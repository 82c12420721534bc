package io.evenkeel.core.forecast;

import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.RouteCover;
import io.evenkeel.core.route.RouteLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the traffic of today's routes goes when the routes are those of the target.
 *
 * <p>A route's traffic is taken by the first route of the target, on the listener of the same name,
 * that matches all it matched. Where there is none, because only parts are taken elsewhere, nobody
 * knows how large they are: then the traffic stays where it is. Nobody answers it where no part can
 * be taken: nothing listens any more where its listener did, or each route that is left stood
 * before it already, and so had its part.
 */
final class Inflow {
  private final Config target;
  private final TrafficProfile profile;
  private final Map<PoolName, Double> before = new HashMap<>();
  private final Map<PoolName, List<Stream>> streams = new HashMap<>();
  private final Map<PoolName, Double> unanswered = new HashMap<>();

  /** What one route sends to a pool, and how long it waits; zero: as long as the pool does. */
  private record Stream(double requestsPerSecond, Duration timeout) {}

  Inflow(Config now, Config after, TrafficProfile profile) {
    this.target = after;
    this.profile = profile;
    for (RouteFlow flow : profile.routes()) {
      before.merge(flow.pool(), flow.requestsPerSecond(), Double::sum);
      move(flow, now, after);
    }
  }

  /** What the pool has now. */
  double now(PoolName pool) {
    PoolTraffic traffic = profile.pools().get(pool);
    return traffic == null ? 0 : traffic.requestsPerSecond();
  }

  /** What the pool will have. */
  double after(PoolName pool) {
    if (!target.pools().containsKey(pool)) {
      return 0;
    }
    double measured = now(pool);
    double routed = before.getOrDefault(pool, 0.0);
    double arriving = 0;
    for (Stream stream : streams.getOrDefault(pool, List.of())) {
      arriving += stream.requestsPerSecond;
    }
    // Attempts are what a pool's traffic is counted in, routes count requests.
    return routed == 0 ? measured + arriving : measured * (arriving / routed);
  }

  /** The part of 0 to 1 of the pool's requests of now that nobody will answer. */
  double unanswered(PoolName pool) {
    double routed = before.getOrDefault(pool, 0.0);
    return routed == 0 ? 0 : unanswered.getOrDefault(pool, 0.0) / routed;
  }

  /** The part of 0 to 1 of the pool's requests that takes longer than it is waited for. */
  double cutOff(PoolName pool, Duration response, Latencies latencies) {
    double sum = 0;
    double cut = 0;
    for (Stream stream : streams.getOrDefault(pool, List.of())) {
      boolean routeIsFirst = !stream.timeout.isZero() && stream.timeout.compareTo(response) < 0;
      Duration timeout = routeIsFirst ? stream.timeout : response;
      cut += stream.requestsPerSecond * latencies.beyond(timeout.toNanos());
      sum += stream.requestsPerSecond;
    }
    return sum == 0 ? latencies.beyond(response.toNanos()) : cut / sum;
  }

  private void move(RouteFlow flow, Config now, Config after) {
    Listener old = now.listeners().get(flow.listener());
    Listener listener = after.listeners().get(flow.listener());
    Route before = route(now, flow.listener(), flow.route());
    boolean leftOver =
        old != null
            && listener != null
            && before != null
            && isLeftOver(before, old.routes(), listener.routes());
    if (leftOver || (old != null && isGone(old, after))) {
      unanswered.merge(flow.pool(), flow.requestsPerSecond(), Double::sum);
    }
    if (listener == null || leftOver) {
      return;
    }
    Route taker = before == null ? null : taker(before, listener.routes());
    if (taker == null) {
      add(flow.pool(), flow.requestsPerSecond(), Duration.ZERO);
    } else if (before != null && taker.action().equals(before.action())) {
      // A split is drawn by chance: what it measured is truer than its weights.
      add(flow.pool(), flow.requestsPerSecond(), timeout(taker.action()));
    } else {
      redirect(flow, taker.action());
    }
  }

  /** Whether nothing listens where {@code listener} did; a port of another host may be the same. */
  private static boolean isGone(Listener listener, Config after) {
    Set<Object> places = places(listener);
    return !places.isEmpty()
        && after.listeners().values().stream()
            .allMatch(other -> Collections.disjoint(places, places(other)));
  }

  private static Set<Object> places(Listener listener) {
    Set<Object> places = new HashSet<>();
    for (BindAddress address : listener.bind()) {
      switch (address) {
        case BindAddress.Tcp(String _, int port) -> places.add(port);
        case BindAddress.Unix(String path) -> places.add(path);
      }
    }
    return places;
  }

  /** Whether each of {@code left} stood before {@code route} in {@code routes} already. */
  private static boolean isLeftOver(Route route, List<Route> routes, List<Route> left) {
    List<Route> earlier = routes.subList(0, routes.indexOf(route));
    return left.stream().allMatch(each -> taker(each, earlier) != null);
  }

  private void redirect(RouteFlow flow, RouteAction action) {
    switch (action) {
      case RouteAction.ToPool(PoolName pool, Duration timeout) ->
          add(pool, flow.requestsPerSecond(), timeout);
      case RouteAction.Split(Map<PoolName, Integer> weights, Duration timeout) -> {
        double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        weights.forEach(
            (pool, weight) -> add(pool, flow.requestsPerSecond() * weight / sum, timeout));
      }
      case RouteAction.Redirect _, RouteAction.Respond _ -> {}
    }
  }

  private void add(PoolName pool, double requestsPerSecond, Duration timeout) {
    streams
        .computeIfAbsent(pool, _ -> new ArrayList<>())
        .add(new Stream(requestsPerSecond, timeout));
  }

  private static Duration timeout(RouteAction action) {
    return switch (action) {
      case RouteAction.ToPool to -> to.timeout();
      case RouteAction.Split split -> split.timeout();
      case RouteAction.Redirect _, RouteAction.Respond _ -> Duration.ZERO;
    };
  }

  private static @Nullable Route taker(Route route, List<Route> routes) {
    for (Route each : routes) {
      if (RouteCover.covers(each, route)) {
        return each;
      }
    }
    return null;
  }

  /** The route of this label, which begins with its place. */
  private static @Nullable Route route(Config config, ListenerName name, String label) {
    Listener listener = config.listeners().get(name);
    int colon = label.indexOf(':');
    if (listener == null || colon < 1) {
      return null;
    }
    int place = Integer.parseInt(label, 0, colon, 10);
    if (place >= listener.routes().size()) {
      return null;
    }
    Route route = listener.routes().get(place);
    return RouteLabel.of(place, route).equals(label) ? route : null;
  }
}
