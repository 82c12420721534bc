package io.evenkeel.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecayingValueTest {
  private static final double TAU = 10e9;
  private static final long SECOND = 1_000_000_000;

  @Test
  void aPeakCountsAtOnceAndIsForgottenSlowly() {
    long cell = DecayingValue.peak(DecayingValue.NOTHING, 5, 0, TAU);
    cell = DecayingValue.peak(cell, 100, SECOND, TAU);
    assertThat(DecayingValue.stored(cell)).isEqualTo(100f);
    cell = DecayingValue.peak(cell, 5, 2 * SECOND, TAU);
    assertThat((double) DecayingValue.stored(cell)).isCloseTo(91, within(1.0));
    cell = DecayingValue.peak(cell, 5, 100 * SECOND, TAU);
    assertThat((double) DecayingValue.stored(cell)).isLessThan(8);
  }

  @Test
  void fadesSteadilyTowardsZeroAndNeverGrows() {
    long cell = DecayingValue.of(1, 0);
    double before = 1.1;
    for (int second = 0; second < 1_000; second += 5) {
      double now = DecayingValue.faded(cell, second * SECOND, TAU);
      assertThat(now).isPositive().isLessThan(before);
      before = now;
    }
  }

  @Test
  void clocksMayBeNegativeOrStepBackALittle() {
    long origin = Long.MIN_VALUE + 5 * SECOND;
    long cell = DecayingValue.of(1, origin);
    assertThat(DecayingValue.faded(cell, origin - SECOND, TAU)).isEqualTo(1);
    assertThat(DecayingValue.faded(cell, origin + 10 * SECOND, TAU)).isCloseTo(0.4, within(0.01));
  }

  @Test
  void anAverageFollowsItsSamples() {
    long cell = DecayingValue.NOTHING;
    for (int i = 0; i < 1_000; i++) {
      cell = DecayingValue.average(cell, i % 4 == 0 ? 1 : 0, 1 / 16.0, 0, TAU);
    }
    assertThat((double) DecayingValue.stored(cell)).isCloseTo(0.25, within(0.05));
  }
}
