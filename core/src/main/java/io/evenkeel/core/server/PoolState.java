package io.evenkeel.core.server;

import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.stats.LaneHistogram;

/**
 * What a pool has learned while it served, as a whole: it belongs to the pool's name and outlives
 * its configurations, as a {@link ServerState} does. Every part is thread-safe.
 *
 * @param absences how many of its servers are away, and may be
 * @param breaker keeps requests from the pool while nobody in it serves
 * @param retries what it sends a second time, and may
 * @param asked its servers that were given a request lately
 * @param latencies of all answers of its servers
 */
public record PoolState(
    Absences absences,
    CircuitBreaker breaker,
    PoolRetries retries,
    AskedServers asked,
    LaneHistogram latencies) {
  /** Of a pool that nobody has asked yet. */
  public static PoolState fresh() {
    return new PoolState(
        new Absences(),
        CircuitBreaker.ofPool(),
        new PoolRetries(),
        new AskedServers(),
        new LaneHistogram());
  }
}
