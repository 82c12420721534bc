package io.evenkeel.core.change;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.PoolName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The real traffic of the last minutes, as far as a forecast needs it.
 *
 * @param routes where it came from; empty: not known, a changed route then moves no traffic
 */
public record TrafficProfile(Map<PoolName, PoolTraffic> pools, List<RouteFlow> routes) {
  public static final TrafficProfile NONE = new TrafficProfile(Map.of());

  public TrafficProfile {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    routes = List.copyOf(routes);
  }

  /** Without knowledge of routes. */
  public TrafficProfile(Map<PoolName, PoolTraffic> pools) {
    this(pools, List.of());
  }

  /**
   * What one route sends to one pool.
   *
   * @param route its {@linkplain io.evenkeel.core.route.RouteLabel label}
   */
  public record RouteFlow(
      ListenerName listener, String route, PoolName pool, double requestsPerSecond) {}

  /**
   * One pool.
   *
   * @param requestsPerSecond mean over the time looked at
   * @param seconds the time looked at
   * @param servers by address; may have some that the pool has no longer
   */
  public record PoolTraffic(
      double requestsPerSecond,
      double seconds,
      Map<HostPort, ServerTraffic> servers,
      Clients clients) {
    public PoolTraffic {
      servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }

    /** With unknown clients. */
    public PoolTraffic(
        double requestsPerSecond, double seconds, Map<HostPort, ServerTraffic> servers) {
      this(requestsPerSecond, seconds, servers, Clients.UNKNOWN);
    }
  }

  /**
   * How the requests are spread over clients, told apart by their addresses.
   *
   * @param largest parts of the requests, each 0 to 1, of the largest clients
   * @param others how many clients share what is left, evenly
   */
  public record Clients(List<Double> largest, int others) {
    public static final Clients UNKNOWN = new Clients(List.of(), 0);

    public Clients {
      largest = List.copyOf(largest);
    }

    /** Whether anything is known. */
    public boolean areKnown() {
      return others > 0 || !largest.isEmpty();
    }
  }

  /**
   * One server.
   *
   * @param requests attempts in that time
   * @param failures those of them that the server failed
   * @param latencies counts per bucket of {@link io.evenkeel.core.stats.LogHistogram}, to the first
   *     byte of the answer
   * @param peakInFlight the most requests at once that were seen
   * @param meanInFlight the mean of the requests at once; 0: not known
   */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out
  public record ServerTraffic(
      long requests, long failures, long[] latencies, int peakInFlight, double meanInFlight) {
    public ServerTraffic {
      latencies = latencies.clone();
    }

    /** One that never failed. */
    public ServerTraffic(long requests, long[] latencies, int peakInFlight) {
      this(requests, 0, latencies, peakInFlight, 0);
    }

    @Override
    public long[] latencies() {
      return latencies.clone();
    }
  }
}
