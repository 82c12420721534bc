package io.evenkeel.core.forecast;

import io.evenkeel.core.balance.Balancer;
import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.time.RandomSource;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Which client the next request comes from, for pools where that matters: of the measured addresses
 * where the pool goes by them.
 *
 * <p>Where nothing is known of the keys (headers, cookies, paths), 10,000 of them with a popularity
 * of Zipf's kind are assumed, the i-th as often as i^-0.7: the middle of what was measured at
 * proxies (Breslau, Cao, Fan, Phillips, Shenker: Web Caching and Zipf-like Distributions, 1999:
 * exponents of 0.64 to 0.83). The largest client then sends 2 % of the requests. That is a guess,
 * and so is which server a client's hash falls on: a simulation by key tells how uneven the shares
 * are, not which server has the larger one.
 */
final class ClientKeys {
  private static final int ASSUMED_CLIENTS = 10_000;
  private static final double ASSUMED_EXPONENT = -0.7;
  private static final int MOST_OTHERS = 10_000;
  private static final ClientKeys ASSUMED = new ClientKeys(assumed());

  private final double[] cumulative;

  private ClientKeys(double[] weights) {
    cumulative = weights;
    Arrays.parallelPrefix(cumulative, Double::sum);
  }

  /** What {@code pool} tells requests apart by. */
  static ClientKeys of(Pool pool, Clients clients) {
    return areMeasured(pool, clients) ? new ClientKeys(weights(clients)) : ASSUMED;
  }

  /** Whether it matters to {@code pool} who sends a request. */
  static boolean matterTo(Pool pool) {
    return Balancer.isByKey(pool.balance()) || pool.sticky() instanceof Stickiness.ByCookie;
  }

  /** Addresses are measured; who has which cookie, or sends which header, nobody knows. */
  static boolean areMeasured(Pool pool, Clients clients) {
    return clients.areKnown() && isBySource(pool.balance());
  }

  private static boolean isBySource(BalancePolicy balance) {
    return switch (balance) {
      case BalancePolicy.Maglev(HashKey key) -> key instanceof HashKey.Source;
      case BalancePolicy.RingHash(HashKey key) -> key instanceof HashKey.Source;
      case BalancePolicy.Rendezvous(HashKey key) -> key instanceof HashKey.Source;
      case BalancePolicy.SourceHash _ -> true;
      case BalancePolicy.RoundRobin _,
          BalancePolicy.LeastConnections _,
          BalancePolicy.PowerOfTwo _,
          BalancePolicy.PeakEwma _,
          BalancePolicy.WeightedRandom _ ->
          false;
    };
  }

  /** The hash of the client of each next request. */
  LongSupplier drawnBy(RandomSource random) {
    return () -> {
      double place = random.nextDouble() * cumulative[cumulative.length - 1];
      int found = Arrays.binarySearch(cumulative, place);
      return Hashing.mix(found >= 0 ? found + 2 : -found);
    };
  }

  private static double[] weights(Clients clients) {
    int known = clients.largest().size();
    int others = Math.min(clients.others(), MOST_OTHERS);
    double[] weights = new double[known + others];
    double left = 1;
    for (int i = 0; i < known; i++) {
      weights[i] = clients.largest().get(i);
      left -= weights[i];
    }
    Arrays.fill(weights, known, weights.length, others == 0 ? 0 : Math.max(0, left) / others);
    return weights;
  }

  private static double[] assumed() {
    double[] weights = new double[ASSUMED_CLIENTS];
    Arrays.setAll(weights, i -> Math.pow(i + 1.0, ASSUMED_EXPONENT));
    return weights;
  }
}
