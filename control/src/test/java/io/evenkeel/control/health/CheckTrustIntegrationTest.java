package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Responded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that fail together, on a health monitor with traffic: twenty requests a second each. */
class CheckTrustIntegrationTest {
  private static final AttemptResult OK = new Responded(200, 1_000_000);
  private static final AttemptResult REFUSED = new ConnectFailed(ConnectFailure.REFUSED);
  private static final Duration STEP = Duration.ofMillis(50);

  private final HealthWorld world = new HealthWorld();
  private final List<Suspicions.Suspicion> suspicions = new ArrayList<>();
  private final AttemptResult[] traffic = {OK, OK, OK};

  @BeforeEach
  void aHealthyPool() {
    world.monitor.onSuspicion(suspicions::add);
    world.apply(3, READY, ALIVE);
    serve(30);
    world.events.clear();
  }

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  @Test
  void aCheckThatIsWrongEverywhereIsSuspectedAndNobodyIsLost() {
    checksAnswer("404");
    for (int second = 0; second < 20; second++) {
      serve(1);
      assertThat(candidates()).as("after %d s", second).isEqualTo(3);
      assertThat(world.pool().mode()).isEqualTo(PoolMode.NORMAL);
    }

    assertThat(world.events).hasSize(1);
    assertThat(world.events.getFirst())
        .isInstanceOfSatisfying(
            Event.Alarm.class,
            alarm -> {
              assertThat(alarm.name()).isEqualTo("checks-suspect");
              assertThat(alarm.raised()).isTrue();
              assertThat(alarm.severity()).isEqualTo(Event.Alarm.Severity.CRITICAL);
              assertThat(alarm.subject()).isEqualTo("pool api");
              assertThat(alarm.why())
                  .matches(
                      "3 of 3 servers fail their checks together while live traffic succeeds: the"
                          + " check looks wrong; 10\\.0\\.0\\.\\d:80: readiness: 404 \\(3 in a"
                          + " row\\), but (\\d+) of \\1 requests succeeded in \\d s");
            });
    ServerHealth health = world.server(1).health();
    assertThat(health.trusted()).isTrue();
    assertThat(health.overall()).isEqualTo(Health.HEALTHY);
    assertThat(health.byChecks()).isEqualTo(Health.UNHEALTHY);
  }

  @Test
  void whoListensLearnsOfEveryServer() {
    checksAnswer("404");
    serve(20);
    Suspicions.Suspicion last = suspicions.getLast();
    assertThat(last.pool().value()).isEqualTo("api");
    assertThat(last.servers())
        .containsExactly(world.server(1).id(), world.server(2).id(), world.server(3).id());
    assertThat(last.evidence()).hasSize(3).allMatch(line -> line.contains("readiness: 404"));
    assertThat(suspicions).as("once per server at most").hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aSuspectedLivenessCheckClosesNoConnection() {
    IntStream.rangeClosed(1, 3)
        .forEach(i -> world.prober.tcp(address(i), FAIL, "connection refused"));
    serve(20);
    assertThat(world.events).noneMatch(Event.ServerDied.class::isInstance);
    assertThat(world.server(1).health().dead()).isFalse();
    assertThat(candidates()).isEqualTo(3);
  }

  @Test
  void whatTheCheckAndTheTrafficCallDeadIsDead() {
    IntStream.rangeClosed(1, 3)
        .forEach(i -> world.prober.tcp(address(i), FAIL, "connection refused"));
    Arrays.fill(traffic, REFUSED);
    serve(20);
    assertThat(world.events.stream().filter(Event.ServerDied.class::isInstance)).hasSize(3);
    assertThat(world.events)
        .noneMatch(
            event -> event instanceof Event.Alarm alarm && alarm.name().equals("checks-suspect"));
    assertThat(suspicions).isEmpty();
    assertThat(world.pool().mode()).isEqualTo(PoolMode.PANIC);
  }

  @Test
  void aServerThatDiesWhileItsChecksAreSuspectedIsOutAtOnceAndSaysWhy() {
    checksAnswer("404");
    serve(20);
    world.events.clear();
    traffic[1] = REFUSED;
    serve(1.5);
    assertThat(world.pool().isCandidate(world.server(2))).isFalse();
    assertThat(candidates()).isEqualTo(2);
    assertThat(world.events)
        .filteredOn(Event.HealthChanged.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.HealthChanged.class,
            event -> {
              assertThat(event.server()).isEqualTo(world.server(2).id());
              assertThat(event.to()).isEqualTo(Health.UNHEALTHY);
              assertThat(event.why()).matches("readiness: 404, and \\d+ of \\d+ requests.*");
            });
  }

  @Test
  void theAlarmIsClearedWhenTheChecksPassAgain() {
    checksAnswer("404");
    serve(20);
    world.events.clear();
    checksPass();
    serve(10);
    assertThat(world.server(1).health().trusted()).isFalse();
    assertThat(world.events)
        .containsExactly(
            new Event.Alarm(
                "checks-suspect",
                false,
                Event.Alarm.Severity.CRITICAL,
                "pool api",
                "checks and live traffic agree again"));
  }

  /** Back to the check before: what a suspected one said must not make the servers sick. */
  @Test
  void aCheckThatIsChangedWhileSuspectedBeginsWithWhatHolds() {
    checksAnswer("404");
    serve(20);
    world.events.clear();
    checksPass();
    world.apply(List.of(1, 2, 3), HealthCheck.Active.of(ProbeKind.Http.get("/health")), ALIVE);
    for (int i = 0; i < 10; i++) {
      assertThat(candidates()).isEqualTo(3);
      assertThat(world.health(1)).isEqualTo(Health.HEALTHY);
      serve(1);
    }
    assertThat(world.events)
        .containsExactly(
            new Event.Alarm(
                "checks-suspect",
                false,
                Event.Alarm.Severity.CRITICAL,
                "pool api",
                "configuration: checks changed"));
  }

  @Test
  void withoutTrafficTheChecksAreObeyed() {
    checksAnswer("404");
    world.pass(Duration.ofSeconds(20));
    assertThat(world.health(1)).isEqualTo(Health.UNHEALTHY);
    assertThat(world.pool().mode()).isEqualTo(PoolMode.PANIC);
    assertThat(suspicions).isEmpty();
  }

  @Test
  void aPoolWithoutChecksIsLeftAlone() {
    world.apply(3, NONE, NONE);
    serve(5);
    assertThat(world.server(1).health()).isEqualTo(ServerHealth.UNCHECKED);
  }

  private void checksAnswer(String answer) {
    IntStream.rangeClosed(1, 3).forEach(i -> world.prober.http(address(i), FAIL, answer));
  }

  private void checksPass() {
    IntStream.rangeClosed(1, 3).forEach(i -> world.prober.http(address(i), PASS, "200"));
  }

  private long candidates() {
    return IntStream.rangeClosed(1, 3)
        .filter(i -> world.pool().isCandidate(world.server(i)))
        .count();
  }

  /** Lets time pass with one request per server and step. */
  private void serve(double seconds) {
    for (long i = Math.round(seconds * 20); i > 0; i--) {
      for (int server = 1; server <= 3; server++) {
        assertThat(world.server(server).tryStart(0)).isTrue();
        world.server(server).finished(traffic[server - 1], 0, 0);
      }
      world.pass(STEP);
    }
  }
}
