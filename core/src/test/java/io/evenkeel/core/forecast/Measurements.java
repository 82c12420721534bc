package io.evenkeel.core.forecast;

import io.evenkeel.core.Fixtures;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.stats.LogHistogram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Short ways to the traffic that forecasts are made of. */
final class Measurements {
  static final double SECONDS = 300;

  /** Nobody sends more than others. */
  static final Clients EVEN = new Clients(List.of(), 10_000);

  private Measurements() {}

  /** {@code count} equal servers, each with its part of the rate and answers after 20 ms. */
  static PoolTraffic even(int count, double requestsPerSecond) {
    Map<HostPort, ServerTraffic> servers = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      servers.put(
          Fixtures.address(i), server(requestsPerSecond / count * SECONDS, 20_000_000, 0, 0));
    }
    return new PoolTraffic(requestsPerSecond, SECONDS, servers, EVEN);
  }

  /** A server whose answers all take about the same time. */
  static ServerTraffic server(double requests, long latencyNanos, double failureRate, int peak) {
    long[] latencies = new long[LogHistogram.BUCKETS];
    latencies[LogHistogram.bucketOf(latencyNanos)] = (long) requests;
    return new ServerTraffic((long) requests, (long) (requests * failureRate), latencies, peak, 0);
  }

  static PoolTraffic with(PoolTraffic traffic, int number, ServerTraffic server) {
    Map<HostPort, ServerTraffic> servers = new LinkedHashMap<>(traffic.servers());
    servers.put(Fixtures.address(number), server);
    return new PoolTraffic(
        traffic.requestsPerSecond(), traffic.seconds(), servers, traffic.clients());
  }

  static PoolTraffic with(PoolTraffic traffic, Clients clients) {
    return new PoolTraffic(
        traffic.requestsPerSecond(), traffic.seconds(), traffic.servers(), clients);
  }

  static Pool limited(Pool pool, int requestsPerServer) {
    Limits limits =
        new Limits(
            requestsPerServer,
            pool.limits().adaptive(),
            pool.limits().queue(),
            pool.limits().queueTimeout(),
            pool.limits().connectionsPerServer());
    return new Pool(
        pool.name(),
        pool.servers(),
        pool.balance(),
        pool.sticky(),
        pool.health(),
        limits,
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        Protection.DEFAULT);
  }

  static Pool pool(BalancePolicy policy, int... weights) {
    return Fixtures.pool(policy, servers(weights));
  }

  static List<Server> servers(int... weights) {
    return java.util.stream.IntStream.range(0, weights.length)
        .mapToObj(i -> Fixtures.server(i, weights[i]))
        .toList();
  }

  /** Of one healthy pool. */
  static PoolForecast forecast(Pool now, Pool after, PoolTraffic traffic, long seed) {
    return forecast(situation(now), situation(after), traffic, seed);
  }

  static PoolForecast forecast(Situation now, Situation after, PoolTraffic traffic, long seed) {
    TrafficProfile profile = new TrafficProfile(Map.of(Fixtures.API, traffic));
    Forecast forecast = Forecaster.forecast(now, after, profile, seed);
    return Objects.requireNonNull(forecast.pools().get(Fixtures.API.value()));
  }

  static Situation situation(Pool pool) {
    return new Situation(Fixtures.config(pool), HealthView.ALL_HEALTHY);
  }
}
