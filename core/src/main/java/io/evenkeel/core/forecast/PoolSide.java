package io.evenkeel.core.forecast;

import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.runtime.PoolRuntime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one configuration of a pool does with its traffic. Servers by name.
 *
 * @param refused fraction of 0 to 1 of the requests
 */
record PoolSide(Map<String, Double> shares, Map<String, Integer> peaks, double refused) {
  /** As the last minutes had it. */
  static PoolSide measured(Pool pool, PoolTraffic traffic) {
    long total = 0;
    for (Server server : pool.servers()) {
      total += requests(server, traffic);
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    Map<String, Integer> peaks = new LinkedHashMap<>();
    for (Server server : pool.servers()) {
      ServerTraffic seen = traffic.servers().get(server.address());
      shares.put(server.name(), total == 0 ? 0 : (double) requests(server, traffic) / total);
      peaks.put(server.name(), seen == null ? 0 : seen.peakInFlight());
    }
    return new PoolSide(shares, peaks, 0);
  }

  /** Without traffic. */
  static PoolSide idle(Pool pool) {
    return measured(pool, new PoolTraffic(0, 1, Map.of()));
  }

  /** By weights and health alone; the measured peak of the pool spread alike. */
  static PoolSide byWeight(PoolRuntime runtime, PoolTraffic traffic) {
    int peak = traffic.servers().values().stream().mapToInt(ServerTraffic::peakInFlight).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    Map<String, Integer> peaks = new LinkedHashMap<>();
    double sum = 0;
    for (int i = 0; i < runtime.servers().size(); i++) {
      String name = runtime.pool().servers().get(i).name();
      double share = runtime.expectedShare(runtime.servers().get(i));
      shares.put(name, share);
      peaks.put(name, (int) Math.ceil(share * peak));
      sum += share;
    }
    return new PoolSide(shares, peaks, sum == 0 ? 1 : 0);
  }

  /** The same with {@code factor} times the peaks. */
  PoolSide scaled(double factor) {
    if (factor == 1) {
      return this;
    }
    Map<String, Integer> scaled = new LinkedHashMap<>();
    peaks.forEach((name, peak) -> scaled.put(name, (int) Math.ceil(peak * factor)));
    return new PoolSide(shares, scaled, refused);
  }

  int sumOfPeaks() {
    return peaks.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static long requests(Server server, PoolTraffic traffic) {
    ServerTraffic seen = traffic.servers().get(server.address());
    return seen == null ? 0 : seen.requests();
  }
}
