package io.evenkeel.core.forecast;

import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.Forecast.PoolForecast;
import io.evenkeel.core.change.Forecast.Refused;
import io.evenkeel.core.change.Forecast.SurvivableLosses;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Foretells what a change does to the traffic. Pure: touches nothing live, and the same arguments
 * give the same forecast. Any thread; one forecast, one thread.
 *
 * <p><b>Simulated</b> are the pools whose behaviour can differ ({@link Sameness}), before and after
 * the change: requests as a Poisson process at the measured rate, answers drawn from each server's
 * measured latencies and failures, on the production balancers with their limits, queue, retries
 * and sticky clients, health held as it is. The busiest pools first, 20,000 requests each (three
 * times that for peak EWMA), until the budget of some 300,000 is spent; for the others the shares
 * are those of the weights. Where the present balancer goes by a key that nobody knows the
 * distribution of, the shares of now are the measured ones. <b>Measured</b> is what is said of all
 * other pools, which do as before.
 *
 * <p><b>Peaks</b> are those of the simulation, raised by what was really measured above it: real
 * traffic is burstier than Poisson's. They may lie above a server's limit; then requests will wait
 * or go elsewhere.
 *
 * <p><b>What it does not know</b>: that a server becomes slower under more load, how clients react,
 * and what share of a route's traffic a new, narrower route will take.
 */
public final class Forecaster {
  /** See {@link Budget}: 300,000 requests by the cheap balancers. */
  private static final long LOOKS = 15_000_000;

  /** Below it measured shares are mere chance. */
  private static final long LEAST_MEASURED = 100;

  private final Situation now;
  private final Situation after;
  private final TrafficProfile profile;
  private final long seed;
  private final Inflow inflow;
  private final Latencies everywhere;
  private final Budget budget = new Budget(LOOKS);

  private Forecaster(Situation now, Situation after, TrafficProfile profile, long seed) {
    this.now = now;
    this.after = after;
    this.profile = profile;
    this.seed = seed;
    this.inflow = new Inflow(now.config(), after.config(), profile);
    this.everywhere = everywhere(profile);
  }

  /** The forecast of the change from {@code now} to {@code after}. */
  public static Forecast forecast(
      Situation now, Situation after, TrafficProfile profile, long seed) {
    return new Forecaster(now, after, profile, seed).forecast();
  }

  private Forecast forecast() {
    Set<PoolName> names = new LinkedHashSet<>(after.config().pools().keySet());
    names.addAll(now.config().pools().keySet());
    names.removeIf(name -> inflow.now(name) <= 0 && inflow.after(name) <= 0);
    List<PoolName> busiestFirst = new ArrayList<>(names);
    busiestFirst.sort(Comparator.comparingDouble(this::busiest).reversed());
    Map<PoolName, PoolForecast> made = new HashMap<>();
    for (PoolName name : busiestFirst) {
      made.put(name, pool(name));
    }
    Map<String, PoolForecast> pools = new LinkedHashMap<>();
    for (PoolName name : names) {
      pools.put(name.value(), Objects.requireNonNull(made.get(name)));
    }
    return new Forecast(pools);
  }

  private double busiest(PoolName name) {
    return Math.max(inflow.now(name), inflow.after(name));
  }

  private PoolForecast pool(PoolName name) {
    Pool before = now.config().pools().getOrDefault(name, nothing(name));
    Pool target = after.config().pools().getOrDefault(name, nothing(name));
    PoolTraffic traffic = profile.pools().getOrDefault(name, new PoolTraffic(0, 1, Map.of()));
    MeasuredServers measured = new MeasuredServers(traffic, everywhere);
    Sides sides = sides(before, target, new Seen(traffic, measured));
    Headroom headroom = new Headroom(before, traffic, measured);
    return new PoolForecast(
        sides.now.shares(),
        sides.after.shares(),
        sides.now.peaks(),
        sides.after.peaks(),
        new SurvivableLosses(
            headroom.survivableLosses(before, now.health(), inflow.now(name)),
            headroom.survivableLosses(target, after.health(), inflow.after(name))),
        inflow.after(name),
        inflow.cutOff(name, target.timeouts().response(), measured.pooled()),
        new Refused(sides.now.refused(), sides.after.refused()),
        inflow.unanswered(name));
  }

  /** A pool that is not there yet, or no longer. */
  private static Pool nothing(PoolName name) {
    return Pool.of(name, List.of());
  }

  private record Sides(PoolSide now, PoolSide after) {}

  private record Seen(PoolTraffic traffic, MeasuredServers servers) {}

  private Sides sides(Pool before, Pool target, Seen seen) {
    double rate = inflow.now(before.name());
    double nextRate = inflow.after(before.name());
    if (rate == nextRate && Sameness.of(before, now).equals(Sameness.of(target, after))) {
      return new Sides(
          PoolSide.measured(before, seen.traffic), PoolSide.measured(target, seen.traffic));
    }
    int requests = budget.requests(before, target);
    PoolSide first = side(before, now, rate, requests, seen);
    PoolSide second = side(target, after, nextRate, requests, seen);
    double bursts = bursts(first, seen.traffic);
    boolean isGuess =
        ClientKeys.matterTo(before) && !ClientKeys.areMeasured(before, seen.traffic.clients());
    return new Sides(
        isGuess && attempts(seen.traffic) >= LEAST_MEASURED
            ? PoolSide.measured(before, seen.traffic)
            : first.scaled(bursts),
        second.scaled(bursts));
  }

  private PoolSide side(Pool pool, Situation situation, double rate, int requests, Seen seen) {
    if (rate <= 0) {
      return PoolSide.idle(pool);
    }
    if (requests == 0) {
      return PoolSide.byWeight(
          PoolRun.runtime(byWeight(pool), situation, new SeededRandom(seed), 0), seen.traffic);
    }
    return new PoolRun(pool, situation, seen.servers, seed)
        .run(rate, requests, ClientKeys.of(pool, seen.traffic.clients()));
  }

  /** With the balancer that is made fastest: only the candidates are asked for. */
  private static Pool byWeight(Pool pool) {
    return new Pool(
        pool.name(),
        pool.servers(),
        new BalancePolicy.WeightedRandom(),
        pool.sticky(),
        pool.health(),
        pool.limits(),
        pool.retries(),
        pool.slowStart(),
        pool.timeouts(),
        pool.guards(),
        pool.protection());
  }

  private static double bursts(PoolSide simulated, PoolTraffic traffic) {
    int peaks = traffic.servers().values().stream().mapToInt(ServerTraffic::peakInFlight).sum();
    int simulatedPeaks = simulated.sumOfPeaks();
    return simulatedPeaks == 0 ? 1 : Math.max(1, (double) peaks / simulatedPeaks);
  }

  private static long attempts(PoolTraffic traffic) {
    return traffic.servers().values().stream().mapToLong(ServerTraffic::requests).sum();
  }

  private static Latencies everywhere(TrafficProfile profile) {
    long[] sum = new long[LogHistogram.BUCKETS];
    for (PoolTraffic pool : profile.pools().values()) {
      for (ServerTraffic server : pool.servers().values()) {
        MeasuredServers.addTo(sum, server.latencies());
      }
    }
    return new Latencies(sum);
  }
}
