package io.evenkeel.proxy.overload;

import com.sun.management.UnixOperatingSystemMXBean;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.proxy.upstream.Channels;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads what this process uses of its own resources. One thread; made when it is first needed,
 * since the management classes take their time to load.
 */
public final class OwnUse implements OverloadWatch.Readings {
  /**
   * Connections to servers, checks, logs and the admin listener go on when clients have the rest.
   */
  private static final long DESCRIPTOR_RESERVE = 32;

  private final LoopLag lag;
  private final @Nullable PooledByteBufAllocator buffers;
  private final long directLimit = PlatformDependent.maxDirectMemory();
  private @Nullable HeapUse heap;
  private @Nullable OpenDescriptors open;
  private int usable = Integer.MAX_VALUE;

  private OwnUse(LoopLag lag, ByteBufAllocator allocator) {
    this.lag = lag;
    this.buffers = allocator instanceof PooledByteBufAllocator pooled ? pooled : null;
  }

  /** Of this process, whose event loops report to {@code lag}. */
  public static OwnUse of(LoopLag lag) {
    return new OwnUse(lag, Channels.ALLOCATOR);
  }

  @Override
  public OverloadReadings read(long nowNanos) {
    HeapUse known = heap;
    if (known == null) {
      known = new HeapUse(nowNanos);
      heap = known;
    }
    // The lag first: it does not see the collection that reading the heap may ask for.
    double late = lag.takeWorstNanos(nowNanos) / 1e9;
    return new OverloadReadings(known.live(nowNanos), direct(), late, descriptors(nowNanos));
  }

  private double direct() {
    PooledByteBufAllocator pooled = buffers;
    return pooled == null || directLimit <= 0
        ? 0
        : (double) pooled.pinnedDirectMemory() / directLimit;
  }

  @Override
  public int usableDescriptors() {
    return usable;
  }

  private double descriptors(long nowNanos) {
    OpenDescriptors known = open;
    if (known == null) {
      if (!(ManagementFactory.getOperatingSystemMXBean()
          instanceof UnixOperatingSystemMXBean unix)) {
        return 0;
      }
      known = new OpenDescriptors(unix);
      open = known;
    }
    long most = known.most();
    usable = Math.clamp(most - Math.min(DESCRIPTOR_RESERVE, most / 8), 1, Integer.MAX_VALUE);
    return Math.min(1, (double) known.count(usable / 2, nowNanos) / usable);
  }
}
