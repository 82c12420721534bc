package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.time.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueGrowthTest {
  private static final long MILLI = 1_000_000;

  private final QueueGrowth growth = new QueueGrowth(100 * MILLI, 1_000 * MILLI);
  private final SeededRandom random = new SeededRandom(3);

  private boolean isStrained = true;

  /** Steps of a millisecond, in each of which so many come and are served, on average. */
  private int growingSteps(long fromMilli, long toMilli, double come, double served) {
    int growing = 0;
    for (long milli = fromMilli; milli < toMilli; milli++) {
      if (random.nextDouble() < come) {
        growth.came(milli * MILLI);
        if (isStrained) {
          growth.strained(milli * MILLI);
        }
      }
      if (random.nextDouble() < served) {
        growth.served(milli * MILLI);
      }
      growing += growth.isGrowing() ? 1 : 0;
    }
    return growing;
  }

  @ParameterizedTest
  @CsvSource({"0.6, 0.2, 600", "0.06, 0.02, 2000", "0.3, 0.15, 800", "0.9, 0.6, 2000"})
  void tooManyAreNoticed(double come, double served, int withinMillis) {
    int growing = growingSteps(0, withinMillis + 1_000, come, served);
    assertThat(growing).isGreaterThan(900);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 0.2", "0.1, 0.12", "0.9, 0.9", "0.02, 0.02"})
  void asManyAsAreServedAreNot(double come, double served) {
    assertThat(growingSteps(0, 100_000, come, served)).isLessThan(500);
  }

  @Test
  void aBurstIsNot() {
    for (int i = 0; i < 200; i++) {
      growth.came(0);
    }
    assertThat(growingSteps(1, 1_000, 0, 0.2)).isZero();
  }

  @Test
  void itIsOverWhenTheQueueKeepsUp() {
    assertThat(growingSteps(0, 2_000, 0.6, 0.2)).isPositive();
    assertThat(growingSteps(2_000, 4_000, 0.15, 0.2)).isLessThan(600);
    assertThat(growingSteps(4_000, 20_000, 0.15, 0.2)).isZero();
  }

  @Test
  void whatCanBeServedInTimeIsNot() {
    isStrained = false;
    assertThat(growingSteps(0, 20_000, 0.6, 0.2)).isZero();
  }

  /** It shows for the last time at 1.0 s, at 5.1 s, and at 40.1 s; the timeout is a second. */
  @Test
  void strainIsBelievedForThreeTimeoutsAndForLongerIfItSoonShowsAgain() {
    growingSteps(0, 1_000, 0.6, 0.2);
    assertBelieved(1_000, 3_000);
    shows(5_000);
    assertBelieved(5_100, 9_000);
    growingSteps(15_100, 40_000, 0.6, 0.2);
    shows(40_000);
    assertBelieved(40_100, 3_000);
  }

  private void shows(long atMilli) {
    isStrained = true;
    growingSteps(atMilli, atMilli + 100, 0.6, 0.2);
  }

  private void assertBelieved(long fromMilli, int millis) {
    isStrained = false;
    long until = fromMilli + millis;
    assertThat(growingSteps(fromMilli, until - 50, 0.6, 0.2)).isEqualTo(millis - 50);
    growingSteps(until - 50, until + 50, 0.6, 0.2);
    assertThat(growingSteps(until + 50, until + 1_000, 0.6, 0.2)).isZero();
  }

  @Test
  void itIsForgottenAfterAPause() {
    growingSteps(0, 2_000, 0.6, 0.2);
    growth.came(2_600 * MILLI);
    assertThat(growth.isGrowing()).isFalse();
  }
}
