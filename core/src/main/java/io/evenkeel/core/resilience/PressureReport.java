package io.evenkeel.core.resilience;

import java.util.List;

/** What the data plane had too much of since the process started. Any thread but event loops. */
public interface PressureReport {
  /** Nothing was ever too much: for those who have no data plane. */
  PressureReport NONE =
      new PressureReport() {
        @Override
        public List<PoolQueue> queues() {
          return List.of();
        }

        @Override
        public List<RateLimitCounts> rateLimits() {
          return List.of();
        }

        @Override
        public OverloadGuard overload() {
          return OverloadGuard.CALM;
        }
      };

  /** Queues before full servers; pools where nobody ever had to wait or go may be missing. */
  List<PoolQueue> queues();

  /** Rate limits of routes that were asked for since they hold. */
  List<RateLimitCounts> rateLimits();

  /** How the balancer itself stands. */
  OverloadGuard overload();
}
