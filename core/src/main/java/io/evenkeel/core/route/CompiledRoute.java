package io.evenkeel.core.route;

import io.evenkeel.core.model.Route;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.time.RandomSource;
import java.util.Arrays;
import java.util.List;

/** A route with its pools resolved. Immutable, any thread. */
public final class CompiledRoute {
  private final Route route;
  private final String label;
  private final PoolRuntime[] pools;

  /** Running sum of the weights. */
  private final int[] cumulative;

  /**
   * @param label short text for metrics and logs, unique in its listener
   * @param pools the pool, or the pools of a split in the order of the file; empty for redirect and
   *     respond
   * @param weights as long as {@code pools}; the sum above 0 unless empty
   */
  public CompiledRoute(Route route, String label, List<PoolRuntime> pools, int[] weights) {
    this.route = route;
    this.label = label;
    this.pools = pools.toArray(PoolRuntime[]::new);
    this.cumulative = weights.clone();
    Arrays.parallelPrefix(cumulative, Math::addExact);
    int n = cumulative.length;
    if (n != this.pools.length || (n > 0 && cumulative[n - 1] <= 0)) {
      throw new IllegalArgumentException(
          "weights of "
              + label
              + ": "
              + Arrays.toString(weights)
              + " (expected: one per pool, sum > 0)");
    }
  }

  public Route route() {
    return route;
  }

  public String label() {
    return label;
  }

  /** The pools this route may use; empty for redirect and respond. */
  public List<PoolRuntime> pools() {
    return List.of(pools);
  }

  /**
   * The pool for one request: the only one, or one of a split drawn by weight. Allocates nothing.
   *
   * @throws IllegalStateException when the route has no pool
   */
  public PoolRuntime pick(RandomSource random) {
    int last = pools.length - 1;
    if (last <= 0) {
      if (last < 0) {
        throw new IllegalStateException("route " + label + " has no pool");
      }
      return pools[0];
    }
    int drawn = random.nextInt(cumulative[last]);
    int index = 0;
    while (drawn >= cumulative[index]) {
      index++;
    }
    return pools[index];
  }
}
