package io.evenkeel.core.model;

import java.time.Duration;

/** When a second attempt is sent while the first has not answered yet; the faster one counts. */
public sealed interface HedgePolicy {
  /** Never. */
  record None() implements HedgePolicy {}

  /**
   * Once an attempt takes longer than most recent ones of its pool did.
   *
   * @param percentile 1 to 99
   */
  record AfterPercentile(int percentile) implements HedgePolicy {
    public AfterPercentile {
      if (percentile < 1 || percentile > 99) {
        throw new IllegalArgumentException("percentile: " + percentile + " (expected: 1 to 99)");
      }
    }
  }

  /** After a fixed time. */
  record AfterTime(Duration delay) implements HedgePolicy {
    public AfterTime {
      if (delay.isNegative() || delay.isZero()) {
        throw new IllegalArgumentException("after: " + delay + " (expected: above 0)");
      }
    }
  }
}
