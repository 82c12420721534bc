package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.CheckFact;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.HealthState;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTrialTest {
  private static final HostPort SERVER = new HostPort("10.0.0.1", 80);

  /** P passes, F fails, I is inconclusive. */
  @ParameterizedTest(name = "{0}, rise {2}, fall {3}: {1} -> {4}")
  @CsvSource({
    "HEALTHY, PPP, 2, 3, HEALTHY",
    "HEALTHY, FFF, 2, 3, UNHEALTHY",
    "HEALTHY, FFP, 2, 3, HEALTHY",
    "HEALTHY, PFF, 2, 3, HEALTHY",
    "HEALTHY, PFF, 2, 2, UNHEALTHY",
    "HEALTHY, FPF, 2, 2, HEALTHY",
    // more failures than there are rounds would be needed: all of them are enough
    "HEALTHY, FFF, 2, 5, UNHEALTHY",
    "HEALTHY, FFP, 2, 5, HEALTHY",
    // one failure is enough, and so are two passes after it
    "HEALTHY, PPF, 2, 1, UNHEALTHY",
    "HEALTHY, FPP, 2, 1, HEALTHY",
    "HEALTHY, FPP, 3, 1, UNHEALTHY",
    // rounds that could not be asked are none
    "HEALTHY, III, 2, 3, HEALTHY",
    "HEALTHY, IFF, 2, 3, UNHEALTHY",
    "HEALTHY, IFP, 2, 3, HEALTHY",
    "HEALTHY, '', 2, 3, HEALTHY",
    // a server that is down may come back by a change of its check
    "UNHEALTHY, PPP, 2, 3, HEALTHY",
    "UNHEALTHY, FPP, 2, 3, HEALTHY",
    "UNHEALTHY, PPP, 9, 3, HEALTHY",
    "UNHEALTHY, F, 2, 3, UNHEALTHY",
    "CHECKING, PPP, 2, 3, HEALTHY",
    "CHECKING, FFF, 2, 3, UNHEALTHY",
    "CHECKING, FPP, 2, 3, HEALTHY",
    "CHECKING, '', 2, 3, CHECKING",
  })
  void verdict(Health first, String rounds, int rise, int fall, Health after) {
    assertThat(trial(first, rise, fall, rounds).verdict().health()).isEqualTo(after);
  }

  @Test
  void whatIsDownAndFailsIsNotAskedAgain() {
    assertThat(trial(Health.UNHEALTHY, 2, 3, "").isWorthAnotherRound()).isTrue();
    assertThat(trial(Health.UNHEALTHY, 2, 3, "P").isWorthAnotherRound()).isTrue();
    assertThat(trial(Health.UNHEALTHY, 2, 3, "F").isWorthAnotherRound()).isFalse();
    assertThat(trial(Health.HEALTHY, 2, 3, "FF").isWorthAnotherRound()).isTrue();
  }

  @Test
  void factTellsAllRounds() {
    assertThat(trial(Health.HEALTHY, 2, 3, "PIF").fact(SERVER))
        .isEqualTo(
            new CheckFact(
                "readiness",
                "GET /new",
                1,
                1,
                List.of("200", "local: too many open files", "404"),
                3,
                "TCP connect to 10.0.0.1:80",
                true,
                "connected"));
  }

  /** Said only where nothing else differs. */
  @Test
  void theTimeIsSaidWhereItIsWhatChanged() {
    HealthCheck.Active slow = check(Duration.ofSeconds(1));
    HealthCheck.Active hasty = check(Duration.ofMillis(100));
    CheckFact fact =
        new CheckTrial(
                new ChangedCheck(CheckRole.READINESS, hasty, slow),
                HealthState.presumedHealthy(0),
                true,
                "200")
            .fact(SERVER);
    assertThat(fact.question()).isEqualTo("GET /new within 100ms");
    assertThat(fact.oldQuestion()).isEqualTo("GET /new within 1s");
    assertThat(fact.oldAnswer()).isEqualTo("200");
  }

  @Test
  void theAnswerToTheOldCheckIsTheNewest() {
    CheckTrial trial = trial(Health.HEALTHY, 2, 3, "F");
    trial.oldAnswered(new ProbeResult(ProbeOutcome.FAIL, "connection refused", 1));
    assertThat(trial.fact(SERVER).oldPassed()).isFalse();
    assertThat(trial.fact(SERVER).oldAnswer()).isEqualTo("connection refused");
  }

  private static HealthCheck.Active check(Duration timeout) {
    return new HealthCheck.Active(
        ProbeKind.Http.get("/new"), 0, Duration.ofSeconds(2), timeout, 2, 3);
  }

  private static CheckTrial trial(Health first, int rise, int fall, String rounds) {
    HealthCheck.Active check =
        new HealthCheck.Active(
            ProbeKind.Http.get("/new"),
            0,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            rise,
            fall);
    HealthCheck.Active old = HealthCheck.Active.of(new ProbeKind.Tcp());
    CheckTrial trial =
        new CheckTrial(
            new ChangedCheck(CheckRole.READINESS, check, old),
            new HealthState(first, 0, 0),
            true,
            "connected");
    for (int i = 0; i < rounds.length(); i++) {
      trial.answered(
          switch (rounds.charAt(i)) {
            case 'P' -> new ProbeResult(ProbeOutcome.PASS, "200", i + 1);
            case 'F' -> new ProbeResult(ProbeOutcome.FAIL, "404", i + 1);
            default ->
                new ProbeResult(ProbeOutcome.INCONCLUSIVE, "local: too many open files", i + 1);
          });
    }
    return trial;
  }
}
