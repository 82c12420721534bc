package io.evenkeel.control.metrics;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.RateLimitCounts;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What is exposed of too much: queues, who was sent away, rate limits, the balancer itself. */
final class PressureMetrics {
  private PressureMetrics() {}

  static void add(Families families, Collection<PoolName> pools, PressureReport report) {
    Map<PoolName, PoolQueue> queues = new HashMap<>();
    report.queues().forEach(queue -> queues.put(queue.pool(), queue));
    for (PoolName pool : pools) {
      queue(families, queues.getOrDefault(pool, new PoolQueue(pool, 0, Map.of())));
    }
    report.rateLimits().forEach(limit -> rateLimit(families, limit));
    own(families, report.overload());
  }

  private static void queue(Families families, PoolQueue queue) {
    Labels labels = Labels.of("pool", queue.pool().value());
    families.gauge(
        "pool_queue_length", "Requests that wait for a server now.", labels, queue.waiting());
    queue
        .shed()
        .forEach((why, byPriority) ->
            byPriority.forEach((priority, count) ->
                families.counter(
                    "requests_shed",
                    "Requests answered with 503 before any server saw them, by reason.",
                    labels.add("reason", why.token()).add("priority", word(priority)),
                    count)));
  }

  private static void rateLimit(Families families, RateLimitCounts limit) {
    Labels labels =
        Labels.of(
            "listener", limit.listener().value(),
            "route", limit.route(),
            "by", word(limit.by()));
    families.counter(
        "requests_rate_limited",
        "Requests answered with 429, by whom the limit counts.",
        labels,
        limit.refused());
    families.counter(
        "rate_limit_evicted_clients",
        "Clients forgotten while a limit counted against them, for want of room.",
        labels,
        limit.evicted());
  }

  private static void own(Families families, OverloadGuard guard) {
    OverloadReadings readings = guard.readings();
    families.gauge(
        "overload_level",
        "How overloaded the balancer itself is: 0 not, 3 accepts no connection.",
        Labels.EMPTY,
        guard.level());
    families.ratio(
        "heap_live_ratio",
        "Live part of the heap after its last collection, of what there may be.",
        Labels.EMPTY,
        readings.heap());
    families.ratio(
        "direct_memory_ratio",
        "Part of the memory for buffers in use.",
        Labels.EMPTY,
        readings.directMemory());
    families.ratio(
        "event_loop_lag_seconds",
        "How late the latest event loop was.",
        Labels.EMPTY,
        readings.loopLagSeconds());
    families.ratio(
        "file_descriptors_ratio",
        "Part of the file descriptors in use, of those not kept in reserve.",
        Labels.EMPTY,
        readings.descriptors());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
