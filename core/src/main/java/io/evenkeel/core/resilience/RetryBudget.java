package io.evenkeel.core.resilience;

import io.evenkeel.core.stats.LaneCount;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many requests of one pool may be sent a second time: a share of its requests over the last
 * ten seconds, at least a few. Thread-safe; allocates nothing after the first request of each loop.
 *
 * <p>A limit per request (attempts) multiplies the load exactly when servers are short of capacity:
 * with two attempts and all of them failing it doubles. A share of the whole cannot. Over any time
 * since the start, retries stay within {@code share x requests} or, where that is more, within the
 * floor.
 *
 * <p>Counted in ten slots of a second: the running one and the nine before it. Ten seconds are long
 * enough to give back at once what waited for a server that was found dead after a second, which is
 * a third of a second's requests in a pool of three, and short enough that a calm hour is not saved
 * up for a storm. The idea of a budget is Finagle's ({@code RetryBudget}, 2016); the literal window
 * in place of a bucket of tokens makes the bound a statement about any ten seconds.
 */
public final class RetryBudget {
  /**
   * Retries per second that are always allowed, averaged over the window: with a request a second
   * the share alone would allow two in ten seconds, so that the loss of a server would show. What
   * 15 requests per second are allowed at 20 %.
   */
  public static final double FLOOR_PER_SECOND = 3;

  /** The length of the window. */
  public static final int SLOTS = 10;

  static final long SLOT_NANOS = 1_000_000_000L;

  /** A power of two above SLOTS: who reads the oldest slot is not met by who writes the next. */
  private static final int RING = 16;

  private final LaneCount requests = new LaneCount();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** What was counted when the slot began; index: number of the slot modulo RING. */
  private final AtomicLongArray requestsBefore = new AtomicLongArray(RING);

  private final AtomicLongArray retriesBefore = new AtomicLongArray(RING);
  private final AtomicBoolean isRolling = new AtomicBoolean();
  private volatile long slot = Long.MIN_VALUE;
  private volatile long slotEndNanos = Long.MIN_VALUE;

  /** A request has come. Only the loop with this number. */
  public void deposit(int lane, long nowNanos) {
    if (nowNanos >= slotEndNanos) {
      roll(nowNanos);
    }
    requests.increment(lane);
  }

  /**
   * Whether {@link #tryWithdraw} would say yes; a no counts as refused. Asked before a server is
   * chosen, so that none is chosen in vain.
   *
   * @param share retries at most, as a fraction of 0 to 1 of the requests; 0: none at all
   */
  public boolean allows(double share, long nowNanos) {
    if (leftover(share, nowNanos) >= 1) {
      return true;
    }
    refused.incrementAndGet();
    return false;
  }

  /** Takes one retry out if there is one. */
  public boolean tryWithdraw(double share, long nowNanos) {
    double allowed = allowed(share, nowNanos);
    while (true) {
      long seen = retries.get();
      if (seen + 1 - retriesBefore() > allowed) {
        refused.incrementAndGet();
        return false;
      }
      if (retries.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
  }

  /** What is left of the budget now, 0 (spent) to 1 (untouched). */
  public double left(double share, long nowNanos) {
    double allowed = allowed(share, nowNanos);
    return allowed == 0 ? 0 : Math.clamp(leftover(share, nowNanos) / allowed, 0, 1);
  }

  /** Retries since the start. */
  public long retries() {
    return retries.get();
  }

  /** Retries since the start that were refused because the budget was spent. */
  public long refused() {
    return refused.get();
  }

  private double leftover(double share, long nowNanos) {
    return allowed(share, nowNanos) - (retries.get() - retriesBefore());
  }

  // The floor is a least, not an extra: otherwise the bound would not be the share.
  private double allowed(double share, long nowNanos) {
    if (nowNanos >= slotEndNanos) {
      roll(nowNanos);
    }
    if (share == 0) {
      return 0;
    }
    long inWindow = requests.sum() - requestsBefore.get(index(slot - SLOTS + 1));
    return Math.max(share * inWindow, FLOOR_PER_SECOND * SLOTS);
  }

  private long retriesBefore() {
    return retriesBefore.get(index(slot - SLOTS + 1));
  }

  /**
   * Begins the slots that are due. One thread does it; others go on with the old window meanwhile,
   * which is longer and counts both sides alike.
   */
  private void roll(long nowNanos) {
    if (!isRolling.compareAndSet(false, true)) {
      return;
    }
    long now = Math.floorDiv(nowNanos, SLOT_NANOS);
    long last = slot;
    if (now > last) {
      long requestsNow = requests.sum();
      long retriesNow = retries.get();
      for (long begun = Math.max(last + 1, now - RING + 1); begun <= now; begun++) {
        requestsBefore.set(index(begun), requestsNow);
        retriesBefore.set(index(begun), retriesNow);
      }
      slot = now;
      slotEndNanos = (now + 1) * SLOT_NANOS;
    }
    isRolling.set(false);
  }

  private static int index(long slotNumber) {
    return (int) (slotNumber & RING - 1);
  }
}
