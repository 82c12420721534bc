package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.health.Ejection.Ejected;
import io.evenkeel.core.health.Ejection.In;
import io.evenkeel.core.health.Ejection.Input;
import io.evenkeel.core.health.Ejection.Reason;
import io.evenkeel.core.health.Ejection.Suspected;
import io.evenkeel.core.model.OutlierPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjectionTest {
  private static final OutlierPolicy.Active POLICY =
      new OutlierPolicy.Active(5, 0.5, Duration.ofSeconds(10), 0.33);
  private static final long SECOND = 1_000_000_000L;

  /** Near the overflow of the monotonic clock. */
  private static final long NOW = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

  private static final In IN = new In(2, NOW - SECOND);
  private static final Suspected SUSPECTED = new Suspected(IN, NOW - SECOND);
  private static final Ejected FAILED =
      new Ejected(Reason.FAILURE_RATE, "why", 2, NOW - SECOND, NOW + 5 * SECOND);
  private static final Ejected STALLED =
      new Ejected(Reason.STALLED, "why", 2, NOW - SECOND, NOW + 5 * SECOND);

  @ParameterizedTest
  @CsvSource({
    "IN,        SUSPECT, SUSPECTED",
    "IN,        PASSED,  IN",
    "IN,        RELEASE, IN",
    "SUSPECTED, SUSPECT, SUSPECTED",
    "SUSPECTED, PASSED,  IN",
    "SUSPECTED, RELEASE, IN",
    "FAILED,    SUSPECT, FAILED",
    "FAILED,    PASSED,  FAILED",
    "FAILED,    RELEASE, BACK",
    "STALLED,   SUSPECT, STALLED",
    "STALLED,   PASSED,  BACK",
    "STALLED,   RELEASE, BACK",
  })
  void transitions(String from, Input input, String to) {
    Ejection after = state(from).after(input, NOW);
    if (from.equals("IN") && to.equals("SUSPECTED")) {
      assertThat(after).isEqualTo(new Suspected(IN, NOW));
    } else {
      assertThat(after).isEqualTo(state(to));
    }
    assertThat(after.isAway()).isEqualTo(!(after instanceof In));
  }

  private static Ejection state(String name) {
    return switch (name) {
      case "IN" -> IN;
      case "SUSPECTED" -> SUSPECTED;
      case "FAILED" -> FAILED;
      case "STALLED" -> STALLED;
      default -> new In(2, NOW);
    };
  }

  @Test
  void itsTimeEndsAnEjectionAndNothingElse() {
    assertThat(FAILED.at(FAILED.untilNanos() - 1)).isEqualTo(FAILED);
    assertThat(FAILED.at(FAILED.untilNanos())).isEqualTo(new In(2, FAILED.untilNanos()));
    assertThat(SUSPECTED.at(NOW + 3600 * SECOND)).isEqualTo(SUSPECTED);
    assertThat(IN.at(NOW + 3600 * SECOND)).isEqualTo(IN);
  }

  @Test
  void whoIsEjectedAlreadyIsNotEjectedAgain() {
    assertThat(FAILED.ejected(Reason.STALLED, "other", POLICY, 0.5, NOW)).isEqualTo(FAILED);
  }

  @Test
  void aSuspicionThatIsConfirmedCountsAsOneTime() {
    Ejected confirmed = ejected(SUSPECTED, NOW);
    assertThat(confirmed.times()).isEqualTo(3);
  }

  @Test
  void everyFurtherEjectionLastsTwiceAsLongUpToFiveMinutes() {
    Ejection state = In.NEVER;
    long now = NOW;
    for (int length : new int[] {10, 20, 40, 80, 160, 300, 300, 300}) {
      Ejected ejected = ejected(state, now);
      assertThat(ejected.untilNanos() - now).isEqualTo(length * SECOND);
      now = ejected.untilNanos();
      state = ejected.at(now);
    }
  }

  @Test
  void oneDoublingIsForgivenForEachMinuteInTheRotation() {
    In back = new In(4, NOW);
    assertThat(ejected(back, NOW + 59 * SECOND).times()).isEqualTo(5);
    assertThat(ejected(back, NOW + 60 * SECOND).times()).isEqualTo(4);
    assertThat(ejected(back, NOW + 125 * SECOND).times()).isEqualTo(3);
    assertThat(ejected(back, NOW + 3600 * SECOND).times()).isEqualTo(1);
  }

  @Test
  void jitterMakesItLongerByATenthAtMost() {
    double longest =
        ((Ejected) In.NEVER.ejected(Reason.STALLED, "", POLICY, 0.999999, NOW)).untilNanos() - NOW;
    assertThat(longest).isCloseTo(11.0 * SECOND, within(0.001 * SECOND));
  }

  private static Ejected ejected(Ejection from, long nowNanos) {
    return (Ejected) from.ejected(Reason.CONSECUTIVE_FAILURES, "", POLICY, 0, nowNanos);
  }
}
