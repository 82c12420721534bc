package io.evenkeel.core.runtime;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import java.util.Map;

/** One configuration compiled for serving; immutable but for the candidates inside its pools. */
public record Snapshot(
    long revision,
    Config config,
    Map<ListenerName, ListenerRuntime> listeners,
    Map<PoolName, PoolRuntime> pools) {
  /** Makes the limits of this configuration those of the servers it shares with others. */
  void applyLimits() {
    for (PoolRuntime pool : pools.values()) {
      pool.applyLimits();
    }
  }
}
