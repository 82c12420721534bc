package io.evenkeel.proxy.overload;

import com.sun.management.UnixOperatingSystemMXBean;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.proxy.upstream.Channels;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what this process uses of its own resources. One thread; made when it is first needed,
 * since the management classes take their time to load.
 */
public final class OwnUse implements OverloadWatch.Readings {
  /** Counting descriptors lists a folder of the kernel's: a microsecond for each. */
  private static final long DESCRIPTORS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Connections to servers, checks, logs and the admin listener go on when clients have the rest.
   */
  private static final long DESCRIPTOR_RESERVE = 32;

  /** From here on they are counted each time. */
  private static final double MANY_DESCRIPTORS = 0.5;

  private final LoopLag lag;
  private final @Nullable PooledByteBufAllocator buffers;
  private final long directLimit = PlatformDependent.maxDirectMemory();
  private @Nullable HeapUse heap;
  private double descriptors;
  private int usable = Integer.MAX_VALUE;
  private long descriptorsReadNanos;

  private OwnUse(LoopLag lag, ByteBufAllocator allocator, long nowNanos) {
    this.lag = lag;
    this.buffers = allocator instanceof PooledByteBufAllocator pooled ? pooled : null;
    this.descriptorsReadNanos = nowNanos - DESCRIPTORS_EVERY_NANOS;
  }

  /** Of this process, whose event loops report to {@code lag}. */
  public static OwnUse of(LoopLag lag) {
    return new OwnUse(lag, Channels.ALLOCATOR, System.nanoTime());
  }

  @Override
  public OverloadReadings read(long nowNanos) {
    HeapUse known = heap;
    if (known == null) {
      known = new HeapUse(nowNanos);
      heap = known;
    }
    if (descriptors > MANY_DESCRIPTORS
        || nowNanos - descriptorsReadNanos >= DESCRIPTORS_EVERY_NANOS) {
      descriptors = descriptors();
      descriptorsReadNanos = nowNanos;
    }
    // The lag first: it does not see the collection that reading the heap may ask for.
    double late = lag.takeWorstNanos(nowNanos) / 1e9;
    return new OverloadReadings(known.live(nowNanos), direct(), late, descriptors);
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

  private double descriptors() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return 0;
    }
    long most = unix.getMaxFileDescriptorCount();
    usable = Math.clamp(most - Math.min(DESCRIPTOR_RESERVE, most / 8), 1, Integer.MAX_VALUE);
    try {
      long open = unix.getOpenFileDescriptorCount();
      return open < 0 ? 1 : (double) open / usable;
    } catch (InternalError _) {
      return 1; // none was left to open the folder with
    }
  }
}
