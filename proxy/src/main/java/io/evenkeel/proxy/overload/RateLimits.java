package io.evenkeel.proxy.overload;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.resilience.RateLimitCounts;
import io.evenkeel.core.resilience.RateLimiter;
import io.evenkeel.core.route.RouteLabel;
import io.evenkeel.core.time.RandomSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The rate limits of all routes, over all loops. Any thread; loops look theirs up once per
 * publication. What a limit has counted survives reloads while listener, label of the route and the
 * limit itself stay as they are.
 */
public final class RateLimits {
  private final ConcurrentMap<Key, RateLimiter> limiters = new ConcurrentHashMap<>();
  private final RandomSource random;

  public RateLimits(RandomSource random) {
    this.random = random;
  }

  private record Key(ListenerName listener, String route, RateLimit limit) {}

  /**
   * The limiters of a route, those of single clients first: who is above his own limit must not use
   * up what all share.
   */
  public RateLimiter[] of(ListenerName listener, String label, Route route, long nowNanos) {
    return route.admission().rates().stream()
        .distinct()
        .sorted(Comparator.comparing(limit -> limit.by() == RateLimit.By.ROUTE))
        .map(limit ->
            limiters.computeIfAbsent(
                new Key(listener, label, limit), _ -> RateLimiter.of(limit, random, nowNanos)))
        .toArray(RateLimiter[]::new);
  }

  /** Forgets the limits that {@code now} does not have. */
  public void retire(Config now) {
    Set<Key> keep = new HashSet<>();
    for (Listener listener : now.listeners().values()) {
      for (int i = 0; i < listener.routes().size(); i++) {
        Route route = listener.routes().get(i);
        for (RateLimit limit : route.admission().rates()) {
          keep.add(new Key(listener.name(), RouteLabel.of(i, route), limit));
        }
      }
    }
    limiters.keySet().retainAll(keep);
  }

  /** Where the counts stand. */
  public List<RateLimitCounts> counts() {
    return limiters.entrySet().stream()
        .map(entry ->
            new RateLimitCounts(
                entry.getKey().listener(),
                entry.getKey().route(),
                entry.getKey().limit().by(),
                entry.getValue().refused(),
                entry.getValue().evicted()))
        .toList();
  }
}
