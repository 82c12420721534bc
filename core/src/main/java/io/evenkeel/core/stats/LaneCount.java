package io.evenkeel.core.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A count that every event loop adds to in a lane of its own, so that adding costs a plain store
 * and no loop waits for another. A lane comes into being when it is first counted in.
 */
public final class LaneCount {
  private static final VarHandle LANES;

  /** 64 bytes on either side: no two lanes share a cache line. */
  private static final int PADDING = 8;

  private volatile @Nullable AtomicLongArray[] lanes = {};

  static {
    try {
      LANES =
          Objects.requireNonNull(
              MethodHandles.lookup()
                  .findVarHandle(LaneCount.class, "lanes", AtomicLongArray[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Counts one more. Only the loop with this number, from 0. */
  public void increment(int lane) {
    @Nullable AtomicLongArray[] seen = lanes;
    AtomicLongArray own = lane < seen.length ? seen[lane] : null;
    AtomicLongArray count = own != null ? own : open(lane);
    count.setOpaque(PADDING, count.getPlain(PADDING) + 1);
  }

  /** All lanes together. Any thread; it may miss what is counted at this moment. */
  public long sum() {
    long sum = 0;
    for (AtomicLongArray lane : lanes) {
      sum += lane == null ? 0 : lane.getOpaque(PADDING);
    }
    return sum;
  }

  /** Copy on write: happens once per loop, readers never wait. */
  private AtomicLongArray open(int lane) {
    AtomicLongArray opened = new AtomicLongArray(2 * PADDING);
    while (true) {
      @Nullable AtomicLongArray[] seen = lanes;
      @Nullable AtomicLongArray[] next = Arrays.copyOf(seen, Math.max(seen.length, lane + 1));
      next[lane] = opened;
      if (LANES.compareAndSet(this, seen, next)) {
        return opened;
      }
    }
  }
}
