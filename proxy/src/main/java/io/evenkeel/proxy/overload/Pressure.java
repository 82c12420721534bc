package io.evenkeel.proxy.overload;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.resilience.OverloadGuard;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.resilience.RateLimitCounts;
import java.util.List;

/** All of this package that the loops share, and what others may read of it. Any thread. */
public record Pressure(QueueCounters queueCounters, RateLimits limits, LoopLag lag, Own own)
    implements PressureReport {
  /** Where the balancer's own state is read. */
  @FunctionalInterface
  public interface Own {
    OverloadGuard guard();
  }

  /** Forgets what {@code now} has no more. */
  public void retire(Config now) {
    queueCounters.retire(now);
    limits.retire(now);
  }

  @Override
  public List<PoolQueue> queues() {
    return queueCounters.queues();
  }

  @Override
  public List<RateLimitCounts> rateLimits() {
    return limits.counts();
  }

  @Override
  public OverloadGuard overload() {
    return own.guard();
  }
}
