package io.evenkeel.control.change;

import io.evenkeel.control.health.BreakerOrder.Wish;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;

/** Opens and closes circuit breakers by hand. Any thread but the control loop and event loops. */
public interface OperatorBreaker {
  /**
   * One order.
   *
   * @param server its name in the pool; empty: the breaker of the pool as a whole
   * @param lasts after which the traffic decides again; zero: not said
   * @param reason in the operator's words
   * @param forced whether it is opened even if too few servers are left
   */
  record Order(
      PoolName pool, String server, Wish wish, Duration lasts, String reason, boolean forced) {
    /** {@code api/api-1}, or {@code api} for the pool. */
    public String target() {
      return server.isEmpty() ? pool.value() : pool + "/" + server;
    }
  }

  /** Does it and records it; returns how long it lasts, zero: until somebody takes it back. */
  Duration take(Order order, Actor by) throws ChangeRefused;
}
