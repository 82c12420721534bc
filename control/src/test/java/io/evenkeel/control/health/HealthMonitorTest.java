package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.INCONCLUSIVE;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.ProbeKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final Duration A_MOMENT = Duration.ofMillis(50);

  /** Three failures need at most two full intervals of 2.2 s and the one under way. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(7);

  private final HealthWorld world = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  @Test
  void newServersAreCheckingUntilTheirFirstAnswerWhichDecidesAtOnce() {
    world.prober.http(address(2), FAIL, "404");
    world.prober.hold(true);
    world.apply(3, READY, NONE);
    assertThat(health(1, 2, 3)).containsOnly(Health.CHECKING);
    world.pass(A_MOMENT);
    assertThat(world.prober.held).hasSize(3);

    world.prober.held.forEach(probe ->
        probe.answer(
            probe.server().equals(address(2)) ? FAIL : PASS,
            probe.server().equals(address(2)) ? "404" : "200"));
    world.pass(A_MOMENT);

    assertThat(health(1, 2, 3)).containsExactly(Health.HEALTHY, Health.UNHEALTHY, Health.HEALTHY);
    assertThat(world.pool().isCandidate(world.server(2))).isFalse();
    assertThat(world.events)
        .contains(
            new Event.HealthChanged(
                world.server(2).id(), Health.CHECKING, Health.UNHEALTHY, "readiness: 404"));
    assertThat(world.server(2).health().lastProbe())
        .isEqualTo(new ProbeResult(FAIL, "404", 1_000_000));
  }

  @Test
  void aServerFallsAfterThreeFailuresAndRisesAfterTwoPasses() {
    healthy(3, READY, NONE);
    world.prober.http(address(1), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);

    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
    assertThat(world.pool().isCandidate(world.server(2))).isTrue();

    world.prober.http(address(1), PASS, "200");
    world.pass(LONG_ENOUGH);

    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
    assertThat(world.events)
        .containsExactly(
            new Event.HealthChanged(
                world.server(1).id(),
                Health.HEALTHY,
                Health.UNHEALTHY,
                "readiness: connection refused (3 in a row)"),
            new Event.HealthChanged(
                world.server(1).id(),
                Health.UNHEALTHY,
                Health.HEALTHY,
                "readiness: 200 (2 in a row)"));
  }

  @Test
  void readinessTakesNewRequestsAwayOnlyLivenessSaysDead() {
    healthy(3, READY, ALIVE);
    world.prober.http(address(1), FAIL, "503");
    world.prober.tcp(address(2), FAIL, "connection refused");
    world.pass(LONG_ENOUGH);

    assertThat(health(1, 2, 3)).containsExactly(Health.UNHEALTHY, Health.UNHEALTHY, Health.HEALTHY);
    assertThat(world.server(1).health().dead()).isFalse();
    assertThat(world.server(2).health().dead()).isTrue();
    assertThat(world.events.stream().filter(Event.ServerDied.class::isInstance))
        .containsExactly(
            new Event.ServerDied(
                world.server(2).id(),
                world.server(2).slot(),
                "liveness: connection refused (3 in a row)"));
  }

  @Test
  void tellsWhenAPoolEntersAndLeavesPanicMode() {
    healthy(3, READY, NONE);
    world.prober.http(address(1), FAIL, "404");
    world.prober.http(address(2), FAIL, "404");
    world.pass(LONG_ENOUGH);
    world.prober.http(address(1), PASS, "200");
    world.pass(LONG_ENOUGH);

    assertThat(
            world.events.stream()
                .filter(Event.PoolModeChanged.class::isInstance)
                .map(event -> ((Event.PoolModeChanged) event).mode()))
        .containsExactly(PoolMode.PANIC, PoolMode.NORMAL);
  }

  @Test
  void aReloadWithTheSameChecksChangesNothing() {
    healthy(3, READY, ALIVE);
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    ServerHealth before = world.server(1).health();
    world.events.clear();

    world.apply(3, READY, ALIVE);
    world.apply(4, READY, ALIVE);

    assertThat(world.server(1).health()).isEqualTo(before);
    assertThat(health(1, 2, 3, 4))
        .containsExactly(Health.UNHEALTHY, Health.HEALTHY, Health.HEALTHY, Health.CHECKING);
    assertThat(world.events).isEmpty();
    world.pass(A_MOMENT);
    assertThat(world.health(4)).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aChangedCheckKeepsTheVerdictUntilItsOwnThresholdsSayOtherwise() {
    healthy(3, READY, NONE);
    IntStream.rangeClosed(1, 3).forEach(i -> world.prober.http(address(i), FAIL, "404"));
    world.prober.sent.clear();

    world.apply(3, HealthCheck.Active.of(ProbeKind.Http.get("/wrong")), NONE);
    assertThat(health(1, 2, 3)).containsOnly(Health.HEALTHY);
    world.pass(A_MOMENT);

    assertThat(world.prober.sent).as("asked at once").hasSize(3);
    assertThat(health(1, 2, 3)).containsOnly(Health.HEALTHY);
    world.pass(LONG_ENOUGH);
    assertThat(health(1, 2, 3)).containsOnly(Health.UNHEALTHY);
  }

  @Test
  void anAddedCheckTakesNoTrafficAwayUntilItFailsInARow() {
    world.apply(2, NONE, NONE);
    world.pass(A_MOMENT);
    assertThat(world.server(1).health()).isEqualTo(ServerHealth.UNCHECKED);
    world.prober.http(address(1), FAIL, "404");

    world.apply(2, READY, NONE);
    assertThat(health(1, 2)).containsOnly(Health.HEALTHY);
    world.pass(A_MOMENT);
    assertThat(health(1, 2)).containsOnly(Health.HEALTHY);
    world.pass(LONG_ENOUGH);

    assertThat(health(1, 2)).containsExactly(Health.UNHEALTHY, Health.HEALTHY);
  }

  @Test
  void aCheckAddedToASickServerDoesNotMakeItWell() {
    healthy(2, READY, NONE);
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);

    world.apply(2, READY, ALIVE);
    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
    world.pass(LONG_ENOUGH);

    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
    assertThat(world.server(1).health().dead()).isFalse();
  }

  @Test
  void aRemovedCheckTakesItsVerdictWithIt() {
    healthy(2, READY, NONE);
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    world.events.clear();

    world.apply(2, NONE, NONE);

    assertThat(world.server(1).health()).isEqualTo(ServerHealth.UNCHECKED);
    assertThat(world.pool().isCandidate(world.server(1))).isTrue();
    assertThat(world.events)
        .containsExactly(
            new Event.HealthChanged(
                world.server(1).id(),
                Health.UNHEALTHY,
                Health.HEALTHY,
                "configuration: checks changed"));
    world.prober.sent.clear();
    world.pass(LONG_ENOUGH);
    assertThat(world.prober.sent).isEmpty();
  }

  @Test
  void anAnswerToAQuestionNobodyAsksAnyMoreIsIgnored() {
    world.prober.hold(true);
    world.apply(2, READY, NONE);
    world.pass(A_MOMENT);
    List<ScriptedProber.Sent> old = List.copyOf(world.prober.held);
    world.prober.hold(false);

    world.apply(List.of(2), HealthCheck.Active.of(ProbeKind.Http.get("/other")), NONE);
    world.pass(A_MOMENT);
    old.forEach(probe -> probe.answer(FAIL, "404"));
    world.pass(A_MOMENT);

    assertThat(world.health(2)).isEqualTo(Health.HEALTHY);
    assertThat(world.monitor.inFlight()).isZero();
  }

  @Test
  void aRemovedServerIsAskedNoMoreAndComesBackAsChecking() {
    healthy(2, READY, NONE);
    world.apply(List.of(2), READY, NONE);
    world.prober.sent.clear();
    world.pass(LONG_ENOUGH);
    assertThat(world.prober.sent).isNotEmpty().allMatch(s -> s.server().equals(address(2)));

    world.apply(2, READY, NONE);

    assertThat(world.health(1)).isEqualTo(Health.CHECKING);
    assertThat(world.pool().isCandidate(world.server(1))).isFalse();
  }

  @Test
  void aServerThatCameBackGetsItsFullShareWhenItIsWarm() {
    healthy(3, READY, NONE);
    world.pass(Duration.ofSeconds(30));
    world.prober.http(address(1), FAIL, "404");
    world.pass(LONG_ENOUGH);
    world.prober.http(address(1), PASS, "200");
    world.pass(LONG_ENOUGH);
    assertThat(world.pool().expectedShare(world.server(1))).isBetween(0.01, 0.3);

    world.pass(Duration.ofSeconds(31));

    assertThat(world.pool().expectedShare(world.server(1))).isCloseTo(1.0 / 3, within(0.02));
  }

  @Test
  void aBalancerThatCannotAskTakesNoServerForSick() {
    healthy(2, READY, NONE);
    world.prober.http(address(1), INCONCLUSIVE, "local: Too many open files");
    world.prober.http(address(2), INCONCLUSIVE, "local: Too many open files");
    world.pass(Duration.ofSeconds(30));

    assertThat(health(1, 2)).containsOnly(Health.HEALTHY);
    assertThat(world.events).isEmpty();
    assertThat(world.monitor.inconclusive()).isGreaterThan(20);
  }

  @Test
  void tenThousandServersAreAskedAtTheirRateWithinTheBound() {
    HealthCheck everyFiveSeconds =
        new HealthCheck.Active(
            ProbeKind.Http.get("/ready"), 0, Duration.ofSeconds(5), Duration.ofSeconds(1), 2, 3);
    world.apply(10_000, everyFiveSeconds, NONE);
    world.pass(Duration.ofMillis(1_100));
    assertThat(IntStream.rangeClosed(1, 10_000).mapToObj(world::health))
        .as("first answers")
        .containsOnly(Health.HEALTHY);
    world.pass(Duration.ofSeconds(9));
    world.prober.sent.clear();

    world.pass(Duration.ofSeconds(20));

    // 40,000, and 5 % more because jitter only ever brings a probe forward.
    assertThat(world.prober.sent.size()).isBetween(41_000, 43_000);
    assertThat(world.monitor.overdue()).isZero();
    world.prober.hold(true);
    world.pass(Duration.ofSeconds(5));
    assertThat(world.prober.held).hasSize(HealthMonitor.MAX_IN_FLIGHT);
    world.prober.hold(false);
    world.prober.held.forEach(probe -> probe.answer(PASS, "200"));
    world.pass(Duration.ofSeconds(5));
    assertThat(world.monitor.inFlight()).isLessThan(HealthMonitor.MAX_IN_FLIGHT);
    assertThat(world.monitor.overdue()).isPositive();
  }

  private void healthy(int servers, HealthCheck readiness, HealthCheck liveness) {
    world.apply(servers, readiness, liveness);
    world.pass(Duration.ofSeconds(10));
    IntStream.rangeClosed(1, servers)
        .forEach(i -> assertThat(world.health(i)).isEqualTo(Health.HEALTHY));
    world.events.clear();
  }

  private List<Health> health(int... numbers) {
    return IntStream.of(numbers).mapToObj(world::health).toList();
  }
}
