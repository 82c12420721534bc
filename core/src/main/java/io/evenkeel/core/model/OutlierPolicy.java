package io.evenkeel.core.model;

import java.time.Duration;

/**
 * When live traffic alone takes a server out of the rotation ("ejected"), whatever its checks say.
 */
public sealed interface OutlierPolicy {
  /** Traffic is never held against a server. */
  record None() implements OutlierPolicy {}

  /**
   * Servers whose requests fail are ejected.
   *
   * @param consecutiveFailures failures in a row that eject a server, at least 1
   * @param failureRate fraction above 0 to 1 of its recent requests
   * @param ejectFor how long the first ejection lasts; every further one lasts longer
   * @param maxEjected fraction of 0 to 1 of the pool's servers that may be ejected at once; one of
   *     two or more always may, the last one never
   */
  record Active(int consecutiveFailures, double failureRate, Duration ejectFor, double maxEjected)
      implements OutlierPolicy {
    public Active {
      if (consecutiveFailures < 1) {
        throw new IllegalArgumentException(
            "consecutive-failures: " + consecutiveFailures + " (expected: at least 1)");
      }
      if (!(failureRate > 0 && failureRate <= 1 && maxEjected >= 0 && maxEjected <= 1)) {
        throw new IllegalArgumentException(
            "failure-rate: "
                + failureRate
                + " (expected: above 0, to 1), max-ejected: "
                + maxEjected
                + " (expected: 0 to 1)");
      }
      if (ejectFor.isNegative() || ejectFor.isZero()) {
        throw new IllegalArgumentException("eject-for: " + ejectFor + " (expected: above 0)");
      }
    }
  }

  /** On for every pool that does not say otherwise. */
  OutlierPolicy DEFAULT = new Active(5, 0.5, Duration.ofSeconds(10), 0.33);
}
