package io.evenkeel.core.stats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pool at one moment, for a comparison of before with after or of canary with control.
 *
 * @param healthy servers that count as healthy, the operator's hand included
 * @param servers all of the configuration
 * @param expectedShares what each server should get of the traffic, 0 to 1, by its name
 */
public record PoolReading(
    PoolCounts counts, int healthy, int servers, Map<String, Double> expectedShares) {
  public PoolReading {
    expectedShares = Collections.unmodifiableMap(new LinkedHashMap<>(expectedShares));
  }

  /** The same moment, counted from {@code earlier} on. */
  public PoolReading since(PoolReading earlier) {
    return new PoolReading(counts.since(earlier.counts), healthy, servers, expectedShares);
  }
}
