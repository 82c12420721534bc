package io.evenkeel.core.forecast;

import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.stats.LogHistogram;
import java.util.HashMap;
import java.util.Map;

/**
 * How the servers of a pool were measured to answer. One that has answered too seldom to tell, or
 * is new, is taken to answer like the pool. Immutable.
 */
final class MeasuredServers {
  /** Below this a histogram says little of the next answers. */
  private static final int LEAST_ANSWERS = 20;

  /**
   * How one server answers.
   *
   * @param latencies to the first byte
   * @param failureRate 0 to 1
   */
  record Manner(Latencies latencies, double failureRate) {}

  private final Map<HostPort, Manner> known = new HashMap<>();
  private final Manner pooled;
  private final long bodyNanos;

  /**
   * @param elsewhere how answers take in other pools, for a pool without any
   */
  MeasuredServers(PoolTraffic traffic, Latencies elsewhere) {
    long[] sum = new long[LogHistogram.BUCKETS];
    long requests = 0;
    long failures = 0;
    double inFlight = 0;
    for (Map.Entry<HostPort, ServerTraffic> entry : traffic.servers().entrySet()) {
      ServerTraffic server = entry.getValue();
      Latencies latencies = new Latencies(server.latencies());
      if (latencies.count() >= LEAST_ANSWERS) {
        known.put(
            entry.getKey(), new Manner(latencies, rate(server.failures(), server.requests())));
      }
      addTo(sum, server.latencies());
      requests += server.requests();
      failures += server.failures();
      inFlight += server.meanInFlight();
    }
    Latencies all = new Latencies(sum);
    pooled = new Manner(all.count() == 0 ? elsewhere : all, rate(failures, requests));
    bodyNanos = bodyNanos(traffic.requestsPerSecond(), inFlight, all);
  }

  Manner of(HostPort address) {
    return known.getOrDefault(address, pooled);
  }

  Latencies pooled() {
    return pooled.latencies();
  }

  /** How long a request stays at its server after the first byte of the answer. */
  long bodyNanos() {
    return bodyNanos;
  }

  static void addTo(long[] sum, long[] counts) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += counts[i];
    }
  }

  /**
   * Little's law: requests in flight are their rate times their time. What the time to the first
   * byte does not explain is the rest of the answer.
   */
  private static long bodyNanos(double requestsPerSecond, double inFlight, Latencies latencies) {
    if (requestsPerSecond <= 0 || inFlight <= 0) {
      return 0;
    }
    return Math.max(0, (long) (inFlight / requestsPerSecond * 1e9 - latencies.meanNanos()));
  }

  private static double rate(long failures, long requests) {
    return requests == 0 ? 0 : Math.min(1, (double) failures / requests);
  }
}
