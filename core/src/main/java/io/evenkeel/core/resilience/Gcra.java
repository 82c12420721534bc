package io.evenkeel.core.resilience;

import io.evenkeel.core.model.RateLimit;

/**
 * The generic cell rate algorithm (ITU-T I.371, 1993), the leaky bucket as a meter: all that is
 * remembered of a key is one time, its theoretical arrival time: when its bucket will be empty
 * again. Pure; times of a monotonic clock, compared by difference, so that its origin does not
 * matter.
 *
 * <p>In any span of t nanoseconds it admits at most burst + t / interval.
 *
 * @param intervalNanos between two requests at the rate of the limit; rounded up, never more
 *     lenient
 * @param toleranceNanos how far ahead of now that time may be
 */
record Gcra(long intervalNanos, long toleranceNanos) {
  /** Seventy years: times may be this far apart without overflow. */
  private static final long FAR_NANOS = 1L << 61;

  static Gcra of(RateLimit limit) {
    long interval = Math.max(1, Math.ceilDiv(limit.per().toNanos(), limit.requests()));
    long tolerance =
        interval > FAR_NANOS / limit.burst() ? FAR_NANOS : interval * (limit.burst() - 1L);
    return new Gcra(interval, tolerance);
  }

  /** How long until a request is admitted, in nanoseconds; 0 or below: now. */
  long waitNanos(long arrivalNanos, long nowNanos) {
    return arrivalNanos - nowNanos - toleranceNanos;
  }

  /** The theoretical arrival time once a request was admitted. */
  long after(long arrivalNanos, long nowNanos) {
    return (arrivalNanos - nowNanos > 0 ? arrivalNanos : nowNanos) + intervalNanos;
  }
}
