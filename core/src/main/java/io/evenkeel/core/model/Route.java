package io.evenkeel.core.model;

import java.util.Map;
import java.util.Set;

/**
 * One line of a listener's routes; the first that matches wins.
 *
 * @param methods empty: any
 * @param headers field name in lower case to the value it must have; all of them must match
 */
public record Route(
    HostPattern host,
    PathPattern path,
    Set<String> methods,
    Map<String, String> headers,
    RouteAction action,
    Admission admission) {
  public Route {
    methods = Set.copyOf(methods);
    headers = Map.copyOf(headers);
  }

  /** Everything goes to {@code pool}. */
  public static Route to(PoolName pool) {
    return new Route(
        new HostPattern.Any(),
        new PathPattern.Any(),
        Set.of(),
        Map.of(),
        RouteAction.ToPool.of(pool),
        Admission.DEFAULT);
  }
}
