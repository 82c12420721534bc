package io.evenkeel.core.runtime;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.ServerState;
import java.util.LinkedHashMap;
import java.util.Map;

/** One configuration compiled for serving; immutable but for the candidates inside its pools. */
public record Snapshot(
    long revision,
    Config config,
    Map<ListenerName, ListenerRuntime> listeners,
    Map<PoolName, PoolRuntime> pools) {
  /** All servers by identity, in the order of the pools. */
  public Map<ServerId, ServerState> servers() {
    Map<ServerId, ServerState> servers = new LinkedHashMap<>();
    for (PoolRuntime pool : pools.values()) {
      pool.servers().forEach(server -> servers.put(server.id(), server));
    }
    return servers;
  }

  /** Makes the limits of this configuration those of the servers it shares with others. */
  void applyLimits() {
    for (PoolRuntime pool : pools.values()) {
      pool.applyLimits();
    }
  }
}
