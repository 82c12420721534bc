package io.evenkeel.control.status;

import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads every server's totals once a second and keeps the rates of the last ten. The control loop
 * calls {@link #sample}; any thread may ask for rates.
 */
public final class StatusSampler {
  private final Map<ServerId, ServerWindow> windows = new HashMap<>();
  private volatile Map<ServerId, ServerRates> rates = Map.of();

  /** Takes the readings of this second. Servers that are gone are forgotten. */
  public void sample(Snapshot snapshot, long nowNanos) {
    Map<ServerId, ServerRates> next = new HashMap<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      for (ServerState server : pool.servers()) {
        ServerWindow window = windows.computeIfAbsent(server.id(), _ -> new ServerWindow());
        window.add(new ServerReading(nowNanos, server.totals()));
        next.put(server.id(), window.rates());
      }
    }
    windows.keySet().retainAll(next.keySet());
    rates = Map.copyOf(next);
  }

  /** The last ten seconds of a server; zeros before there are two readings. */
  ServerRates rates(ServerId server) {
    return rates.getOrDefault(server, ServerRates.NONE);
  }
}
