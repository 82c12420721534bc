package io.evenkeel.core.model;

import java.time.Duration;

/** When requests are no longer tried: the circuit breaker of a pool and of each of its servers. */
public sealed interface BreakerPolicy {
  /** Requests are always tried. */
  record None() implements BreakerPolicy {}

  /**
   * Opens on failures or slow answers.
   *
   * @param failureRate fraction above 0 to 1 of the requests in the window
   * @param slowRate fraction above 0 to 1 of the answers in the window that are slow
   * @param slow from here on an answer is slow
   * @param minRequests in the window before a rate counts, at least 1
   * @param window what is looked at
   * @param openFor before it is tried again; doubled with every failed try
   * @param halfOpenRequests that may try it, at least 1
   */
  record Active(
      double failureRate,
      double slowRate,
      Duration slow,
      int minRequests,
      Duration window,
      Duration openFor,
      int halfOpenRequests)
      implements BreakerPolicy {
    public Active {
      if (!(failureRate > 0 && failureRate <= 1 && slowRate > 0 && slowRate <= 1)) {
        throw new IllegalArgumentException(
            "failure-rate: "
                + failureRate
                + ", slow-rate: "
                + slowRate
                + " (expected: above 0, to 1)");
      }
      if (minRequests < 1 || halfOpenRequests < 1) {
        throw new IllegalArgumentException(
            "min-requests: "
                + minRequests
                + ", half-open-requests: "
                + halfOpenRequests
                + " (expected: at least 1 each)");
      }
      for (Duration time : new Duration[] {slow, window, openFor}) {
        if (time.isNegative() || time.isZero()) {
          throw new IllegalArgumentException(
              "slow: "
                  + slow
                  + ", window: "
                  + window
                  + ", open-for: "
                  + openFor
                  + " (expected: above 0 each)");
        }
      }
    }
  }

  /** On for every pool that does not say otherwise. */
  BreakerPolicy DEFAULT =
      new Active(
          0.5, 1, Duration.ofSeconds(5), 20, Duration.ofSeconds(10), Duration.ofSeconds(5), 3);
}
