package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthStateTest {
  private static final HealthThresholds RISE_2_FALL_3 = new HealthThresholds(2, 3);

  @ParameterizedTest(name = "{0} with streak {1} after {2} is {3} with streak {4}")
  @CsvSource({
    "CHECKING,  0, PASS, HEALTHY,   0, turned",
    "CHECKING,  0, FAIL, UNHEALTHY, 0, turned",
    "HEALTHY,   0, PASS, HEALTHY,   0, stayed",
    "HEALTHY,   2, PASS, HEALTHY,   0, stayed",
    "HEALTHY,   0, FAIL, HEALTHY,   1, stayed",
    "HEALTHY,   1, FAIL, HEALTHY,   2, stayed",
    "HEALTHY,   2, FAIL, UNHEALTHY, 0, turned",
    "UNHEALTHY, 0, FAIL, UNHEALTHY, 0, stayed",
    "UNHEALTHY, 1, FAIL, UNHEALTHY, 0, stayed",
    "UNHEALTHY, 0, PASS, UNHEALTHY, 1, stayed",
    "UNHEALTHY, 1, PASS, HEALTHY,   0, turned",
    "CHECKING,  0, INCONCLUSIVE, CHECKING,  0, stayed",
    "HEALTHY,   2, INCONCLUSIVE, HEALTHY,   2, stayed",
    "UNHEALTHY, 1, INCONCLUSIVE, UNHEALTHY, 1, stayed",
    // thresholds were lowered by a reload while a streak was running
    "HEALTHY,   7, FAIL, UNHEALTHY, 0, turned",
  })
  void transitions(
      Health verdict, int streak, ProbeOutcome answer, Health next, int nextStreak, String how) {
    HealthState after = new HealthState(verdict, streak, 5).after(answer, RISE_2_FALL_3, 9);

    assertThat(after).isEqualTo(new HealthState(next, nextStreak, how.equals("turned") ? 9 : 5));
  }

  @Test
  void thresholdsOfOneTurnAtOnce() {
    HealthThresholds one = new HealthThresholds(1, 1);
    HealthState healthy = HealthState.checking(0).after(ProbeOutcome.PASS, one, 1);

    HealthState down = healthy.after(ProbeOutcome.FAIL, one, 2);

    assertThat(down).isEqualTo(new HealthState(Health.UNHEALTHY, 0, 2));
    assertThat(down.after(ProbeOutcome.PASS, one, 3))
        .isEqualTo(new HealthState(Health.HEALTHY, 0, 3));
  }

  @Test
  void aPresumedHealthyServerLosesItsVerdictOnlyByFailuresInARow() {
    HealthState state = HealthState.presumedHealthy(0);
    state = state.after(ProbeOutcome.FAIL, RISE_2_FALL_3, 1);
    state = state.after(ProbeOutcome.FAIL, RISE_2_FALL_3, 2);
    assertThat(state.health()).isEqualTo(Health.HEALTHY);

    assertThat(state.after(ProbeOutcome.FAIL, RISE_2_FALL_3, 3).health())
        .isEqualTo(Health.UNHEALTHY);
  }

  @Test
  void aRestartedCheckKeepsItsVerdictAndItsAgeButNotItsStreak() {
    assertThat(new HealthState(Health.UNHEALTHY, 1, 5).restarted())
        .isEqualTo(new HealthState(Health.UNHEALTHY, 0, 5));
  }

  @Test
  void refusesThresholdsBelowOne() {
    assertThatThrownBy(() -> new HealthThresholds(0, 1)).hasMessageContaining("rise: 0");
    assertThatThrownBy(() -> new HealthThresholds(1, 0)).hasMessageContaining("fall: 0");
  }
}
