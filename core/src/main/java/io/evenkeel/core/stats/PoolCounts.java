package io.evenkeel.core.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests of one pool and how they fell on its servers. Numbers only grow.
 *
 * @param byServer by name of the server; those that got none may be missing
 */
public record PoolCounts(RequestCounts requests, Map<String, Long> byServer) {
  public static final PoolCounts ZERO = new PoolCounts(RequestCounts.ZERO, Map.of());

  public PoolCounts {
    byServer = Collections.unmodifiableMap(new LinkedHashMap<>(byServer));
  }

  /** What came after {@code earlier}, an older reading of the same. */
  public PoolCounts since(PoolCounts earlier) {
    Map<String, Long> difference = new LinkedHashMap<>();
    byServer.forEach((name, count) ->
        difference.put(name, Math.max(0, count - earlier.byServer.getOrDefault(name, 0L))));
    return new PoolCounts(requests.since(earlier.requests), difference);
  }
}
