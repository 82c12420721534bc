package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.StallClock.Phase;
import io.evenkeel.core.health.StallClock.Step;
import org.junit.jupiter.api.Test;

class StallClockTest {
  private static final long TICK = 50_000_000;
  private static final long THRESHOLD = 4 * TICK;

  private final StallClock clock = new StallClock();
  private long nowNanos = Long.MAX_VALUE - 10 * TICK;
  private long begun = 7;

  /** Looks for so long, while so many wait; the first thing that is to be done, or NOTHING. */
  private Step look(int ticks, int waiting) {
    for (int i = 0; i < ticks; i++) {
      nowNanos += TICK;
      Step step = clock.look(waiting, begun, THRESHOLD, nowNanos);
      if (step != Step.NOTHING) {
        return step;
      }
    }
    return Step.NOTHING;
  }

  @Test
  void aServerThatAnswersIsNotAsked() {
    for (int i = 0; i < 100; i++) {
      begun++;
      assertThat(look(4, 10)).isEqualTo(Step.NOTHING);
    }
  }

  @Test
  void aServerThatHasNothingToDoIsNotAsked() {
    assertThat(look(1_000, 0)).isEqualTo(Step.NOTHING);
  }

  @Test
  void silenceIsAskedForThenSuspectedThenConfirmed() {
    assertThat(look(5, 3)).isEqualTo(Step.NOTHING);
    assertThat(look(1, 3)).isEqualTo(Step.ASK);
    assertThat(look(1, 3)).isEqualTo(Step.NOTHING);
    assertThat(look(1, 3)).isEqualTo(Step.SUSPECT);
    assertThat(look(100, 3)).isEqualTo(Step.NOTHING);
    assertThat(clock.silent()).isEqualTo(Step.CONFIRM);
    assertThat(clock.phase()).isEqualTo(Phase.STALLED);
    assertThat(look(100, 3)).isEqualTo(Step.NOTHING);
    begun++;
    assertThat(look(1, 3)).isEqualTo(Step.CLEAR);
    assertThat(clock.phase()).isEqualTo(Phase.MOVING);
  }

  @Test
  void aByteEndsAQuestionAndASuspicion() {
    assertThat(look(6, 1)).isEqualTo(Step.ASK);
    begun++;
    assertThat(look(1, 1)).isEqualTo(Step.CLEAR);
    assertThat(clock.silent()).as("the probe comes too late").isEqualTo(Step.NOTHING);
  }

  @Test
  void aLongReportOnAQuietServerCostsOneProbe() {
    assertThat(look(6, 1)).isEqualTo(Step.ASK);
    assertThat(clock.answered(nowNanos)).isEqualTo(Step.CLEAR);
    assertThat(look(190, 1)).as("nine and a half seconds").isEqualTo(Step.NOTHING);
    begun++;
    assertThat(look(1, 1)).isEqualTo(Step.NOTHING);
  }

  @Test
  void afterAFalseSuspicionTwiceTheTimeIsGrantedForAMinute() {
    assertThat(look(6, 1)).isEqualTo(Step.ASK);
    clock.answered(nowNanos);
    begun++;
    assertThat(look(8, 1)).isEqualTo(Step.NOTHING);
    assertThat(look(3, 1)).isEqualTo(Step.ASK);
    clock.answered(nowNanos);
    begun++;
    assertThat(look(16, 1)).isEqualTo(Step.NOTHING);
    assertThat(look(3, 1)).isEqualTo(Step.ASK);
    clock.answered(nowNanos);

    for (int i = 0; i < 1_300; i++) {
      begun++;
      look(1, 1);
    }
    assertThat(look(6, 1)).as("a minute later").isEqualTo(Step.ASK);
  }

  @Test
  void timeInWhichNobodyLookedDoesNotCount() {
    look(1, 1);
    nowNanos += 100 * TICK;
    assertThat(look(5, 1)).isEqualTo(Step.NOTHING);
    assertThat(look(1, 1)).isEqualTo(Step.ASK);
  }

  @Test
  void settledEndsWhenTheServerWasIdle() {
    assertThat(look(6, 1)).isEqualTo(Step.ASK);
    clock.answered(nowNanos);
    look(1, 0);
    assertThat(look(11, 1)).as("twice the threshold").isEqualTo(Step.ASK);
  }
}
