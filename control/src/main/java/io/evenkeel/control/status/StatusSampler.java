package io.evenkeel.control.status;

import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads every server's totals once a second and keeps the rates of the last ten. The control loop
 * calls {@link #sample}; any thread may ask for rates, which are worked out when asked for.
 */
public final class StatusSampler {
  private final Map<ServerState, ServerWindow> windows = new HashMap<>();
  private @Nullable Snapshot sampled;

  /** Takes the readings of this second. Servers that are gone are forgotten. */
  public synchronized void sample(Snapshot snapshot, long nowNanos) {
    follow(snapshot);
    for (ServerWindow window : windows.values()) {
      window.read(nowNanos);
    }
  }

  /** The last ten seconds of a server; zeros before there are two readings. */
  synchronized ServerRates rates(ServerState server) {
    ServerWindow window = windows.get(server);
    return window == null ? ServerRates.NONE : window.rates();
  }

  @SuppressWarnings("ReferenceEquality") // an equal snapshot has other servers
  private void follow(Snapshot snapshot) {
    if (snapshot == sampled) {
      return;
    }
    sampled = snapshot;
    Set<ServerState> present = new HashSet<>();
    for (PoolRuntime pool : snapshot.pools().values()) {
      present.addAll(pool.servers());
    }
    windows.keySet().retainAll(present);
    present.forEach(server -> windows.computeIfAbsent(server, ServerWindow::new));
  }
}
