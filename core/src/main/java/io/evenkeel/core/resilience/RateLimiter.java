package io.evenkeel.core.resilience;

import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.time.RandomSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One rate limit at work: exact over all event loops, without locks and without allocation for
 * those who are known to it. Thread-safe.
 *
 * <p>The theorem of {@link Gcra} holds for whoever is counted as one, however many loops ask at
 * once: each admission is one compare-and-set of the one time that is remembered.
 */
public abstract sealed class RateLimiter permits RateLimiter.OfRoute, ClientRates {
  private final RateLimit limit;
  private final LongAdder refused = new LongAdder();
  final Gcra rule;

  RateLimiter(RateLimit limit) {
    this.limit = limit;
    this.rule = Gcra.of(limit);
  }

  /** A limiter that nobody has used yet. */
  public static RateLimiter of(RateLimit limit, RandomSource random, long nowNanos) {
    return switch (limit.by()) {
      case ROUTE -> new OfRoute(limit, nowNanos);
      case CLIENT -> new ClientRates(limit, random.nextLong(), nowNanos);
    };
  }

  /** What the operator wrote. */
  public RateLimit limit() {
    return limit;
  }

  /**
   * Takes one request of {@code client} out of what is allowed.
   *
   * @param client who asks, as a number; means nothing to a limit of the whole route
   * @return 0 when it may pass, else nanoseconds until one may
   */
  public final long take(long client, long nowNanos) {
    long wait = waitOrTake(client, nowNanos);
    if (wait <= 0) {
      return 0;
    }
    refused.increment();
    return wait;
  }

  abstract long waitOrTake(long client, long nowNanos);

  /** Requests that may not pass, ever. */
  public long refused() {
    return refused.sum();
  }

  /** Clients that had to be forgotten while they mattered, ever: the table was too small. */
  public long evicted() {
    return 0;
  }

  /** All requests of a route counted together. */
  static final class OfRoute extends RateLimiter {
    private final AtomicLong arrival;

    OfRoute(RateLimit limit, long nowNanos) {
      super(limit);
      arrival = new AtomicLong(nowNanos);
    }

    @Override
    long waitOrTake(long client, long nowNanos) {
      long seen = arrival.get();
      while (true) {
        long wait = rule.waitNanos(seen, nowNanos);
        if (wait > 0) {
          return wait;
        }
        long witness = arrival.compareAndExchange(seen, rule.after(seen, nowNanos));
        if (witness == seen) {
          return 0;
        }
        seen = witness;
      }
    }
  }
}
