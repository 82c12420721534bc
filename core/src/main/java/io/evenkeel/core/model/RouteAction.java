package io.evenkeel.core.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happens to a request that a route takes. */
public sealed interface RouteAction {
  /**
   * Proxy to a pool.
   *
   * @param timeout from the end of the request's head to the head of the response, all attempts
   *     included; zero: only the pool's own timeouts
   */
  record ToPool(PoolName pool, Duration timeout) implements RouteAction {
    public static ToPool of(PoolName pool) {
      return new ToPool(pool, Duration.ZERO);
    }
  }

  /** Proxy to one of several pools, drawn by weight (each at least 0, the sum above 0). */
  record Split(Map<PoolName, Integer> weights, Duration timeout) implements RouteAction {
    public Split {
      weights = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }
  }

  /** Answer with a redirect (301, 302, 303, 307, 308). */
  record Redirect(String to, int status) implements RouteAction {}

  /** Answer with a fixed response. */
  record Respond(int status, String body, String contentType) implements RouteAction {}
}
