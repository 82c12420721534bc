package io.evenkeel.core.resilience;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one pool sends a second time: its budget, how often it did and why, and when a hedge is due.
 * Thread-safe. Belongs to the pool's name and outlives its configurations, as the servers do.
 */
@SuppressWarnings("EnumOrdinal") // slots of an array, never stored
public final class PoolRetries {
  /** No hedge: the latencies are not known yet. */
  public static final long NEVER = Long.MAX_VALUE;

  private final RetryBudget budget = new RetryBudget();
  private final AtomicLongArray counts = new AtomicLongArray(RetryReason.values().length);
  private volatile long hedgeAfterNanos = NEVER;

  public RetryBudget budget() {
    return budget;
  }

  /** One more try was begun. */
  public void begun(RetryReason reason) {
    counts.incrementAndGet(reason.ordinal());
  }

  /** Tries begun since the start for this reason, free ones included. */
  public long count(RetryReason reason) {
    return counts.get(reason.ordinal());
  }

  /**
   * The percentile of the pool's recent latencies after which a hedge is due; {@link #NEVER} while
   * it is not known.
   */
  public long hedgeAfterNanos() {
    return hedgeAfterNanos;
  }

  /** Sets it: about once a second, away from the loops. */
  public void hedgeAfterNanos(long nanos) {
    hedgeAfterNanos = nanos;
  }
}
