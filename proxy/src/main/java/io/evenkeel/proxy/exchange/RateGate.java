package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.resilience.RateLimiter;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.proxy.overload.RateLimits;
import java.util.IdentityHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rate limits of a route whether a request may pass. One per loop. A route without limits
 * costs one look at an empty list.
 *
 * <p>A request has to pass all limits of its route in turn. One that a later limit refuses has used
 * up its share of the earlier ones: limits never let more through than they say, rather less.
 */
final class RateGate {
  private final RateLimits limits;
  private final SnapshotPublisher snapshots;
  private final RequestView view;
  private final IdentityHashMap<CompiledRoute, RateLimiter[]> routes = new IdentityHashMap<>();
  private @Nullable Publication publication;

  RateGate(RateLimits limits, SnapshotPublisher snapshots, RequestView view) {
    this.limits = limits;
    this.snapshots = snapshots;
    this.view = view;
  }

  /**
   * Whether the request that the loop has just parsed is above a limit of its route; then {@code
   * facts} know when to come back.
   *
   * @return null: it may pass; else what the client is told
   */
  @Nullable String refusal(CompiledRoute route, RequestFacts facts, ClientConnection from) {
    return route.route().admission().rates().isEmpty() ? null : ask(route, facts, from.identity());
  }

  private @Nullable String ask(CompiledRoute route, RequestFacts facts, ClientIdentity client) {
    RateLimiter[] limiters = limitersOf(route, facts);
    // What proxies say of their clients is believed from those that the listener trusts only.
    String forwardedFor = client.isTrusted() ? view.forwardedFor() : null;
    long number = client.number(forwardedFor);
    for (RateLimiter limiter : limiters) {
      long waitNanos = limiter.take(number, facts.startNanos);
      if (waitNanos > 0) {
        facts.retryAfterNanos = waitNanos;
        return details(limiter.limit());
      }
    }
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // an equal publication has other routes
  private RateLimiter[] limitersOf(CompiledRoute route, RequestFacts facts) {
    Publication current = snapshots.publication();
    if (current != publication) {
      publication = current;
      routes.clear();
    }
    RateLimiter[] known = routes.get(route);
    if (known == null) {
      known = limits.of(listener(facts), route.label(), route.route(), facts.startNanos);
      routes.put(route, known);
    }
    return known;
  }

  private static ListenerName listener(RequestFacts facts) {
    if (facts.listener == null) {
      throw new IllegalStateException("a request without a listener");
    }
    return facts.listener.listener().name();
  }

  private static String details(RateLimit limit) {
    return "more than "
        + limit.requests()
        + " requests per "
        + limit.per().toString().substring(2).toLowerCase(Locale.ROOT)
        + (limit.by() == RateLimit.By.CLIENT ? " of one client" : " on this route");
  }
}
