package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerHealthTest {
  @ParameterizedTest(name = "readiness {0}, liveness {1}: {2}, dead: {3}")
  @CsvSource({
    "          ,           , HEALTHY,   false",
    "CHECKING,            , CHECKING,  false",
    "HEALTHY,             , HEALTHY,   false",
    "UNHEALTHY,           , UNHEALTHY, false",
    "          , CHECKING,  CHECKING,  false",
    "          , HEALTHY,   HEALTHY,   false",
    "          , UNHEALTHY, UNHEALTHY, true",
    "CHECKING,  CHECKING,  CHECKING,  false",
    "CHECKING,  HEALTHY,   CHECKING,  false",
    "CHECKING,  UNHEALTHY, UNHEALTHY, true",
    "HEALTHY,   CHECKING,  CHECKING,  false",
    "HEALTHY,   HEALTHY,   HEALTHY,   false",
    "HEALTHY,   UNHEALTHY, UNHEALTHY, true",
    "UNHEALTHY, CHECKING,  UNHEALTHY, false",
    "UNHEALTHY, HEALTHY,   UNHEALTHY, false",
    "UNHEALTHY, UNHEALTHY, UNHEALTHY, true",
  })
  void combinesTheTwoChecks(
      @Nullable Health readiness, @Nullable Health liveness, Health overall, boolean dead) {
    ServerHealth health = new ServerHealth(state(readiness), state(liveness), null, 0);

    assertThat(health.overall()).isEqualTo(overall);
    assertThat(health.dead()).isEqualTo(dead);
  }

  @Test
  void oneThatIsTrustedIsHealthyWhateverItsChecksSay() {
    HealthState sick = state(Health.UNHEALTHY);
    ServerHealth health = new ServerHealth(sick, sick, null, 0, true);

    assertThat(health.overall()).isEqualTo(Health.HEALTHY);
    assertThat(health.byChecks()).isEqualTo(Health.UNHEALTHY);
    assertThat(health.dead()).isFalse();
    assertThat(health.failing()).isTrue();
  }

  @Test
  void aCheckFailsFromItsFirstFailureOn() {
    HealthState passes = new HealthState(Health.HEALTHY, 0, 0);
    HealthState failedOnce = new HealthState(Health.HEALTHY, 1, 0);
    HealthState recovers = new HealthState(Health.UNHEALTHY, 1, 0);

    assertThat(new ServerHealth(passes, null, null, 0).failing()).isFalse();
    assertThat(new ServerHealth(passes, failedOnce, null, 0).failing()).isTrue();
    assertThat(new ServerHealth(recovers, passes, null, 0).failing()).isTrue();
    assertThat(ServerHealth.UNCHECKED.failing()).isFalse();
  }

  private static @Nullable HealthState state(@Nullable Health health) {
    return health == null ? null : new HealthState(health, 0, 0);
  }
}
