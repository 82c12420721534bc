package io.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many servers of one pool traffic's verdicts keep away at this moment, and how many they may:
 * ejections and open breakers draw from the same number, so that all of them together never take
 * the last server, nor the pool below its floor. Thread-safe.
 *
 * <p>Belongs to the pool's name and outlives its configurations, as the servers do.
 */
public final class Absences {
  private final AtomicInteger taken = new AtomicInteger();
  private volatile int most;

  /** Takes a server away if one more may be; to be given back exactly once. */
  public boolean tryTake() {
    int seen = taken.get();
    while (seen < most) {
      int witness = taken.compareAndExchange(seen, seen + 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /**
   * An operator takes a server away: it counts, whether or not one more may be. To be given back
   * exactly once.
   */
  public void take() {
    taken.incrementAndGet();
  }

  /** One that was taken is back. */
  public void giveBack() {
    int left = taken.decrementAndGet();
    if (left < 0) {
      taken.incrementAndGet();
      throw new IllegalStateException("absences: given back without having been taken");
    }
  }

  /**
   * From now on so many may be away at once. Those that are stay away, even if they are more; no
   * further one goes until enough are back.
   */
  public void allow(int newMost) {
    if (newMost < 0) {
      throw new IllegalArgumentException("most: " + newMost + " (expected: at least 0)");
    }
    most = newMost;
  }

  /** Servers away now. */
  public int taken() {
    return taken.get();
  }

  /** Servers that may be away at once. */
  public int most() {
    return most;
  }
}
