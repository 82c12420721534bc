package io.evenkeel.core.health;

import io.evenkeel.core.time.RandomSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When which check is due. Control loop only; O(log n) per call.
 *
 * <p>First probes are spread over a short time, the second ones over a whole interval, further ones
 * follow an interval later or up to {@link #JITTER} of it sooner: so that ten thousand checks do
 * not march in step, neither with each other nor with the other balancers that ask the same
 * servers. Never later, so that a server that fails is given up within {@code fall} intervals and
 * one timeout. A probe is due an interval after the previous one <em>was due</em>, not after it was
 * sent, so the mean rate does not drift; only a schedule that fell behind by a whole interval
 * starts anew from now instead of catching up in a burst.
 *
 * <p>At most {@code maxInFlight} probes are under way; the others wait, the one due longest first.
 *
 * @param <K> names one check of one server
 */
public final class ProbeSchedule<K> {
  /** Share of the interval by which a probe may come early. */
  public static final double JITTER = 0.1;

  /** First probes go out at no more than 10,000 per second... */
  private static final long FIRST_PROBE_SPACING_NANOS = 100_000;

  /** ...unless that kept servers waiting for more than this. */
  private static final long LONGEST_FIRST_WAIT_NANOS = 1_000_000_000;

  private final int maxInFlight;
  private final RandomSource random;
  private final Map<K, Entry<K>> entries = new HashMap<>();
  private final TreeSet<Entry<K>> waiting = new TreeSet<>();
  private long sequence;
  private int inFlight;
  private long overdue;

  public ProbeSchedule(int maxInFlight, RandomSource random) {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: >= 1)");
    }
    this.maxInFlight = maxInFlight;
    this.random = random;
  }

  /**
   * Adds a check.
   *
   * @param together how many checks are being added at this moment: their first probes share out
   *     the time they need
   * @throws IllegalArgumentException when it is there already
   */
  public void add(K key, long intervalNanos, int together, long nowNanos) {
    long window =
        Math.min(
            together * FIRST_PROBE_SPACING_NANOS,
            Math.min(intervalNanos, LONGEST_FIRST_WAIT_NANOS));
    long due = nowNanos + (long) (random.nextDouble() * window);
    Entry<K> entry = new Entry<>(key, intervalNanos, sequence++, due);
    if (entries.putIfAbsent(key, entry) != null) {
      throw new IllegalArgumentException("check: " + key + " (expected: not yet scheduled)");
    }
    waiting.add(entry);
  }

  /** Forgets a check. A probe of it that is under way still takes its place until {@link #done}. */
  public void remove(K key) {
    Entry<K> entry = entries.get(key);
    if (entry == null) {
      return;
    }
    waiting.remove(entry);
    entry.removed = true;
    if (!entry.inFlight) {
      entries.remove(key);
    }
  }

  /**
   * The check that is due longest, which is to be probed now and reported by {@link #done}; null
   * when none is due, or when enough probes are under way.
   */
  public @Nullable K takeDue(long nowNanos) {
    if (inFlight >= maxInFlight || waiting.isEmpty() || waiting.first().dueNanos - nowNanos > 0) {
      return null;
    }
    Entry<K> entry = waiting.removeFirst();
    long late = nowNanos - entry.dueNanos;
    if (late > entry.intervalNanos * JITTER) {
      overdue++;
    }
    long from = late > entry.intervalNanos ? nowNanos : entry.dueNanos;
    entry.dueNanos = from + (long) (entry.intervalNanos * gap(entry));
    entry.inFlight = true;
    entry.probed = true;
    inFlight++;
    return entry.key;
  }

  /** The gap to the next probe, in intervals. */
  private double gap(Entry<K> entry) {
    return entry.probed
        ? 1 - JITTER * random.nextDouble()
        : JITTER + (1 - JITTER) * random.nextDouble();
  }

  /** The probe that {@link #takeDue} began is over. */
  public void done(K key) {
    Entry<K> entry = entries.get(key);
    if (entry == null || !entry.inFlight) {
      throw new IllegalArgumentException("check: " + key + " (expected: under way)");
    }
    inFlight--;
    entry.inFlight = false;
    if (entry.removed) {
      entries.remove(key);
    } else {
      waiting.add(entry);
    }
  }

  /**
   * When {@link #takeDue} is worth asking again; {@link Long#MAX_VALUE}: not before a {@link #done}
   * or {@link #add}.
   */
  public long nextDueNanos() {
    return inFlight >= maxInFlight || waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().dueNanos;
  }

  /** Probes under way. */
  public int inFlight() {
    return inFlight;
  }

  /** Probes that were sent later than their jitter explains: too many, or too slow servers. */
  public long overdue() {
    return overdue;
  }

  private static final class Entry<K> implements Comparable<Entry<K>> {
    final K key;
    final long intervalNanos;
    final long sequence;
    long dueNanos;
    boolean probed;
    boolean inFlight;
    boolean removed;

    Entry(K key, long intervalNanos, long sequence, long dueNanos) {
      this.key = key;
      this.intervalNanos = intervalNanos;
      this.sequence = sequence;
      this.dueNanos = dueNanos;
    }

    /** By difference, since the clock's origin is arbitrary and may lie near the overflow. */
    @Override
    public int compareTo(Entry<K> other) {
      int byDue = Long.signum(dueNanos - other.dueNanos);
      return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
    }
  }
}
