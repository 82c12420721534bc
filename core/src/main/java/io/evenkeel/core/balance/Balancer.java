package io.evenkeel.core.balance;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a server out of a fixed list of candidates. Thread-safe, non-blocking, allocation-free.
 */
public interface Balancer {
  /**
   * The server to try, never one that {@code context} excludes or that is full; null when no
   * candidate is left. The answer is a hint until {@link ServerState#tryStart} says yes.
   */
  @Nullable ServerState pick(PickContext context);

  /** The balancer of {@code policy} over the candidates of a pool with no other servers. */
  static Balancer of(BalancePolicy policy, List<Candidate> candidates, RandomSource random) {
    return of(policy, candidates, candidates.size(), random);
  }

  /**
   * The balancer of {@code policy} over some of the servers of a pool.
   *
   * @param poolSize servers of the pool, candidates or not: sizes of tables depend on it
   */
  static Balancer of(
      BalancePolicy policy, List<Candidate> candidates, int poolSize, RandomSource random) {
    if (candidates.isEmpty()) {
      return _ -> null;
    }
    return switch (policy) {
      case BalancePolicy.RoundRobin _ -> new SmoothWeightedRoundRobin(candidates, random);
      case BalancePolicy.LeastConnections _ -> new LeastConnections(candidates, random);
      case BalancePolicy.PowerOfTwo _ -> new PowerOfTwo(candidates, random);
      case BalancePolicy.PeakEwma _ -> new PeakEwma(candidates, random);
      case BalancePolicy.WeightedRandom _ -> new WeightedRandom(candidates, random);
      case BalancePolicy.Maglev _ -> new Maglev(candidates, poolSize);
      case BalancePolicy.RingHash _ -> new RingHash(candidates);
      case BalancePolicy.Rendezvous _ -> new Rendezvous(candidates);
      case BalancePolicy.SourceHash _ -> new SourceHash(candidates);
    };
  }

  /** Whether keys should keep their server: then weights do not ramp up (slow start). */
  static boolean isByKey(BalancePolicy policy) {
    return switch (policy) {
      case BalancePolicy.RoundRobin _,
          BalancePolicy.LeastConnections _,
          BalancePolicy.PowerOfTwo _,
          BalancePolicy.PeakEwma _,
          BalancePolicy.WeightedRandom _ ->
          false;
      case BalancePolicy.Maglev _,
          BalancePolicy.RingHash _,
          BalancePolicy.Rendezvous _,
          BalancePolicy.SourceHash _ ->
          true;
    };
  }
}
