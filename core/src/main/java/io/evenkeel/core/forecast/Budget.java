package io.evenkeel.core.forecast;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Pool;

/**
 * How much may be simulated in one forecast, in looks at a server: a bound on its time that does
 * not need a clock. One thread.
 */
final class Budget {
  /** Shares are then off by 0.3 points (one standard deviation, three servers). */
  private static final int MOST_REQUESTS = 20_000;

  /**
   * Peak EWMA remembers for ten seconds, so its shares drift: over 20,000 requests one test's share
   * was off by 3.6 points, where 3 are promised. At more than some thousand a second the drift is
   * not seen as a whole.
   */
  private static final int MOST_OF_PEAK_EWMA = 60_000;

  /** Below it a share is off by 1.5 points and more: weights tell as much. */
  private static final int LEAST_REQUESTS = 1_000;

  /** A request takes some 0.5 µs besides the looks of its pick, one look 10 ns. */
  private static final int LOOKS_PER_REQUEST = 50;

  /** As many as it compares: see {@link io.evenkeel.core.balance.Balancer}. */
  private static final int LEAST_CONNECTIONS_WINDOW = 64;

  private long left;

  Budget(long looks) {
    left = looks;
  }

  /**
   * Requests to simulate for each of the two pools; 0 when the budget does not reach, and nothing
   * is taken.
   */
  int requests(Pool now, Pool after) {
    long each = looks(now) + looks(after);
    boolean drifts = isPeakEwma(now) || isPeakEwma(after);
    int most = drifts ? MOST_OF_PEAK_EWMA : MOST_REQUESTS;
    int requests = (int) Math.min(most, left / each);
    if (requests < LEAST_REQUESTS) {
      return 0;
    }
    left -= requests * each;
    return requests;
  }

  private static boolean isPeakEwma(Pool pool) {
    return pool.balance() instanceof BalancePolicy.PeakEwma;
  }

  private static long looks(Pool pool) {
    int servers = pool.servers().size();
    long pick =
        switch (pool.balance()) {
          case BalancePolicy.Rendezvous _ -> servers;
          case BalancePolicy.LeastConnections _ -> Math.min(servers, LEAST_CONNECTIONS_WINDOW);
          case BalancePolicy.RoundRobin _,
              BalancePolicy.PowerOfTwo _,
              BalancePolicy.PeakEwma _,
              BalancePolicy.WeightedRandom _,
              BalancePolicy.Maglev _,
              BalancePolicy.RingHash _,
              BalancePolicy.SourceHash _ ->
              2;
        };
    return LOOKS_PER_REQUEST + pick;
  }
}
