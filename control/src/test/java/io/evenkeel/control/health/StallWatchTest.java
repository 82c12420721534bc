package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.ALIVE;
import static io.evenkeel.control.health.HealthWorld.NONE;
import static io.evenkeel.control.health.HealthWorld.READY;
import static io.evenkeel.control.health.HealthWorld.address;
import static io.evenkeel.core.health.ProbeOutcome.FAIL;
import static io.evenkeel.core.health.ProbeOutcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that take requests and answer nothing. */
class StallWatchTest {
  private static final AttemptResult OK = new Responded(200, 2_000_000);
  private static final Duration STEP = Duration.ofMillis(10);

  private final HealthWorld world = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  private void healthy(int servers, HealthCheck readiness, HealthCheck liveness) {
    world.apply(servers, readiness, liveness);
    world.pass(Duration.ofSeconds(3));
    busy(Duration.ofSeconds(2), servers);
    world.events.clear();
    world.prober.sent.clear();
  }

  /** All servers but the last ones of {@code silent} answer 100 requests a second. */
  private void busy(Duration time, int answering) {
    for (long left = time.toMillis(); left > 0; left -= STEP.toMillis()) {
      for (int i = 1; i <= answering; i++) {
        world.requests(i, 1, OK);
      }
      world.pass(STEP);
    }
  }

  private List<ScriptedProber.Sent> questions(int i) {
    return world.prober.sent.stream()
        .filter(probe -> probe.server().equals(address(i)))
        .filter(probe -> probe.check().timeout().toMillis() == 500)
        .toList();
  }

  private static void timeOut(ScriptedProber.Sent probe) {
    long elapsed = probe.check().timeout().toNanos();
    probe.whenDone().accept(new ProbeResult(FAIL, "timeout after 500ms (connected)", elapsed));
  }

  private List<Event> stalls() {
    return world.events.stream().filter(Event.ServerStalled.class::isInstance).toList();
  }

  @Test
  void aServerThatStopsIsSuspectedThenEjectedThenBackSlowlyWhenItsCheckPasses() {
    healthy(3, READY, NONE);
    world.prober.hold(true);
    for (int n = 0; n < 4; n++) {
      world.begin(3);
    }
    busy(Duration.ofMillis(350), 2);
    assertThat(questions(3)).hasSize(1);
    assertThat(questions(1)).isEmpty();
    busy(Duration.ofMillis(150), 2);
    assertThat(world.server(3).standing()).as("no new traffic").isEqualTo(Standing.EJECTED);
    assertThat(stalls()).isEmpty();

    timeOut(questions(3).getFirst());
    world.pass(STEP);
    assertThat(stalls()).hasSize(1);
    assertThat(world.server(3).verdict().ejections(Ejection.Reason.STALLED)).isEqualTo(1);
    assertThat(world.server(3).verdict().ejection()).isInstanceOf(Ejection.Ejected.class);
    world.giveUp(3, 4);

    world.prober.hold(false);
    world.prober.held.forEach(probe -> probe.answer(PASS, "200"));
    world.pass(Duration.ofMillis(100));
    assertThat(world.pool().isCandidate(world.server(3))).isTrue();
    assertThat(world.pool().expectedShare(world.server(3)))
        .as("slow start")
        .isLessThan(world.pool().expectedShare(world.server(1)) / 2);
    assertThat(world.server(3).absences().taken()).isZero();
  }

  @Test
  void aProbeThatPassesCostsTheServerNothing() {
    healthy(3, READY, NONE);
    double share = world.pool().expectedShare(world.server(3));
    world.prober.hold(true);
    world.begin(3);
    busy(Duration.ofMillis(500), 2);
    assertThat(world.server(3).standing()).isEqualTo(Standing.EJECTED);
    questions(3).getFirst().answer(PASS, "200");
    world.pass(STEP);
    assertThat(world.server(3).standing()).isEqualTo(Standing.HEALTHY);
    assertThat(world.pool().expectedShare(world.server(3))).isEqualTo(share);
    assertThat(world.events).isEmpty();
    assertThat(world.server(3).absences().taken()).isZero();
  }

  @Test
  void aReportOfTenSecondsOnAQuietServerCostsOneProbe() {
    world.apply(3, READY, NONE);
    world.pass(Duration.ofSeconds(3));
    world.events.clear();
    world.prober.sent.clear();
    ServerState server = world.begin(2);
    for (int i = 0; i < 1_000; i++) {
      world.pass(STEP);
      assertThat(server.standing()).isEqualTo(Standing.HEALTHY);
    }
    server.answerBegun(0);
    server.finished(new Responded(200, 10_000_000_000L), 0, world.nowNanos());
    world.pass(STEP);
    assertThat(questions(2)).hasSize(1);
    assertThat(world.events).isEmpty();
  }

  @Test
  void whereAnswersTakeSecondsSilenceIsGrantedForThatLong() {
    world.apply(2, READY, NONE);
    world.pass(Duration.ofSeconds(3));
    world.requests(1, 200, new Responded(200, 1_000_000_000));
    world.requests(2, 200, new Responded(200, 1_000_000_000));
    world.pass(Duration.ofMillis(1_500));
    world.prober.sent.clear();
    world.begin(1);
    world.pass(Duration.ofMillis(2_500));
    assertThat(questions(1)).isEmpty();
    world.pass(Duration.ofMillis(1_500));
    assertThat(questions(1)).hasSize(1);
  }

  @Test
  void whenAllStallAtOnceTheLimitHoldsAndOnlyWhoIsEjectedIsLeft() {
    healthy(3, READY, NONE);
    world.prober.hold(true);
    for (int i = 1; i <= 3; i++) {
      world.begin(i);
      world.begin(i);
    }
    world.pass(Duration.ofMillis(500));
    List.copyOf(world.prober.held).stream()
        .filter(probe -> probe.check().timeout().toMillis() == 500)
        .forEach(StallWatchTest::timeOut);
    world.pass(STEP);
    assertThat(stalls()).hasSize(1);
    assertThat(world.pool().servers().stream().filter(world.pool()::isCandidate)).hasSize(2);
    assertThat(world.server(1).absences().taken()).isEqualTo(1);
  }

  @Test
  void aFirstByteEndsASuspicionBeforeTheProbeDoes() {
    healthy(3, READY, NONE);
    world.prober.hold(true);
    ServerState server = world.begin(3);
    busy(Duration.ofMillis(500), 2);
    assertThat(server.standing()).isEqualTo(Standing.EJECTED);
    server.answerBegun(0);
    world.pass(Duration.ofMillis(60));
    assertThat(server.standing()).isEqualTo(Standing.HEALTHY);
    timeOut(questions(3).getFirst());
    world.pass(STEP);
    assertThat(server.standing()).isEqualTo(Standing.HEALTHY);
  }

  @Test
  void aCheckThatOnlyConnectsProvesNothingSoTheTrafficDecides() {
    healthy(3, NONE, ALIVE);
    for (int n = 0; n < 4; n++) {
      world.begin(3);
    }
    busy(Duration.ofMillis(400), 2);
    assertThat(world.server(3).standing()).isEqualTo(Standing.EJECTED);
    assertThat(stalls()).as("what waits there goes on waiting").isEmpty();
    world.pass(Duration.ofSeconds(4));
    assertThat(world.server(3).standing())
        .as("its check passes all the time")
        .isEqualTo(Standing.EJECTED);
    world.server(3).answerBegun(0);
    world.pass(Duration.ofMillis(100));
    assertThat(world.server(3).standing()).isEqualTo(Standing.HEALTHY);
  }

  @Test
  void aQuietServerWithoutAnyCheckIsLeftAlone() {
    world.apply(3, NONE, NONE);
    world.pass(Duration.ofSeconds(1));
    world.begin(1);
    world.begin(1);
    world.begin(1);
    world.begin(1);
    world.pass(Duration.ofSeconds(9));
    assertThat(world.server(1).standing()).isEqualTo(Standing.HEALTHY);
    assertThat(world.events).isEmpty();
  }
}
