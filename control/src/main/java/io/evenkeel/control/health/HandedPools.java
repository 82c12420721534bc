package io.evenkeel.control.health;

import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What is known of pools as a whole, for the process that takes over: a pool that serves nobody is
 * not tried by everybody at once because of an upgrade. Control loop only.
 */
final class HandedPools {
  private static final String POOL = "pool";
  private static final HandedBreaker BREAKER = new HandedBreaker();

  private HandedPools() {}

  /** An entry for each pool of which there is something to tell. */
  static void write(ArrayNode list, Snapshot snapshot, long nowNanos) {
    for (PoolRuntime pool : snapshot.pools().values()) {
      JsonNode written = BREAKER.write(pool.breaker(), nowNanos);
      if (written != null) {
        list.addObject().put(POOL, pool.pool().name().value()).set(BREAKER.name(), written);
      }
    }
  }

  /** Gives the pools of {@code snapshot} what {@code list} says of them. */
  static void read(JsonNode list, Snapshot snapshot, BreakerHands hands, long nowNanos) {
    Map<String, PoolRuntime> pools = new HashMap<>();
    snapshot.pools().values().forEach(pool -> pools.put(pool.pool().name().value(), pool));
    for (JsonNode entry : list) {
      @Nullable PoolRuntime pool = pools.get(entry.path(POOL).asString(""));
      if (pool != null && entry.has(BREAKER.name())) {
        BREAKER.read(entry.path(BREAKER.name()), pool.breaker(), nowNanos);
        hands.inherit(pool.pool().name(), pool.breaker());
      }
    }
  }
}
