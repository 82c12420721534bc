package io.evenkeel.core.server;

import static io.evenkeel.core.Fixtures.dead;
import static io.evenkeel.core.Fixtures.readiness;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
  private static final Ejection EJECTED =
      new Ejection.Ejected(Ejection.Reason.STALLED, "a test", 1, 0, Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "NONE,           HEALTHY,   HEALTHY",
    "NONE,           UNHEALTHY, UNHEALTHY",
    "NONE,           CHECKING,  CHECKING",
    "NONE,           DEAD,      UNHEALTHY",
    "DRAINING,       HEALTHY,   DRAINING",
    "DRAINING,       DEAD,      DRAINING",
    "MAINTENANCE,    HEALTHY,   MAINTENANCE",
    "MAINTENANCE,    UNHEALTHY, MAINTENANCE",
    "FORCED_HEALTHY, HEALTHY,   HEALTHY",
    "FORCED_HEALTHY, CHECKING,  HEALTHY",
    "FORCED_HEALTHY, UNHEALTHY, HEALTHY",
    "FORCED_HEALTHY, DEAD,      UNHEALTHY",
  })
  void decisionTable(Hand.Kind kind, String checks, Standing expected) {
    ServerHealth health = checks.equals("DEAD") ? dead() : readiness(Health.valueOf(checks), 0);
    assertThat(Standing.of(health, hand(kind))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,           HEALTHY,   EJECTED",
    "NONE,           CHECKING,  EJECTED",
    "NONE,           UNHEALTHY, UNHEALTHY",
    "NONE,           DEAD,      UNHEALTHY",
    "DRAINING,       HEALTHY,   DRAINING",
    "MAINTENANCE,    HEALTHY,   MAINTENANCE",
    "FORCED_HEALTHY, HEALTHY,   HEALTHY",
    "FORCED_HEALTHY, DEAD,      UNHEALTHY",
  })
  void decisionTableOfAServerThatIsEjected(Hand.Kind kind, String checks, Standing expected) {
    ServerHealth health = checks.equals("DEAD") ? dead() : readiness(Health.valueOf(checks), 0);
    assertThat(Standing.of(health, hand(kind), EJECTED)).isEqualTo(expected);
    assertThat(Standing.of(health, hand(kind), Ejection.In.NEVER))
        .isEqualTo(Standing.of(health, hand(kind)));
  }

  @Test
  void aServerThatComesBackFromAnEjectionWarmsUpButNotFromASuspicion() {
    ServerState server = state(1);
    server.warmingSinceNanos(5);
    server.ejection(new Ejection.Suspected(Ejection.In.NEVER, 10), true, 10);
    server.ejection(Ejection.In.NEVER, false, 20);
    assertThat(server.warmingSinceNanos()).isEqualTo(5);
    server.ejection(EJECTED, true, 30);
    assertThat(server.standing()).isEqualTo(Standing.EJECTED);
    server.ejection(new Ejection.In(1, 40), true, 40);
    assertThat(server.warmingSinceNanos()).isEqualTo(40);
    assertThat(server.verdict().ejections(Ejection.Reason.STALLED)).isEqualTo(1);
  }

  @Test
  void aServerThatGetsTrafficBackWarmsUp() {
    ServerState server = state(1);
    server.warmingSinceNanos(5);
    server.hand(hand(Hand.Kind.DRAINING), 10);
    assertThat(server.warmingSinceNanos()).isEqualTo(5);
    server.hand(Hand.NONE, 20);
    assertThat(server.warmingSinceNanos()).isEqualTo(20);
    server.hand(hand(Hand.Kind.FORCED_HEALTHY), 30);
    assertThat(server.warmingSinceNanos()).as("it had traffic").isEqualTo(20);
  }

  @Test
  void aServerMarkedHealthyDoesNotWarmUpAgainWhenItsCheckPasses() {
    ServerState server = state(1);
    server.health(readiness(Health.UNHEALTHY, 0));
    server.hand(hand(Hand.Kind.FORCED_HEALTHY), 10);
    server.health(readiness(Health.HEALTHY, 50));
    assertThat(server.warmingSinceNanos()).isEqualTo(10);
  }

  private static Hand hand(Hand.Kind kind) {
    return new Hand(kind, "ana", "a test", null, 0);
  }
}
