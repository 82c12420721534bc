package io.evenkeel.core.route;

import io.evenkeel.core.model.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a listener, first match wins. Immutable, any thread.
 *
 * <p>Routes are kept in lists by host: one for each exact name, one for each suffix, one for those
 * that take any. Each list keeps the order of the file; a match looks for the first in every list
 * that concerns the host (one, one per label of the name, one) and takes the earliest. So ten
 * thousand hosts cost no more than one; routes of one host cost their number.
 */
public final class RouteTable {
  private static final RouteMatcher[] NONE = {};

  private final Map<String, RouteMatcher[]> byHost;
  private final SuffixTable bySuffix;
  private final RouteMatcher[] anyHost;

  private RouteTable(
      Map<String, RouteMatcher[]> byHost, SuffixTable bySuffix, RouteMatcher[] anyHost) {
    this.byHost = byHost;
    this.bySuffix = bySuffix;
    this.anyHost = anyHost;
  }

  /** The table of {@code routes}, whose order decides. */
  public static RouteTable of(List<CompiledRoute> routes) {
    Map<String, List<RouteMatcher>> hosts = new HashMap<>();
    Map<String, List<RouteMatcher>> suffixes = new HashMap<>();
    List<RouteMatcher> any = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      RouteMatcher matcher = new RouteMatcher(i, routes.get(i));
      switch (routes.get(i).route().host()) {
        case HostPattern.Any _ -> any.add(matcher);
        case HostPattern.Exact(String host) ->
            hosts.computeIfAbsent(host, _ -> new ArrayList<>()).add(matcher);
        case HostPattern.Suffix(String suffix) ->
            suffixes.computeIfAbsent(suffix, _ -> new ArrayList<>()).add(matcher);
      }
    }
    return new RouteTable(arrays(hosts), new SuffixTable(arrays(suffixes)), any.toArray(NONE));
  }

  /** The route that takes {@code head}; null when none does. Allocates nothing of its own. */
  public @Nullable CompiledRoute match(RequestHead head) {
    RouteMatcher best = null;
    if (!byHost.isEmpty() || !bySuffix.isEmpty()) {
      String host = head.host();
      best = earlier(byHost.getOrDefault(host, NONE), head, null);
      for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        best = earlier(bySuffix.find(host, dot), head, best);
      }
    }
    best = earlier(anyHost, head, best);
    return best == null ? null : best.route();
  }

  /** The first of {@code matchers} that takes {@code head} if it comes before {@code best}. */
  private static @Nullable RouteMatcher earlier(
      RouteMatcher[] matchers, RequestHead head, @Nullable RouteMatcher best) {
    for (RouteMatcher matcher : matchers) {
      if (best != null && matcher.position() > best.position()) {
        return best;
      }
      if (matcher.admits(head)) {
        return matcher;
      }
    }
    return best;
  }

  private static Map<String, RouteMatcher[]> arrays(Map<String, List<RouteMatcher>> lists) {
    Map<String, RouteMatcher[]> arrays = HashMap.newHashMap(lists.size());
    lists.forEach((key, list) -> arrays.put(key, list.toArray(NONE)));
    return arrays;
  }
}
