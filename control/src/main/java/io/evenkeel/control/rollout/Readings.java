package io.evenkeel.control.rollout;

import io.evenkeel.core.change.GuardReading;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RequestCounts;
import java.util.LinkedHashMap;
import java.util.Map;

/** From counters of pools to what {@code Guard} compares. */
final class Readings {
  private Readings() {}

  /**
   * What every pool did after {@code earlier}, an older reading; pools that are new count whole.
   */
  static Map<String, PoolReading> since(
      Map<String, PoolReading> now, Map<String, PoolReading> earlier) {
    Map<String, PoolReading> since = new LinkedHashMap<>();
    now.forEach((name, reading) -> {
      PoolReading before = earlier.get(name);
      since.put(name, before == null ? reading : reading.since(before));
    });
    return since;
  }

  /**
   * One pool for the guard.
   *
   * @param who for people: {@code canary}
   */
  static GuardReading of(String who, PoolReading pool) {
    RequestCounts counts = pool.counts().requests();
    Map<String, GuardReading.Share> shares = new LinkedHashMap<>();
    pool.expectedShares()
        .forEach((server, expected) -> {
          long requests = pool.counts().byServer().getOrDefault(server, 0L);
          shares.put(server, new GuardReading.Share(requests, expected));
        });
    return new GuardReading(
        who,
        counts.requests(),
        Math.min(counts.errors(), counts.requests()),
        new GuardReading.Latencies(counts.durations().buckets()),
        pool.healthy(),
        pool.servers(),
        shares);
  }
}
