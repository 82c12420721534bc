package io.evenkeel.control;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.stats.TrafficReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The counters of a data plane, raised by hand. Test thread only. */
public final class SeenTraffic implements TrafficReport {
  private static final ListenerName WEB = new ListenerName("web");

  private final Map<String, long[]> byPool = new TreeMap<>();
  private final Map<String, long[]> buckets = new TreeMap<>();

  /** {@code good} requests to {@code pool} are answered with 200, {@code bad} with 503. */
  public void answered(String pool, int good, int bad, long nanos) {
    long[] classes = byPool.computeIfAbsent(pool, _ -> new long[6]);
    classes[2] += good;
    classes[5] += bad;
    buckets
            .computeIfAbsent(pool, _ -> new long[LogHistogram.BUCKETS])[
            LogHistogram.bucketOf(nanos)] +=
        good + bad;
  }

  @Override
  public List<RouteTraffic> routes() {
    List<RouteTraffic> routes = new ArrayList<>();
    byPool.forEach((pool, classes) -> {
      List<Long> counts = new ArrayList<>();
      long sum = 0;
      for (long count : classes) {
        counts.add(count);
        sum += count;
      }
      Durations durations = new Durations(buckets.getOrDefault(pool, new long[0]), 0);
      TrafficKey key = new TrafficKey(WEB, "all", pool);
      routes.add(new RouteTraffic(key, sum, counts, Map.of(), 0, 0, durations));
    });
    return routes;
  }

  @Override
  public List<ListenerConnections> listeners() {
    return List.of();
  }

  @Override
  public long accessLogDropped() {
    return 0;
  }

  @Override
  public long accessLogWriteErrors() {
    return 0;
  }
}
