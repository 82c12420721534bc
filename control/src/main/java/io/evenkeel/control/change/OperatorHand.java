package io.evenkeel.control.change;

import io.evenkeel.core.model.PoolName;
import java.time.Duration;

/** Takes servers out and in by hand. Any thread but the control loop and event loops. */
public interface OperatorHand {
  /** What is to be done with a server. */
  enum Deed {
    /** No new requests; those in flight finish. */
    DRAIN,
    /** The hand is taken off: its checks decide again. */
    READY,
    /** As drain, and what its checks say is no news. */
    MAINTENANCE,
    /** Taken for healthy whatever its readiness check says. */
    FORCE_HEALTHY
  }

  /**
   * One order.
   *
   * @param server its name in the pool
   * @param lasts after which the hand is taken off by itself; zero: never
   * @param deadline after which requests that are still there are broken off; zero: they finish
   * @param reason in the operator's words
   */
  record Order(
      PoolName pool, String server, Deed deed, Duration lasts, Duration deadline, String reason) {}

  /** Does it and records it. */
  void take(Order order, Actor by) throws ChangeRefused;
}
