package io.evenkeel.core.resilience;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import java.util.Map;

/**
 * The queue before the servers of a pool, over all event loops.
 *
 * @param waiting now
 * @param shed requests sent away since the process started; what never happened is missing
 */
public record PoolQueue(PoolName pool, int waiting, Map<ShedReason, Map<Priority, Long>> shed) {
  public PoolQueue {
    shed = Map.copyOf(shed);
  }

  /** All requests sent away. */
  public long shedTotal() {
    return shed.values().stream()
        .flatMap(byPriority -> byPriority.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
