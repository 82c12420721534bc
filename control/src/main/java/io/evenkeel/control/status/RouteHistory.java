package io.evenkeel.control.status;

import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.stats.TrafficReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the routes sent to pools since two moments of the past. Immutable. */
record RouteHistory(Reading began, Reading middle) {
  /** The running counts at one moment. */
  record Reading(long atNanos, Map<TrafficKey, Long> requests) {
    static Reading of(TrafficReport report, long nowNanos) {
      Map<TrafficKey, Long> requests = new HashMap<>();
      for (RouteTraffic route : report.routes()) {
        requests.put(route.key(), route.requests());
      }
      return new Reading(nowNanos, requests);
    }
  }

  static RouteHistory of(TrafficReport report, long nowNanos) {
    Reading first = Reading.of(report, nowNanos);
    return new RouteHistory(first, first);
  }

  /** With a new half that begins now; the older one is forgotten. */
  RouteHistory next(TrafficReport report, long nowNanos) {
    return new RouteHistory(middle, Reading.of(report, nowNanos));
  }

  /** The requests to pools from the beginning until now. */
  List<RouteFlow> flows(TrafficReport report, long nowNanos) {
    double seconds = (nowNanos - began.atNanos) / 1e9;
    List<RouteFlow> flows = new ArrayList<>();
    for (RouteTraffic route : report.routes()) {
      TrafficKey key = route.key();
      long requests = route.requests() - began.requests.getOrDefault(key, 0L);
      if (requests > 0 && !key.pool().isEmpty()) {
        flows.add(
            new RouteFlow(
                key.listener(), key.route(), new PoolName(key.pool()), requests / seconds));
      }
    }
    return flows;
  }
}
