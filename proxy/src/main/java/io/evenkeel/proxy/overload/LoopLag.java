package io.evenkeel.proxy.overload;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late the event loops are: each says when it ticks, and a tick that comes late, or does not
 * come, tells how long whatever else the loop has to do waits. Loops write, one thread reads.
 */
public final class LoopLag {
  /** A cache line for each loop. */
  private static final int STRIDE = 16;

  private final int lanes;
  private final long periodNanos;
  private final AtomicLongArray lastTick;
  private final AtomicLongArray worst;

  /**
   * @param periodNanos between two ticks of a loop that is on time
   */
  public LoopLag(int lanes, long periodNanos, long nowNanos) {
    this.lanes = lanes;
    this.periodNanos = periodNanos;
    this.lastTick = new AtomicLongArray(lanes * STRIDE);
    this.worst = new AtomicLongArray(lanes * STRIDE);
    for (int i = 0; i < lanes; i++) {
      lastTick.set(i * STRIDE, nowNanos);
    }
  }

  /** The loop of {@code lane} ticks. That loop only. */
  public void tick(int lane, long nowNanos) {
    int slot = lane * STRIDE;
    long late = nowNanos - lastTick.getPlain(slot) - periodNanos;
    lastTick.setOpaque(slot, nowNanos);
    if (late > worst.getOpaque(slot)) {
      worst.setOpaque(slot, late);
    }
  }

  /** The worst of all loops since the last call, in nanoseconds; one reader. */
  long takeWorstNanos(long nowNanos) {
    long result = 0;
    for (int i = 0; i < lanes; i++) {
      long waiting = nowNanos - lastTick.getOpaque(i * STRIDE) - periodNanos;
      result = Math.max(result, Math.max(waiting, worst.getOpaque(i * STRIDE)));
      worst.setOpaque(i * STRIDE, 0);
    }
    return result;
  }
}
