package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.timing.DeadlineWheel;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Deadlines to the millisecond, for what is measured against latencies and not against timeouts.
 * Turns only while there are any. Confined to its loop.
 */
final class FineTimer {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final DeadlineWheel wheel;
  private boolean turning;

  FineTimer(EventLoop loop, long nowNanos) {
    this.loop = loop;
    this.wheel = new DeadlineWheel(nowNanos, TICK_NANOS);
  }

  DeadlineWheel wheel() {
    return wheel;
  }

  /** A deadline was set: turns until none is left. */
  void turn(long nowNanos) {
    if (!turning) {
      turning = true;
      // What the wheel has slept through: its buckets are behind.
      wheel.advance(nowNanos);
      next();
    }
  }

  private void next() {
    var _ = loop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    turning = false;
    wheel.advance(System.nanoTime());
    if (wheel.size() > 0 && !turning) {
      turning = true;
      next();
    }
  }
}
