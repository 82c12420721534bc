package io.evenkeel.proxy.overload;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap is live: what was left in the old generation after its last collection. One
 * thread.
 *
 * <p>What is used in between says nothing, for it is mostly garbage. But the last collection may be
 * long ago, and the next comes only when the generation is full, too late when all of it is live.
 * So a collection is asked for when the generation is filled above {@value #FILLED} and has grown
 * by {@value #GROWN} of its size since the last one; that is also how it is noticed that the need
 * is over. In ordinary service the generation fills in hours.
 */
final class HeapUse {
  private static final double FILLED = 0.70;
  private static final double GROWN = 0.08;

  /** A collection of the largest heap that is reasonable here takes less than half of this. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable MemoryPoolMXBean old;
  private long lastAskedNanos;

  HeapUse(long nowNanos) {
    old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            // Only the generation where objects stay can be watched for being full.
            .filter(MemoryPoolMXBean::isUsageThresholdSupported)
            .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
            .findFirst()
            .orElse(null);
    lastAskedNanos = nowNanos - PAUSE_NANOS;
  }

  /** 0 to 1; 0 where the collector does not tell. */
  double live(long nowNanos) {
    MemoryPoolMXBean pool = old;
    if (pool == null) {
      return 0;
    }
    double live = share(pool.getCollectionUsage());
    double filled = share(pool.getUsage());
    boolean stale = filled >= FILLED && filled - live >= GROWN;
    if (!stale || nowNanos - lastAskedNanos < PAUSE_NANOS) {
      return live;
    }
    lastAskedNanos = nowNanos;
    System.gc();
    return share(pool.getCollectionUsage());
  }

  private static double share(@Nullable MemoryUsage usage) {
    return usage == null || usage.getMax() <= 0 ? 0 : (double) usage.getUsed() / usage.getMax();
  }
}
