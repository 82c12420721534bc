package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.ServerFacts;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.Config;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** When nothing can be learned; what servers answer is tried on real ones, in the app's tests. */
class PreflightTest {
  private static final PreflightBounds QUICK =
      new PreflightBounds(3, Duration.ofMillis(1), 10, 10_000, Duration.ofSeconds(20));

  @Test
  void endsAtItsLimitWhenAProbeIsNeverAnswered() throws InterruptedException {
    PreflightBounds brief =
        new PreflightBounds(3, Duration.ofMillis(1), 10, 10_000, Duration.ofMillis(300));
    LiveFacts facts = run((_, _, _) -> {}, brief, 20);
    assertNothingLearned(facts, 20);
    assertThat(facts.obstacles())
        .containsExactly(
            new Obstacle(
                "EK3125",
                Severity.WARNING,
                "",
                "the changed checks of 20 servers could not be asked: the preflight took its 0 s,"
                    + " or there was no way to ask",
                List.of("api/api-1", "api/api-2", "api/api-3", "api/api-4", "api/api-5"),
                "nothing is known of what they would answer: look at their answers for what this"
                    + " process lacks, and plan again"));
  }

  @Test
  void wantOfMeansIsNotHeldAgainstServers() throws InterruptedException {
    ProbeResult local = new ProbeResult(ProbeOutcome.INCONCLUSIVE, "too many open files", 1);
    LiveFacts facts = run((_, _, whenDone) -> whenDone.accept(local), QUICK, 2);
    assertNothingLearned(facts, 2);
    assertThat(Objects.requireNonNull(facts.pools().get(Trials.API)).getFirst().checks())
        .singleElement()
        .satisfies(check -> {
          assertThat(check.answers()).hasSize(3).containsOnly("too many open files");
          assertThat(check.passed() + check.failed()).isZero();
        });
  }

  @Test
  void aProberThatIsGoneIsWantOfMeans() throws InterruptedException {
    Prober gone =
        (_, _, _) -> {
          throw new RejectedExecutionException("event loop shut down");
        };
    assertNothingLearned(run(gone, QUICK, 2), 2);
  }

  private static void assertNothingLearned(LiveFacts facts, int servers) {
    assertThat(facts.pools().get(Trials.API))
        .hasSize(servers)
        .extracting(ServerFacts::now, ServerFacts::after)
        .containsOnly(tuple(Health.HEALTHY, Health.HEALTHY));
    assertThat(facts.obstacles()).extracting(Obstacle::code).containsExactly("EK3125");
  }

  private static LiveFacts run(Prober prober, PreflightBounds bounds, int servers)
      throws InterruptedException {
    Config base = Trials.config(Trials.pool(Trials.API, servers, Trials.OLD));
    Config target = Trials.config(Trials.pool(Trials.API, servers, Trials.NEW));
    return new Preflight(prober, new FreeMachine(), System::nanoTime, bounds)
        .run(
            new PreflightInput(
                base, target, _ -> Trials.readiness(Health.HEALTHY, System.nanoTime()), _ -> ""));
  }
}
