package io.evenkeel.core.resilience;

import io.evenkeel.core.model.RateLimit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * A rate limit for each client by itself, in a table of bounded size. Thread-safe.
 *
 * <p>A client has one of the {@value #WAYS} slots of the set that its number hashes to, with a key
 * of this process's own, so that nobody outside can aim at a set. A known client costs a scan of
 * that set and one compare-and-set; a new one takes a lock of its set for some nanoseconds.
 *
 * <p>A new client takes over the slot whose time lies furthest back, <em>and goes on from that
 * time</em> (the idea of A. Metwally, D. Agrawal, A. El Abbadi, "Efficient Computation of Frequent
 * and Top-k Elements in Data Streams", 2005). Mostly that time has passed, which means the same as
 * no request at all. When it has not, the set is full of clients that owe time, and:
 *
 * <ul>
 *   <li>Nobody gains by being forgotten. The least time of a set never falls, so who comes back
 *       begins at or after where it was: no number of addresses makes the limit more lenient.
 *   <li>Who owes most is forgotten last.
 *   <li>The price is paid by newcomers, who begin with the least debt of {@value #WAYS} others. To
 *       shut them out somebody must keep all 131,072 slots at their burst, with as many addresses
 *       (of IPv6: networks of 64 bits), all the time. {@link #evicted} shows it.
 * </ul>
 *
 * <p>Sets come into being when they are needed: an idle limit holds 32 KiB, a full one 2.5 MiB.
 */
final class ClientRates extends RateLimiter {
  static final int WAYS = 16;
  static final int SETS = 1 << 13;
  private static final int SET_BITS = 13;

  /** No client: {@link #id} never gives it. */
  private static final long FREE = 0;

  /** Each: the clients of its slots, then their times. */
  private final AtomicReferenceArray<AtomicLongArray> sets = new AtomicReferenceArray<>(SETS);

  private final LongAdder evicted = new LongAdder();
  private final long secret;
  private final long originNanos;

  /**
   * @param secret drawn for this table
   */
  ClientRates(RateLimit limit, long secret, long nowNanos) {
    super(limit);
    this.secret = secret;
    this.originNanos = nowNanos;
  }

  @Override
  long waitOrTake(long client, long nowNanos) {
    long id = id(client);
    AtomicLongArray set = set(id);
    while (true) {
      int slot = slotOf(set, id, nowNanos);
      long seen = set.get(WAYS + slot);
      long wait = rule.waitNanos(seen, nowNanos);
      boolean settled =
          wait > 0 || set.compareAndSet(WAYS + slot, seen, rule.after(seen, nowNanos));
      // Somebody else's slot meanwhile? Then what we did there is his, and ours is still to do.
      if (settled && set.get(slot) == id) {
        return wait;
      }
    }
  }

  @Override
  public long evicted() {
    return evicted.sum();
  }

  private int slotOf(AtomicLongArray set, long id, long nowNanos) {
    int slot = find(set, id);
    return slot >= 0 ? slot : claim(set, id, nowNanos);
  }

  private static int find(AtomicLongArray set, long id) {
    for (int i = 0; i < WAYS; i++) {
      if (set.get(i) == id) {
        return i;
      }
    }
    return -1;
  }

  private int claim(AtomicLongArray set, long id, long nowNanos) {
    synchronized (set) { // one at a time, or a client would get two slots
      int known = find(set, id);
      if (known >= 0) {
        return known;
      }
      while (true) {
        int slot = furthestBack(set);
        long time = set.get(WAYS + slot);
        long before = set.get(slot);
        set.set(slot, id);
        if (set.get(WAYS + slot) == time) {
          if (before != FREE && time - nowNanos > 0) {
            evicted.increment();
          }
          return slot;
        }
        // Its owner was served in between: perhaps another is further back now.
        set.set(slot, before);
      }
    }
  }

  private static int furthestBack(AtomicLongArray set) {
    int furthest = 0;
    for (int i = 1; i < WAYS; i++) {
      if (set.get(WAYS + i) - set.get(WAYS + furthest) < 0) {
        furthest = i;
      }
    }
    return furthest;
  }

  private AtomicLongArray set(long id) {
    int index = (int) (id >>> (Long.SIZE - SET_BITS));
    AtomicLongArray set = sets.get(index);
    if (set != null) {
      return set;
    }
    AtomicLongArray added = new AtomicLongArray(2 * WAYS);
    for (int i = 0; i < WAYS; i++) {
      added.setPlain(WAYS + i, originNanos);
    }
    AtomicLongArray witness = sets.compareAndExchange(index, null, added);
    return witness == null ? added : witness;
  }

  /** Mixes with the secret; one to one, but for one number in 2^64. SplitMix64's finish. */
  private long id(long client) {
    long z = client ^ secret;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return z == FREE ? 1 : z;
  }
}
