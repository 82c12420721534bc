package io.evenkeel.core.forecast;

import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Standing;
import java.util.HashMap;
import java.util.Map;

/**
 * How many servers of a pool may fail before the rest cannot carry the traffic.
 *
 * <p>From outside nobody knows what a server can do at most, only what it has done. So a server is
 * trusted with the smaller of two rates:
 *
 * <ul>
 *   <li>{@link #TRUST} times the rate it had in the last minutes, or times its fair part by weight
 *       if that is more (a backup has shown nothing yet). A server nobody knows is trusted as much
 *       as the others on average.
 *   <li>{@link #UTILISATION} of its limit of requests at once, divided by the mean time that a
 *       request stays with it (Little's law). Beyond that queues grow steeply.
 * </ul>
 *
 * Losing the strongest servers first, as many may go as leave the others with at least the traffic
 * there is. Even spread among those is assumed; the first rule lets two of four equal servers go
 * and one of two or three, unless limits allow less.
 */
final class Headroom {
  /** What operators plan for: half of the servers, or one of two, may be away at a quiet hour. */
  static final double TRUST = 2;

  /**
   * At 80 % a queue in front of one worker is four requests long on average (M/M/1), at 90 % nine.
   */
  static final double UTILISATION = 0.8;

  private final Map<HostPort, Double> shown = new HashMap<>();
  private final MeasuredServers measured;
  private final double typical;

  /**
   * @param now the pool under which {@code traffic} was measured
   */
  Headroom(Pool now, PoolTraffic traffic, MeasuredServers measured) {
    this.measured = measured;
    double weights = now.servers().stream().mapToInt(Server::weight).sum();
    double sum = 0;
    for (Server server : now.servers()) {
      ServerTraffic seen = traffic.servers().get(server.address());
      double own = seen == null ? 0 : seen.requests() / traffic.seconds();
      double fair = weights == 0 ? 0 : traffic.requestsPerSecond() * server.weight() / weights;
      double most = Math.max(own, fair);
      if (most > 0) {
        shown.put(server.address(), most);
        sum += most;
      }
    }
    // A pool that had no traffic yet: nothing speaks against it but its limits.
    typical = shown.isEmpty() ? Double.POSITIVE_INFINITY : sum / shown.size();
  }

  /** At least 0, also when nothing is left over already. */
  int survivableLosses(Pool pool, HealthView health, double requestsPerSecond) {
    double[] capacities =
        pool.servers().stream()
            .filter(server -> server.weight() > 0 && isHealthy(pool, server, health))
            .mapToDouble(server -> capacity(pool, server))
            .sorted()
            .toArray();
    double carried = 0;
    int needed = 0;
    while (needed < capacities.length && carried < requestsPerSecond) {
      carried += capacities[needed++];
    }
    return carried < requestsPerSecond ? 0 : capacities.length - needed;
  }

  /** Requests per second. */
  private double capacity(Pool pool, Server server) {
    double trusted = TRUST * shown.getOrDefault(server.address(), typical);
    int limit = server.maxRequests() > 0 ? server.maxRequests() : pool.limits().requestsPerServer();
    double stay = measured.of(server.address()).latencies().meanNanos() + measured.bodyNanos();
    return stay == 0 ? trusted : Math.min(trusted, UTILISATION * limit / (stay / 1e9));
  }

  private static boolean isHealthy(Pool pool, Server server, HealthView health) {
    ServerId id = new ServerId(pool.name(), server.address());
    return health.of(id).standing() == Standing.HEALTHY;
  }
}
