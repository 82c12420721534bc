package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class ShadowChecksTest {
  private static final long MS = 1_000_000;

  private final long begin = Long.MAX_VALUE - 3_000 * MS; // overflows soon
  private final ControlLoop loop = new ControlLoop(() -> begin);
  private final Map<ServerId, ServerHealth> present = new HashMap<>();
  private final Set<HostPort> failing = new HashSet<>();
  private final Set<HostPort> silent = new HashSet<>();
  private final List<HostPort> sent = new ArrayList<>();
  private final List<Consumer<ProbeResult>> held = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long now = begin;

  private final Prober prober =
      (server, check, whenDone) -> {
        sent.add(server);
        if (silent.contains(server)) {
          held.add(whenDone);
        } else {
          whenDone.accept(failing.contains(server) ? Trials.FAIL : Trials.PASS);
        }
      };

  @Test
  void tellsAfterEachRoundWhatWouldBeLost() {
    keep(3, Health.HEALTHY);
    failing.add(Trials.address(2));
    start(3, Trials.OLD, Trials.NEW, 3);
    pass(Duration.ofSeconds(7));
    assertThat(told).containsExactly("1: []", "2: []", "3: [api-2 readiness GET /api/health: 404]");
    assertThat(sent).hasSize(9);
  }

  @Test
  void eachServerIsAskedAtTheIntervalOfItsCheck() {
    keep(1, Health.HEALTHY);
    start(1, Trials.OLD, interval(Duration.ofSeconds(10), 3), 3);
    pass(Duration.ofSeconds(9)); // the first is spread, the second comes within an interval
    assertThat(sent.size()).isLessThanOrEqualTo(2);
    pass(Duration.ofSeconds(22));
    assertThat(told).hasSize(3);
    pass(Duration.ofSeconds(60));
    assertThat(sent).hasSize(3);
  }

  @Test
  void newThresholdsDecideAndAreReachedByTheLastRound() {
    keep(1, Health.HEALTHY);
    failing.add(Trials.address(1));
    start(1, Trials.OLD, interval(Duration.ofSeconds(2), 2), 3);
    pass(Duration.ofSeconds(7));
    assertThat(told.subList(0, 2))
        .containsExactly("1: []", "2: [api-1 readiness GET /api/health: 404]");
    told.clear();
    start(1, Trials.OLD, interval(Duration.ofSeconds(2), 9), 3);
    pass(Duration.ofSeconds(7));
    assertThat(told).containsExactly("1: []", "2: []", "3: [api-1 readiness GET /api/health: 404]");
  }

  @Test
  void whatTheOldChecksHaveGivenUpIsNoLoss() {
    keep(2, Health.UNHEALTHY);
    failing.addAll(List.of(Trials.address(1), Trials.address(2)));
    start(2, Trials.OLD, Trials.NEW, 3);
    pass(Duration.ofSeconds(2));
    present.put(id(1), Trials.readiness(Health.HEALTHY, now)); // it comes back meanwhile
    pass(Duration.ofSeconds(5));
    assertThat(told.getLast()).isEqualTo("3: [api-1 readiness GET /api/health: 404]");
  }

  @Test
  void nothingToAskIsToldAtOnce() {
    keep(3, Health.HEALTHY);
    ShadowChecks checks = start(3, Trials.OLD, Trials.OLD, 2);
    assertThat(checks.size()).isZero();
    assertThat(told).isEmpty(); // not before start has returned
    pass(Duration.ofMillis(10));
    assertThat(told).containsExactly("1: []", "2: []");
    assertThat(sent).isEmpty();
  }

  @Test
  void newServersAndNewPoolsAreNotAsked() {
    keep(1, Health.HEALTHY);
    ShadowChecks checks =
        start(
            Trials.config(Trials.pool(Trials.API, 1, Trials.OLD)),
            Trials.config(
                Trials.pool(Trials.API, 3, Trials.NEW),
                Trials.pool(new io.evenkeel.core.model.PoolName("next"), 3, Trials.NEW)),
            1);
    assertThat(checks.size()).isEqualTo(1);
  }

  @Test
  void bothRolesRunAndTheSlowerSetsThePace() {
    keep(1, Health.HEALTHY);
    Pool pool = Trials.pool(Trials.API, 1, Trials.OLD);
    HealthCheck slow = interval(Duration.ofSeconds(5), 3);
    start(
        Trials.config(pool),
        Trials.config(Trials.withHealth(pool, new HealthPolicy(Trials.NEW, slow))),
        2);
    pass(Duration.ofSeconds(4));
    assertThat(told).hasSizeLessThanOrEqualTo(1 + 1);
    pass(Duration.ofSeconds(12));
    assertThat(told).containsExactly("1: []", "2: []");
    assertThat(sent).hasSize(4); // the faster one did not go on
  }

  @Test
  void stopEndsItAtOnce() {
    keep(2, Health.HEALTHY);
    silent.add(Trials.address(1));
    ShadowChecks checks = start(2, Trials.OLD, Trials.NEW, 3);
    pass(Duration.ofSeconds(1));
    checks.stop();
    int before = sent.size();
    held.forEach(answer -> answer.accept(Trials.FAIL));
    pass(Duration.ofSeconds(20));
    assertThat(sent).hasSize(before);
    assertThat(told).isEmpty();
    checks.stop();
  }

  @Test
  void stoppedByWhoIsTold() {
    keep(1, Health.HEALTHY);
    ShadowChecks[] checks = new ShadowChecks[1];
    checks[0] =
        ShadowChecks.start(
            start(3),
            Trials.config(Trials.pool(Trials.API, 1, Trials.OLD)),
            Trials.config(Trials.pool(Trials.API, 1, Trials.NEW)),
            (number, _) -> {
              told.add("" + number);
              checks[0].stop();
            });
    pass(Duration.ofSeconds(20));
    assertThat(told).containsExactly("1");
    assertThat(loop.nextTimerNanos()).isNull();
  }

  @Test
  void atMost256UnderWay() {
    keep(1_000, Health.HEALTHY);
    for (int i = 1; i <= 1_000; i++) {
      silent.add(Trials.address(i));
    }
    start(1_000, Trials.OLD, Trials.NEW, 1);
    pass(Duration.ofSeconds(3));
    assertThat(held).hasSize(256);
    silent.clear();
    held.forEach(answer -> answer.accept(Trials.PASS));
    pass(Duration.ofSeconds(3));
    assertThat(told).containsExactly("1: []");
  }

  @Test
  void aProberThatIsGoneDoesNotStopTheRounds() {
    keep(1, Health.HEALTHY);
    Prober gone =
        (_, _, _) -> {
          throw new RejectedExecutionException("event loop shut down");
        };
    ShadowChecks.start(
        new ShadowChecks.Start(loop, gone, new SeededRandom(1), present::get, 3),
        Trials.config(Trials.pool(Trials.API, 1, Trials.OLD)),
        Trials.config(Trials.pool(Trials.API, 1, Trials.NEW)),
        this::tell);
    pass(Duration.ofSeconds(7));
    assertThat(told).containsExactly("1: []", "2: []", "3: []");
  }

  @Test
  void atLeastOneRound() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(0))
        .withMessage("rounds: 0 (expected: at least 1)");
  }

  private void keep(int servers, Health health) {
    for (int i = 1; i <= servers; i++) {
      present.put(id(i), Trials.readiness(health, now));
    }
  }

  private ShadowChecks.Start start(int rounds) {
    return new ShadowChecks.Start(loop, prober, new SeededRandom(1), present::get, rounds);
  }

  private ShadowChecks start(int servers, HealthCheck before, HealthCheck after, int rounds) {
    return start(
        Trials.config(Trials.pool(Trials.API, servers, before)),
        Trials.config(Trials.pool(Trials.API, servers, after)),
        rounds);
  }

  private ShadowChecks start(Config before, Config after, int rounds) {
    return ShadowChecks.start(start(rounds), before, after, this::tell);
  }

  private void tell(int number, List<ShadowChecks.Disagreement> lost) {
    told.add(
        number
            + ": "
            + lost.stream()
                .map(d -> d.name() + " " + d.role() + " " + d.question() + ": " + d.answer())
                .toList());
  }

  private void pass(Duration time) {
    long end = now + time.toNanos();
    while (now - end < 0) {
      now += 5 * MS;
      loop.run(now);
    }
  }

  private static HealthCheck interval(Duration interval, int fall) {
    return new HealthCheck.Active(Trials.NEW.probe(), 0, interval, Duration.ofSeconds(1), 2, fall);
  }

  private static ServerId id(int i) {
    return new ServerId(Trials.API, Trials.address(i));
  }
}
