package io.evenkeel.control.metrics;

import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.prometheus.metrics.model.snapshots.Labels;

/** What is exposed of a circuit breaker, of a server or of a pool as a whole. */
final class BreakerMetrics {
  private BreakerMetrics() {}

  /**
   * Adds the points of one breaker.
   *
   * @param name {@code server_breaker} or {@code pool_breaker}
   */
  static void add(Families families, String name, Labels labels, CircuitBreaker breaker) {
    BreakerMode now = breaker.mode();
    for (BreakerMode mode : BreakerMode.values()) {
      families.gauge(
          name + "_state",
          "1 for what the circuit breaker does now, else 0.",
          labels.add("state", mode.word()),
          now == mode ? 1 : 0);
      families.counter(
          name + "_transitions",
          "Times the circuit breaker came to a state.",
          labels.add("to", mode.word()),
          breaker.transitionsTo(mode));
    }
    families.counter(
        name + "_held_closed",
        "Times the circuit breaker stayed closed only because too many servers were away.",
        labels,
        breaker.timesHeldClosed());
  }
}
