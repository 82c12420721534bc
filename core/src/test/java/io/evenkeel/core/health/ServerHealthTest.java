package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
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

  private static @Nullable HealthState state(@Nullable Health health) {
    return health == null ? null : new HealthState(health, 0, 0);
  }
}
