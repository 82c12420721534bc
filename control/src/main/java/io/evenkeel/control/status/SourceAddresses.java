package io.evenkeel.control.status;

import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.TrafficReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From how many addresses the requests to a pool come, judged by the connections that are open now
 * at the listener that sends it most.
 *
 * <p>Connections stand for requests, which is rough: enough to see that all come from one proxy or
 * a few, which is what spoils a balancer by source. Nothing is said where connections are too few,
 * or come from a trusted proxy that speaks for others.
 */
final class SourceAddresses {
  /** A browser opens six to one host: fewer than this may all be one visitor of many. */
  private static final int LEAST_CONNECTIONS = 8;

  private final Map<PoolName, RouteFlow> main = new HashMap<>();
  private final Map<ListenerName, Clients> clients = new HashMap<>();

  SourceAddresses(Config config, TrafficReport report, List<RouteFlow> flows) {
    for (RouteFlow flow : flows) {
      main.merge(
          flow.pool(), flow, (a, b) -> a.requestsPerSecond() >= b.requestsPerSecond() ? a : b);
    }
    for (ListenerConnections connections : report.listeners()) {
      Listener listener = config.listeners().get(connections.listener());
      if (listener != null && listener.trustedProxies().isEmpty()) {
        clients.put(connections.listener(), clients(connections));
      }
    }
  }

  Clients of(PoolName pool) {
    RouteFlow flow = main.get(pool);
    return flow == null ? Clients.UNKNOWN : clients.getOrDefault(flow.listener(), Clients.UNKNOWN);
  }

  private static Clients clients(ListenerConnections connections) {
    if (connections.open() < LEAST_CONNECTIONS || connections.clients() == 0) {
      return Clients.UNKNOWN;
    }
    List<Double> largest =
        connections.largestClients().stream()
            .map(count -> Math.min(1, (double) count / connections.open()))
            .toList();
    return new Clients(largest, connections.clients() - largest.size());
  }
}
