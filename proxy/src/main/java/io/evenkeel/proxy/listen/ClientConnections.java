package io.evenkeel.proxy.listen;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How many connections each client has open. Any thread.
 *
 * <p>Open addressing with linear probing over two arrays, and removal by shifting back, so that
 * nothing is allocated per client and no tombstones pile up. A lock is taken twice in the life of a
 * connection, never per request; sixteen stripes keep loops that close connections out of the way
 * of the one that accepts. Size is bounded by the listener's limit of connections.
 */
final class ClientConnections {
  private static final int STRIPES = 16;

  private final Stripe[] stripes = new Stripe[STRIPES];

  ClientConnections() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** Counts one more connection of {@code client}, unless it has {@code limit} of them. */
  boolean add(long client, int limit) {
    int hash = hash(client);
    return stripes[hash & (STRIPES - 1)].add(client, hash, limit);
  }

  /** Counts one connection less. */
  void remove(long client) {
    int hash = hash(client);
    stripes[hash & (STRIPES - 1)].remove(client, hash);
  }

  /** How many connections {@code client} has. */
  int of(long client) {
    int hash = hash(client);
    return stripes[hash & (STRIPES - 1)].of(client, hash);
  }

  /** How many clients have connections. */
  int clients() {
    int sum = 0;
    for (Stripe stripe : stripes) {
      sum += stripe.size();
    }
    return sum;
  }

  /**
   * The most connections of one client, the second most and so on; at most {@code most} numbers.
   */
  List<Integer> largest(int most) {
    PriorityQueue<Integer> largest = new PriorityQueue<>();
    for (Stripe stripe : stripes) {
      stripe.addTo(largest, most);
    }
    return largest.stream().sorted(Comparator.reverseOrder()).toList();
  }

  /** Fibonacci hashing: neighbouring addresses spread. */
  private static int hash(long client) {
    return (int) ((client * 0x9e37_79b9_7f4a_7c15L) >>> 32);
  }

  private static final class Stripe {
    private long[] clients = new long[16];
    private int[] counts = new int[16];
    private int size;

    synchronized boolean add(long client, int hash, int limit) {
      int slot = slotOf(client, hash);
      if (counts[slot] >= limit) {
        return false;
      }
      if (counts[slot]++ == 0) {
        clients[slot] = client;
        if (++size * 2 > counts.length) {
          grow();
        }
      }
      return true;
    }

    synchronized int of(long client, int hash) {
      return counts[slotOf(client, hash)];
    }

    synchronized void remove(long client, int hash) {
      int slot = slotOf(client, hash);
      if (counts[slot] == 0) {
        throw new IllegalStateException("client " + Long.toHexString(client) + ": none is open");
      }
      if (--counts[slot] == 0) {
        size--;
        closeGap(slot);
      }
    }

    synchronized int size() {
      return size;
    }

    synchronized void addTo(PriorityQueue<Integer> largest, int most) {
      for (int count : counts) {
        if (count > 0) {
          largest.add(count);
          if (largest.size() > most) {
            largest.remove();
          }
        }
      }
    }

    /** The slot of {@code client}, or the free one where it belongs. */
    private int slotOf(long client, int hash) {
      int mask = counts.length - 1;
      int slot = (hash >>> 4) & mask;
      while (counts[slot] != 0 && clients[slot] != client) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    /** Moves back whoever probed past {@code gap}, until a free slot ends the run. */
    private void closeGap(int gap) {
      int mask = counts.length - 1;
      for (int next = (gap + 1) & mask; counts[next] != 0; next = (next + 1) & mask) {
        int home = (hash(clients[next]) >>> 4) & mask;
        boolean reachesOverGap = ((next - home) & mask) >= ((next - gap) & mask);
        if (reachesOverGap) {
          clients[gap] = clients[next];
          counts[gap] = counts[next];
          counts[next] = 0;
          gap = next;
        }
      }
    }

    private void grow() {
      long[] oldClients = clients;
      int[] oldCounts = counts;
      clients = new long[oldClients.length * 2];
      counts = new int[oldCounts.length * 2];
      for (int i = 0; i < oldCounts.length; i++) {
        if (oldCounts[i] != 0) {
          int slot = slotOf(oldClients[i], hash(oldClients[i]));
          clients[slot] = oldClients[i];
          counts[slot] = oldCounts[i];
        }
      }
    }
  }
}
