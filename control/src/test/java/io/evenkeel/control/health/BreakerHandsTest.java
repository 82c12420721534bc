package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evenkeel.control.health.BreakerOrder.Wish;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.Event.Alarm.Severity;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerHandsTest {
  private final HealthWorld world = new HealthWorld();
  private final BreakerHands hands = world.monitor.breakerHands();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  private static BreakerOrder order(Wish wish, Duration length) {
    return new BreakerOrder(wish, "ana", "new disk", length, false);
  }

  private static BreakerOrder byForce(Wish wish) {
    return new BreakerOrder(wish, "ana", "new disk", Duration.ZERO, true);
  }

  private void healthy(int servers) {
    world.apply(servers, READY, ALIVE);
    world.pass(Duration.ofSeconds(7));
    world.events.clear();
  }

  private CircuitBreaker breaker(int server) {
    return world.server(server).breaker();
  }

  private HandRefused refused(String pool, String server, BreakerOrder order) {
    return Objects.requireNonNull(
        catchThrowableOfType(HandRefused.class, () -> hands.set(pool, server, order)));
  }

  @Test
  void forcedOpenUntilItIsTakenBackAndToldAtOnce() throws HandRefused {
    healthy(3);
    Forced forced = hands.set("api", "api-1", order(Wish.OPEN, Duration.ZERO));
    assertThat(Objects.requireNonNull(forced).until()).isNull();
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(breaker(1).forced()).isEqualTo(forced);
    String why = "by ana: new disk";
    String subject = "server api/api-1";
    assertThat(world.events)
        .containsExactly(
            new Event.BreakerChanged(
                world.server(1).id(), BreakerMode.CLOSED, BreakerMode.FORCED_OPEN, why),
            new Event.Alarm("breaker-open", true, Severity.WARNING, subject, why));
    world.pass(Duration.ofHours(3));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    world.events.clear();
    assertThat(hands.set("api", "api-1", order(Wish.AUTO, Duration.ZERO))).isNull();
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(world.server(1).absences().taken()).isZero();
    assertThat(world.events)
        .contains(
            new Event.Alarm(
                "breaker-open", false, Severity.WARNING, subject, "left to the traffic again"));
  }

  @Test
  void endsByItself() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Wish.OPEN, Duration.ofMinutes(10)));
    world.pass(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    world.pass(Duration.ofSeconds(2));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void forcedClosedHasAnEndEvenUnsaid() throws HandRefused {
    healthy(1);
    Forced forced = hands.set("api", "api-1", order(Wish.CLOSED, Duration.ZERO));
    assertThat(Objects.requireNonNull(forced).until()).isNotNull();
    world.pass(Hands.FORCED_LENGTH.plusSeconds(1));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void aNewOrderTakesThePlaceOfTheOldAndOfItsTime() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Wish.CLOSED, Duration.ofSeconds(5)));
    hands.set("api", "api-1", order(Wish.OPEN, Duration.ZERO));
    world.pass(Duration.ofMinutes(1));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
  }

  @Test
  void theLastServerIsOnlyTakenByForce() throws HandRefused {
    healthy(2);
    hands.set("api", "api-1", order(Wish.OPEN, Duration.ZERO));
    HandRefused refused = refused("api", "api-2", order(Wish.OPEN, Duration.ZERO));
    assertThat(refused.kind()).isEqualTo(HandRefused.Kind.UNSAFE);
    assertThat(refused).hasMessageContaining("0 of 2 servers are healthy");
    assertThat(breaker(2).mode()).isEqualTo(BreakerMode.CLOSED);
    hands.set("api", "api-2", byForce(Wish.OPEN));
    assertThat(breaker(2).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(world.server(1).absences().taken()).isEqualTo(2);
  }

  @Test
  void thePoolAsAWholeOnlyByForceAndCriticallyAlarmed() throws HandRefused {
    healthy(2);
    assertThat(refused("api", "", order(Wish.OPEN, Duration.ZERO)))
        .hasMessageContaining("nobody is served");
    hands.set("api", "", byForce(Wish.OPEN));
    assertThat(world.pool().breaker().mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(world.events)
        .contains(
            new Event.Alarm(
                "pool-breaker-open", true, Severity.CRITICAL, "pool api", "by ana: new disk"));
    hands.set("api", "", order(Wish.AUTO, Duration.ZERO));
    assertThat(world.pool().breaker().mode()).isEqualTo(BreakerMode.CLOSED);
  }

  /** Also through one in which the server is missing. */
  @Test
  void staysThroughReloads() throws HandRefused {
    healthy(3);
    hands.set("api", "api-1", order(Wish.OPEN, Duration.ofMinutes(1)));
    world.apply(List.of(2, 3), READY, ALIVE);
    assertThat(world.events)
        .contains(
            new Event.Alarm(
                "breaker-open",
                false,
                Severity.WARNING,
                "server api/api-1",
                "it is not in the configuration any more"));
    assertThat(world.server(2).absences().taken()).isZero();
    world.apply(List.of(1, 2, 3), READY, ALIVE);
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(world.server(2).absences().taken()).isEqualTo(1);
    world.pass(Duration.ofSeconds(61));
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    healthy(2);
    assertThat(refused("web", "api-1", order(Wish.OPEN, Duration.ZERO)).kind())
        .isEqualTo(HandRefused.Kind.UNKNOWN);
    assertThat(refused("api", "api-9", order(Wish.OPEN, Duration.ZERO)).kind())
        .isEqualTo(HandRefused.Kind.UNKNOWN);
    assertThat(refused("api", "api-1", order(Wish.OPEN, Duration.ofSeconds(-1))).kind())
        .isEqualTo(HandRefused.Kind.INVALID);
    BreakerOrder silent = new BreakerOrder(Wish.OPEN, "ana", " ", Duration.ZERO, false);
    assertThat(refused("api", "api-1", silent)).hasMessageStartingWith("reason: empty");
  }
}
