package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Ejection.Reason;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that fail by their traffic: who is ejected, for how long, and who is not. */
class EjectionsTest {
  private static final AttemptResult OK = new Responded(200, 2_000_000);
  private static final AttemptResult BROKEN = new Responded(500, 1_000_000);
  private static final AttemptResult REFUSED = new ConnectFailed(ConnectFailure.REFUSED);
  private static final Duration A_MOMENT = Duration.ofMillis(10);

  private final HealthWorld world = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  private void healthy(int servers, HealthCheck readiness) {
    world.apply(servers, readiness, NONE);
    world.pass(Duration.ofSeconds(3));
    for (int i = 1; i <= servers; i++) {
      assertThat(world.health(i)).isEqualTo(Health.HEALTHY);
    }
    world.events.clear();
  }

  private boolean isAway(int i) {
    return !world.pool().isCandidate(world.server(i));
  }

  @Test
  void fiveFailuresInARowEjectAServerAtOnceAndItComesBackByItself() {
    healthy(3, READY);
    world.requests(1, 5, BROKEN);
    world.pass(A_MOMENT);

    assertThat(world.server(1).standing()).isEqualTo(Standing.EJECTED);
    assertThat(isAway(1)).isTrue();
    assertThat(world.server(1).absences().taken()).isEqualTo(1);
    assertThat(world.events)
        .anySatisfy(event -> {
          assertThat(event).isInstanceOf(Event.ServerEjected.class);
          Event.ServerEjected ejected = (Event.ServerEjected) event;
          assertThat(ejected.reason()).isEqualTo(Reason.CONSECUTIVE_FAILURES);
          assertThat(ejected.forMillis()).isBetween(10_000L, 11_000L);
          assertThat(ejected.why()).isEqualTo("5 failures in a row, the last: 500");
        });
    assertThat(alarms("server-ejected")).containsExactly(true);

    world.pass(Duration.ofSeconds(9));
    assertThat(isAway(1)).as("its check passes, but that is not what failed").isTrue();
    world.pass(Duration.ofSeconds(3));
    assertThat(isAway(1)).isFalse();
    assertThat(world.pool().expectedShare(world.server(1)))
        .as("a tenth of the weight of the others")
        .isLessThan(0.1);
    assertThat(world.server(1).absences().taken()).isZero();
    assertThat(alarms("server-ejected")).containsExactly(true, false);

    world.requests(1, 5, BROKEN);
    world.pass(Duration.ofSeconds(18));
    assertThat(isAway(1)).as("the second time is twice as long").isTrue();
  }

  @Test
  void halfOfTheRequestsFailingEjectsAServer() {
    healthy(3, READY);
    world.requests(2, 1_000, OK);
    for (int i = 0; i < 10; i++) {
      world.requests(2, 1, BROKEN);
      world.requests(2, 1, OK);
    }
    world.pass(A_MOMENT);
    assertThat(isAway(2)).isTrue();
    assertThat(world.server(2).verdict().ejections(Reason.FAILURE_RATE)).isEqualTo(1);
  }

  @Test
  void aServerThatFailsMoreThanItsPeersIsEjectedWithinSeconds() {
    healthy(4, READY);
    for (int i = 0; i < 40; i++) {
      for (int server = 1; server <= 4; server++) {
        world.requests(server, 9, OK);
        world.requests(server, 1, server == 3 ? BROKEN : OK);
      }
    }
    world.pass(Duration.ofMillis(1_100));
    assertThat(isAway(3)).isTrue();
    assertThat(world.server(3).verdict().ejections(Reason.SUCCESS_RATE)).isEqualTo(1);
    assertThat(world.pool().servers().stream().filter(world.pool()::isCandidate)).hasSize(3);
  }

  @Test
  void theLastOneIsNeverEjected() {
    healthy(1, NONE);
    world.requests(1, 50, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(1)).isFalse();
    assertThat(alarms("ejection-withheld")).containsExactly(true);
    assertThat(world.server(1).verdict().withheld()).isEqualTo(1);

    world.requests(1, 50, OK);
    world.pass(Duration.ofSeconds(12));
    assertThat(alarms("ejection-withheld")).containsExactly(true, false);
  }

  @Test
  void ofTwoServersOneMayBeEjected() {
    healthy(2, NONE);
    world.requests(1, 5, BROKEN);
    world.requests(2, 5, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(1)).isTrue();
    assertThat(isAway(2)).isFalse();
  }

  @Test
  void whoFailsOnIsEjectedAsSoonAsTheOtherIsBack() {
    healthy(2, NONE);
    world.requests(1, 5, BROKEN);
    world.pass(A_MOMENT);
    for (int i = 0; i < 15 && !isAway(2); i++) {
      world.requests(2, 1, BROKEN);
      assertThat(isAway(2) && isAway(1)).isFalse();
      world.pass(Duration.ofSeconds(1));
    }
    assertThat(isAway(1)).isFalse();
    assertThat(isAway(2)).isTrue();
    assertThat(alarms("ejection-withheld")).containsExactly(true, false);
  }

  @Test
  void anEjectedServerIsGivenBackWhenTheOthersFallIll() {
    healthy(3, READY);
    world.requests(1, 5, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(1)).isTrue();

    world.prober.http(address(2), FAIL, "503");
    world.pass(Duration.ofSeconds(7));
    assertThat(world.health(2)).isEqualTo(Health.UNHEALTHY);
    assertThat(isAway(1)).as("two of three are the floor").isFalse();
    assertThat(world.events)
        .contains(new Event.ServerReturned(world.server(1).id(), "too few others are healthy"));
  }

  @Test
  void killedServersAreKnownWithinASecondThoughTheLimitKeepsTwoOfThree() {
    healthy(3, READY);
    for (int i : List.of(1, 2)) {
      world.prober.http(address(i), FAIL, "connection refused");
      world.requests(i, 5, REFUSED);
    }
    world.pass(Duration.ofMillis(500));
    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
    assertThat(world.health(2)).isEqualTo(Health.UNHEALTHY);
    // In panic all that are not dead serve, but those that traffic gave up as well.
    world.requests(1, 5, REFUSED);
    world.requests(2, 1, REFUSED);
    world.pass(A_MOMENT);
    assertThat(isAway(1)).isTrue();
    assertThat(isAway(2)).isTrue();
    assertThat(isAway(3)).isFalse();
    assertThat(world.server(1).absences().taken()).as("they are out anyway").isZero();
  }

  @Test
  void aServerThatIsWellByItsProbesIsNotAskedForLong() {
    healthy(3, READY);
    int before = world.prober.sent.size();
    world.requests(1, 5, BROKEN);
    world.pass(Duration.ofMillis(300));
    long extra =
        world.prober.sent.subList(before, world.prober.sent.size()).stream()
            .filter(probe -> probe.server().equals(address(1)))
            .count();
    assertThat(extra).isBetween(1L, 2L);
  }

  @Test
  void anOperatorsHandStandsAboveAnEjection() throws HandRefused {
    healthy(3, READY);
    world.requests(1, 5, BROKEN);
    world.pass(A_MOMENT);
    HandOrder healthy =
        new HandOrder(Hand.Kind.FORCED_HEALTHY, "ana", "a test", Duration.ZERO, false);
    world.monitor.hands().set("api", "api-1", healthy);
    assertThat(isAway(1)).isFalse();
    assertThat(world.server(1).absences().taken()).isZero();
    world.requests(1, 20, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(1)).isFalse();
  }

  @Test
  void anEjectionSurvivesReloadsAndEndsWithItsServerOrItsPolicy() {
    healthy(3, READY);
    world.requests(1, 5, BROKEN);
    world.pass(A_MOMENT);
    world.apply(4, READY, NONE);
    assertThat(isAway(1)).isTrue();

    world.apply(List.of(2, 3, 4), READY, NONE);
    assertThat(world.server(2).absences().taken()).isZero();
    world.apply(4, READY, NONE);
    world.pass(Duration.ofSeconds(3));
    assertThat(isAway(1)).isFalse();

    world.requests(2, 5, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(2)).isTrue();
    world.guards(0.5, new OutlierPolicy.None());
    world.apply(4, READY, NONE);
    assertThat(isAway(2)).isFalse();
    assertThat(world.server(2).absences().taken()).isZero();
    world.requests(2, 50, BROKEN);
    world.pass(A_MOMENT);
    assertThat(isAway(2)).isFalse();
  }

  @Test
  void whatTheClientDoesIsNotHeldAgainstTheServer() {
    healthy(3, READY);
    world.requests(1, 50, new AttemptResult.Abandoned());
    world.requests(1, 50, new Responded(404, 1));
    world.requests(1, 50, new ConnectFailed(ConnectFailure.LOCAL));
    world.pass(Duration.ofSeconds(2));
    assertThat(world.server(1).verdict().ejection()).isEqualTo(Ejection.In.NEVER);
  }

  @Test
  void aBreakerThatIsOpenMakesRoomForTheEjection() {
    healthy(3, READY);
    for (int i = 0; i < 60; i++) {
      world.requests(1, 1, i % 2 == 0 ? BROKEN : OK);
    }
    world.pass(A_MOMENT);
    assertThat(world.server(1).standing()).isEqualTo(Standing.EJECTED);
    assertThat(world.server(1).absences().taken()).isEqualTo(1);
    assertThat(alarms("ejection-withheld")).isEmpty();
  }

  private List<Boolean> alarms(String name) {
    return world.events.stream()
        .filter(Event.Alarm.class::isInstance)
        .map(Event.Alarm.class::cast)
        .filter(alarm -> alarm.name().equals(name))
        .map(Event.Alarm::raised)
        .toList();
  }

  @Test
  void probesThatPassDoNotHideThatTheProberWasAsked() {
    healthy(3, READY);
    world.prober.http(address(1), PASS, "200");
    world.requests(1, 5, REFUSED);
    world.pass(Duration.ofMillis(300));
    assertThat(world.health(1)).isEqualTo(Health.HEALTHY);
    assertThat(isAway(1)).isTrue();
  }
}
