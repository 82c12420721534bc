package io.evenkeel.core.balance;

import io.evenkeel.core.time.RandomSource;

/**
 * Draws two different admissible servers, each in proportion to its weight. Any thread; a pair is a
 * {@code long}, because a pick must not allocate.
 */
final class Pairs {
  /** No server is admissible. */
  static final long NONE = -1;

  /**
   * Draws for the second before the first is taken alone. A server that holds 9/10 of the weight
   * hides the others for so long in 1/3 of the picks, and it is the right choice then.
   */
  private static final int DRAWS = 10;

  private final Servers servers;
  private final AliasTable table;
  private final RandomSource random;

  Pairs(Servers servers, RandomSource random) {
    this(servers, new AliasTable(servers.weights()), random);
  }

  /**
   * @param table of the servers' weights
   */
  Pairs(Servers servers, AliasTable table, RandomSource random) {
    this.servers = servers;
    this.table = table;
    this.random = random;
  }

  static int first(long pair) {
    return (int) (pair >>> 32);
  }

  /** The same as the first when no other was found. */
  static int second(long pair) {
    return (int) pair;
  }

  long draw(PickContext context) {
    int first = -1;
    for (int i = 0; i < DRAWS; i++) {
      int drawn = table.draw(random.nextLong());
      if (drawn != first && servers.admits(drawn, context)) {
        if (first >= 0) {
          return ((long) first << 32) | drawn;
        }
        first = drawn;
      }
    }
    if (first < 0) {
      first = servers.indexFrom(random.nextInt(servers.size()), context);
    }
    return first < 0 ? NONE : ((long) first << 32) | first;
  }
}
