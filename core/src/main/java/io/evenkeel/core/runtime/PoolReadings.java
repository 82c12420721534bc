package io.evenkeel.core.runtime;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import io.evenkeel.core.stats.PoolCounts;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RequestCounts;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.SideTraffic;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the pools of a snapshot for comparisons. Any thread but event loops. */
public final class PoolReadings {
  private PoolReadings() {}

  /**
   * Every pool of {@code snapshot} with all of its traffic since the process started: for before
   * and after a full publication.
   */
  public static Map<String, PoolReading> ofAll(Snapshot snapshot, List<RouteTraffic> routes) {
    Map<String, RequestCounts> byPool = new HashMap<>();
    for (RouteTraffic route : routes) {
      byPool.merge(route.key().pool(), counts(route), RequestCounts::plus);
    }
    Map<String, PoolReading> readings = new LinkedHashMap<>();
    snapshot
        .pools()
        .forEach((name, pool) -> {
          RequestCounts requests = byPool.getOrDefault(name.value(), RequestCounts.ZERO);
          readings.put(name.value(), reading(pool, new PoolCounts(requests, attempts(pool))));
        });
    return readings;
  }

  /**
   * Every pool of {@code snapshot} with what its side of a canary got; under the empty name the
   * requests that no pool had a part in.
   */
  public static Map<String, PoolReading> ofSide(Snapshot snapshot, SideTraffic side) {
    Map<String, PoolCounts> counts = side.pools();
    Map<String, PoolReading> readings = new LinkedHashMap<>();
    snapshot
        .pools()
        .forEach((name, pool) ->
            readings.put(
                name.value(), reading(pool, counts.getOrDefault(name.value(), PoolCounts.ZERO))));
    PoolCounts own = counts.get("");
    if (own != null) {
      readings.put("", new PoolReading(own, 0, 0, Map.of()));
    }
    return readings;
  }

  private static PoolReading reading(PoolRuntime pool, PoolCounts counts) {
    int healthy = 0;
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < pool.servers().size(); i++) {
      ServerState server = pool.servers().get(i);
      healthy += server.standing() == Standing.HEALTHY ? 1 : 0;
      shares.put(pool.pool().servers().get(i).name(), pool.expectedShare(server));
    }
    return new PoolReading(counts, healthy, pool.servers().size(), shares);
  }

  private static Map<String, Long> attempts(PoolRuntime pool) {
    Map<String, Long> attempts = new LinkedHashMap<>();
    for (int i = 0; i < pool.servers().size(); i++) {
      attempts.put(pool.pool().servers().get(i).name(), pool.servers().get(i).finishedAttempts());
    }
    return attempts;
  }

  private static RequestCounts counts(RouteTraffic route) {
    List<Long> byClass = route.responsesByClass();
    long ended = byClass.stream().mapToLong(Long::longValue).sum();
    return new RequestCounts(ended, byClass.get(5), byClass.get(4), route.durations());
  }
}
