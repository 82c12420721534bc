package io.evenkeel.proxy.overload;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import java.util.concurrent.TimeUnit;

/**
 * What one event loop goes by while the balancer itself is overloaded: looked up with every tick,
 * so that a request costs the read of a plain field. Confined to its loop.
 */
public final class LoopGuard {
  /** Longer than the think time of a program, shorter than that of a person. */
  public static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long CLOSE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int lane;
  private final LoopLag lag;
  private final Pressure.Own own;
  private int requestLevel;
  private boolean closing;
  private long closedIdleNanos;

  public LoopGuard(int lane, Pressure pressure) {
    this.lane = lane;
    this.lag = pressure.lag();
    this.own = pressure.own();
  }

  /**
   * The loop ticks.
   *
   * @return whether connections that hold something for nothing are to be closed
   */
  public boolean tick(long nowNanos) {
    lag.tick(lane, nowNanos);
    OverloadGuard now = own.guard();
    requestLevel = now.requestLevel();
    closing = now.closesConnections();
    if (now.acceptance() != Acceptance.NONE || nowNanos - closedIdleNanos < CLOSE_EVERY_NANOS) {
      return false;
    }
    closedIdleNanos = nowNanos;
    return true;
  }

  /** Whether a request of this priority is sent away. */
  public boolean sheds(Priority priority) {
    return requestLevel > 0 && OverloadGuard.sheds(requestLevel, priority);
  }

  /**
   * Whether heads that do not come in one piece are refused: each holds a buffer for as long as its
   * client likes.
   */
  public boolean refusesPartialHeads() {
    return requestLevel >= 2;
  }

  /** Whether answers are the last of their connections. */
  public boolean closesConnections() {
    return closing;
  }
}
