package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maglev hashing: a table of places, each server's filled in its own order, so that shares are even
 * to a percent and few keys move when a server comes or goes.
 *
 * <p>O(1) per pick, O(M log M) expected to build. Eisenbud et al., Maglev: A Fast and Reliable
 * Software Network Load Balancer, 2016, section 3.4; weights as a turn every 1 / weight rounds. The
 * table depends on the candidates alone, so all nodes choose alike.
 *
 * <p>The size M is a prime of at least 100 places to each server of the pool, up to a bound of
 * about a million (4 MiB); beyond 10,000 servers shares become coarser. It comes from a ladder of
 * sizes and counts all servers of the pool, not the candidates: another M moves every key, so it
 * must not change with a server's health.
 */
final class Maglev implements Balancer {
  /** The largest primes below 2^10, 2^12 … 2^20. */
  private static final int[] SIZES = {1_021, 4_093, 16_381, 65_521, 262_139, 1_048_573};

  private static final int PLACES_PER_SERVER = 100;
  private static final int WALK = 64;

  private final Servers servers;
  private final int[] table;

  Maglev(List<Candidate> candidates, int poolSize) {
    servers = new Servers(candidates);
    table = fill(servers, size(poolSize));
  }

  @Override
  public @Nullable ServerState pick(PickContext context) {
    int place = Hashing.reduce(context.hash(), table.length);
    int owner = table[place];
    for (int i = 0; i < WALK; i++) {
      int index = table[place];
      if (servers.admits(index, context)) {
        return servers.at(index);
      }
      place = place + 1 == table.length ? 0 : place + 1;
    }
    return servers.firstFrom(owner, context);
  }

  private static int size(int poolSize) {
    for (int size : SIZES) {
      if (size >= (long) PLACES_PER_SERVER * poolSize) {
        return size;
      }
    }
    return SIZES[SIZES.length - 1];
  }

  private static int[] fill(Servers servers, int size) {
    int n = servers.size();
    long[] next = new long[n];
    long[] step = new long[n];
    double heaviest = 0;
    for (int i = 0; i < n; i++) {
      long hash = servers.identity(i);
      next[i] = Long.remainderUnsigned(hash, size);
      step[i] = Long.remainderUnsigned(Hashing.mix(hash + 1), size - 1) + 1;
      heaviest = Math.max(heaviest, servers.weight(i));
    }
    int[] table = new int[size];
    Arrays.fill(table, -1);
    double[] turns = new double[n];
    int filled = 0;
    while (true) {
      for (int i = 0; i < n; i++) {
        turns[i] += servers.weight(i) / heaviest;
        if (turns[i] < 1) {
          continue;
        }
        turns[i]--;
        while (table[(int) next[i]] >= 0) {
          next[i] = (next[i] + step[i]) % size;
        }
        table[(int) next[i]] = i;
        if (++filled == size) {
          return table;
        }
      }
    }
  }
}
