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
  /**
   * Decides the candidates of every pool anew. Control loop only; due before a snapshot that was
   * retired is published again, because health went on without it.
   */
  public void rebuild(long nowNanos) {
    for (PoolRuntime pool : pools.values()) {
      pool.rebuild(nowNanos);
    }
  }

  /** Takes the next step of every slow start that is due; returns how many pools moved. */
  public int rampUp(long nowNanos) {
    int moved = 0;
    for (PoolRuntime pool : pools.values()) {
      if (pool.isRampDue(nowNanos)) {
        pool.rebuild(nowNanos);
        moved++;
      }
    }
    return moved;
  }

  /** Makes the limits of this configuration those of the servers it shares with others. */
  void applyLimits() {
    for (PoolRuntime pool : pools.values()) {
      pool.applyLimits();
    }
  }
}
