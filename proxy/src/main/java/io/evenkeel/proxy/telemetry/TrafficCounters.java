package io.evenkeel.proxy.telemetry;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.stats.TrafficReport;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * All counts of the data plane. Any thread; loops resolve their {@link RouteCounters} once per
 * snapshot and count without looking anything up. Counts outlive reloads that keep their key.
 */
public final class TrafficCounters implements TrafficReport {
  private final int lanes;
  private final Supplier<List<ListenerConnections>> connections;
  private final AccessLogs accessLogs;
  private final ConcurrentMap<TrafficKey, RouteCounters> routes = new ConcurrentHashMap<>();

  /**
   * @param connections reads the listeners' counts
   */
  public TrafficCounters(
      int lanes, Supplier<List<ListenerConnections>> connections, AccessLogs accessLogs) {
    this.lanes = lanes;
    this.connections = connections;
    this.accessLogs = accessLogs;
  }

  /** The counts of {@code key}, which start at zero the first time. */
  public RouteCounters of(TrafficKey key) {
    return routes.computeIfAbsent(key, k -> new RouteCounters(k, lanes));
  }

  /** Forgets the counts of listeners and pools that {@code now} has no more. */
  public void retire(Config now) {
    routes
        .keySet()
        .removeIf(key ->
            !now.listeners().containsKey(key.listener())
                || (!key.pool().isEmpty() && !now.pools().containsKey(new PoolName(key.pool()))));
  }

  @Override
  public List<RouteTraffic> routes() {
    return routes.values().stream().map(RouteCounters::sum).toList();
  }

  @Override
  public List<ListenerConnections> listeners() {
    return connections.get();
  }

  @Override
  public long accessLogDropped() {
    return accessLogs.dropped();
  }

  @Override
  public long accessLogWriteErrors() {
    return accessLogs.writeErrors();
  }
}
