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
 * Reads once a second the totals of the servers that did something, and keeps the rates of the last
 * ten. The control loop calls {@link #asked} and {@link #sample}; any thread may ask for rates,
 * which are worked out when asked for.
 */
public final class StatusSampler {
  private final Map<ServerState, ServerWindow> windows = new HashMap<>();

  /** Of servers that were asked since the last reading, or answer still. */
  private final Set<ServerWindow> stirred = new HashSet<>();

  /** Of those that were read since the last reading of histograms. */
  private final Set<ServerWindow> moved = new HashSet<>();

  private final ReadingTimes times = new ReadingTimes();
  private @Nullable Snapshot sampled;

  /** A server was given a request. */
  public synchronized void asked(ServerState server) {
    ServerWindow window = windows.get(server);
    if (window != null) {
      stirred.add(window);
    }
  }

  /** Takes the readings of this second. Servers that are gone are forgotten. */
  public synchronized void sample(Snapshot snapshot, long nowNanos) {
    times.next(nowNanos);
    follow(snapshot);
    stirred.removeIf(this::read);
    if (times.isTimeForHistograms()) {
      moved.forEach(window -> window.readHistogram(times.period()));
      moved.clear();
    }
  }

  /** Whether there is nothing more to read until it is asked again. */
  private boolean read(ServerWindow window) {
    boolean isAtRest = window.isAtRest(); // before the totals: what ends in between is read again
    window.read();
    moved.add(window);
    return isAtRest;
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
    stirred.retainAll(windows.values());
    moved.retainAll(windows.values());
    for (ServerState server : present) {
      // It may have been asked before it was known here.
      stirred.add(windows.computeIfAbsent(server, this::begun));
    }
  }

  private ServerWindow begun(ServerState server) {
    return new ServerWindow(server, times);
  }
}
