package io.evenkeel.proxy.telemetry;

import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counts of one route and pool, a part for each lane. Looked up once per snapshot. */
public final class RouteCounters {
  private final TrafficKey key;
  private final LaneTraffic[] lanes;

  RouteCounters(TrafficKey key, int lanes) {
    this.key = key;
    this.lanes = new LaneTraffic[lanes];
    for (int i = 0; i < lanes; i++) {
      this.lanes[i] = new LaneTraffic();
    }
  }

  /** The part of {@code lane}, for its loop to count in. */
  public LaneTraffic lane(int lane) {
    return lanes[lane];
  }

  /** The sum of all lanes. Any thread. */
  RouteTraffic sum() {
    long[] sums = new long[LaneTraffic.SLOTS];
    long[] buckets = new long[LogHistogram.BUCKETS];
    for (LaneTraffic lane : lanes) {
      // Ends before begins: what ends in between shows as in flight, never as more ends than
      // begins.
      for (int slot = LaneTraffic.SLOTS - 1; slot >= LaneTraffic.REQUESTS; slot--) {
        sums[slot] += lane.counts.getOpaque(slot);
      }
      lane.durations.addTo(buckets);
    }
    List<Long> classes = new ArrayList<>();
    for (int statusClass = 0; statusClass < LaneTraffic.CLASSES; statusClass++) {
      classes.add(sums[LaneTraffic.RESPONSES + statusClass]);
    }
    Map<String, Long> errors = new HashMap<>();
    for (int i = 0; i < LaneTraffic.ERRORS.length; i++) {
      if (sums[LaneTraffic.FIRST_ERROR + i] > 0) {
        errors.put(LaneTraffic.ERRORS[i].token(), sums[LaneTraffic.FIRST_ERROR + i]);
      }
    }
    return new RouteTraffic(
        key,
        sums[LaneTraffic.REQUESTS],
        classes,
        errors,
        sums[LaneTraffic.BYTES_IN],
        sums[LaneTraffic.BYTES_OUT],
        new Durations(buckets, sums[LaneTraffic.NANOS]));
  }
}
