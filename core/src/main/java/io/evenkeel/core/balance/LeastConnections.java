package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.RandomSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Least connections: the server with the fewest requests in flight per weight; among equals one by
 * weight, so that an idle pool does not favour the head of the list.
 *
 * <p>Exact for up to {@link #WINDOW} servers, O(n). Beyond that the exact minimum of a window of so
 * many neighbours that begins at a random place: two choices already take most of the gain (see
 * {@link PowerOfTwo}), and balancers that do not know of each other do not all find the same one.
 */
final class LeastConnections implements Balancer {
  /** About 64 cache lines: less than 1 µs when they are cold. */
  static final int WINDOW = 64;

  private final Servers servers;
  private final RandomSource random;

  LeastConnections(List<Candidate> candidates, RandomSource random) {
    servers = new Servers(candidates);
    this.random = random;
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    int n = servers.size();
    long seed = random.nextLong();
    int start = Hashing.reduce(seed, n);
    int best = least(start, Math.min(n, WINDOW), seed, context);
    if (best < 0 && n > WINDOW) {
      return servers.firstFrom(start, context);
    }
    return best < 0 ? null : servers.at(best);
  }

  /** The best index of the window, -1 when none is admissible. */
  private int least(int start, int length, long seed, PickContext context) {
    long now = context.nowNanos();
    int best = -1;
    double leastLoad = Double.POSITIVE_INFINITY;
    double tied = 0;
    for (int i = 0; i < length; i++) {
      int index = start + i < servers.size() ? start + i : start + i - servers.size();
      if (!servers.admits(index, context)) {
        continue;
      }
      double weight = servers.weight(index);
      double load = servers.at(index).load(now) / weight;
      if (load < leastLoad) {
        leastLoad = load;
        best = index;
        tied = weight;
      } else if (load == leastLoad) {
        tied += weight;
        // Reservoir sampling: the newcomer replaces the choice with its share of what is tied.
        if (uniform(seed + i) * tied < weight) {
          best = index;
        }
      }
    }
    return best;
  }

  private static double uniform(long seed) {
    return (Hashing.mix(seed) >>> 11) * 0x1.0p-53;
  }
}
