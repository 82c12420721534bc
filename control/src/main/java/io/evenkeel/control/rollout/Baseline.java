package io.evenkeel.control.rollout;

import io.evenkeel.core.stats.PoolReading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pools did lately, for a comparison with what they do after a change. Control loop only.
 *
 * <p>Two readings are kept, {@link #SPAN_NANOS} apart, so that a change is compared with the half
 * to whole minute before it.
 */
final class Baseline {
  private static final long SPAN_NANOS = 30_000_000_000L;

  private @Nullable Map<String, PoolReading> older;
  private @Nullable Map<String, PoolReading> newer;
  private long newerNanos;

  /** Whether it is time for {@link #add}. */
  boolean isDue(long nowNanos) {
    return newer == null || nowNanos - newerNanos >= SPAN_NANOS;
  }

  void add(Map<String, PoolReading> reading, long nowNanos) {
    older = newer == null ? reading : newer;
    newer = reading;
    newerNanos = nowNanos;
  }

  /** What came between the older reading and {@code now}; empty before there is one. */
  Map<String, PoolReading> until(Map<String, PoolReading> now) {
    Map<String, PoolReading> from = older;
    return from == null ? Map.of() : Readings.since(now, from);
  }
}
