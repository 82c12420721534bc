package io.evenkeel.control.health;

import static io.evenkeel.control.health.HealthWorld.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.server.AttemptResult.Responded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are far slower than their peers. */
class PaceWatchTest {
  private static final Duration STEP = Duration.ofMillis(50);

  private final HealthWorld world = new HealthWorld();

  @AfterEach
  void noMessageOrTimerThrew() {
    assertThat(world.loop.failures()).isZero();
  }

  /** One answer of each server every 50 ms, with these latencies in milliseconds. */
  private void answers(Duration time, long... millis) {
    for (long left = time.toMillis(); left > 0; left -= STEP.toMillis()) {
      for (int i = 0; i < millis.length; i++) {
        if (millis[i] > 0) {
          world.requests(i + 1, 1, new Responded(200, millis[i] * 1_000_000));
        }
      }
      world.pass(STEP);
    }
  }

  private double pace(int i) {
    return world.server(i).verdict().pace();
  }

  @Test
  void aSlowServerLosesItsWeightWithinASecondAndGetsItBackStepByStep() {
    world.apply(3, NONE, NONE);
    answers(Duration.ofSeconds(3), 2, 2, 2);
    assertThat(world.events).isEmpty();
    answers(Duration.ofMillis(1_250), 2, 502, 2);
    assertThat(pace(2)).isEqualTo(0.01);
    assertThat(world.pool().expectedShare(world.server(2))).isBetween(0.004, 0.006);
    assertThat(List.of(pace(1), pace(3))).containsOnly(1.0);

    answers(Duration.ofMillis(600), 2, 2, 2);
    assertThat(pace(2)).isBetween(0.011, 0.2);
    answers(Duration.ofSeconds(4), 2, 2, 2);
    assertThat(pace(2)).isEqualTo(1);
    assertThat(world.events.stream().map(event -> ((Event.PaceChanged) event).slow()))
        .containsExactly(true, false);
    assertThat(world.server(2).verdict().slowdowns()).isEqualTo(1);
  }

  @Test
  void ofTwoServersOneIsComparedWithTheOther() {
    world.apply(2, NONE, NONE);
    answers(Duration.ofSeconds(3), 2, 502);
    assertThat(pace(1)).isEqualTo(1);
    assertThat(pace(2)).isEqualTo(0.01);
  }

  @Test
  void aServerAloneAndServersThatDifferMildlyKeepTheirWeight() {
    world.apply(1, NONE, NONE);
    answers(Duration.ofSeconds(3), 2);
    answers(Duration.ofSeconds(3), 900);
    assertThat(pace(1)).isEqualTo(1);
    world.apply(3, NONE, NONE);
    answers(Duration.ofSeconds(5), 20, 60, 25);
    assertThat(List.of(pace(1), pace(2), pace(3))).containsOnly(1.0);
  }

  @Test
  void aSlowServerThatNobodyAsksIsForgivenStepByStep() {
    world.apply(3, NONE, NONE);
    answers(Duration.ofSeconds(3), 2, 502, 2);
    assertThat(pace(2)).isEqualTo(0.01);
    answers(Duration.ofSeconds(12), 2, 0, 2);
    assertThat(pace(2)).isEqualTo(0.04);
  }

  /** In a large pool servers have turns: many requests at once, then none for seconds. */
  @Test
  void aSlowServerIsFoundByBurstsThatAreFarApart() {
    world.apply(3, NONE, NONE);
    for (int burst = 0; burst < 3; burst++) {
      for (int i = 1; i <= 3; i++) {
        long millis = i == 2 ? 502 : 2;
        world.requests(i, 12, new Responded(200, millis * 1_000_000));
      }
      world.pass(Duration.ofSeconds(10));
    }
    assertThat(pace(2)).isLessThan(0.1);
    assertThat(List.of(pace(1), pace(3))).containsOnly(1.0);
  }

  @Test
  void whereKeysWantTheirServerWeightsStay() {
    world.apply(3, NONE, NONE);
    answers(Duration.ofSeconds(3), 2, 502, 2);
    assertThat(pace(2)).isEqualTo(0.01);
    world.balance(new BalancePolicy.SourceHash());
    world.apply(3, NONE, NONE);
    assertThat(pace(2)).isEqualTo(1);
    answers(Duration.ofSeconds(3), 2, 502, 2);
    assertThat(pace(2)).isEqualTo(1);
  }
}
