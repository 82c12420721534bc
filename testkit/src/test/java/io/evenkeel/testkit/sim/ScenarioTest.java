package io.evenkeel.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The days a balancer exists for, with bounds on what clients may notice. */
class ScenarioTest {
  private static final HashKey KEY = new HashKey.Source();

  /** 8 workers of 20 ms: 400 requests a second. */
  private static final ServerProfile SERVER = ServerProfile.of(8, Duration.ofMillis(20));

  private Simulation simulation = new Simulation(scenario(new BalancePolicy.PowerOfTwo(), 1));

  static Stream<BalancePolicy> all() {
    return Stream.concat(
        byLoad(),
        Stream.of(
            new BalancePolicy.RoundRobin(),
            new BalancePolicy.WeightedRandom(),
            new BalancePolicy.Maglev(KEY),
            new BalancePolicy.RingHash(KEY),
            new BalancePolicy.Rendezvous(KEY),
            new BalancePolicy.SourceHash()));
  }

  static Stream<BalancePolicy> byLoad() {
    return Stream.of(
        new BalancePolicy.PowerOfTwo(),
        new BalancePolicy.LeastConnections(),
        new BalancePolicy.PeakEwma());
  }

  static Stream<BalancePolicy> warmingUp() {
    return Stream.concat(
        byLoad(), Stream.of(new BalancePolicy.RoundRobin(), new BalancePolicy.WeightedRandom()));
  }

  /** L7 in every scenario. */
  @AfterEach
  void nothingIsInFlight() {
    for (ServerState server : simulation.pool().servers()) {
      assertThat(server.inFlight()).as("%s", server).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void coldStartLosesNothingAndSharesEvenly(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    Tally tally = simulation.run(Duration.ofMinutes(1));
    assertThat(tally.all().failed()).isZero();
    for (int i = 0; i < 3; i++) {
      // From the first answers of the checks on; the ring's shares are off by 5 %, three times
      // that.
      assertThat(tally.between(2, 60).share(i)).isCloseTo(1 / 3.0, within(0.06));
    }
  }

  /** A server joins that is five times slower for its first 20 seconds. */
  @ParameterizedTest
  @MethodSource("warmingUp")
  void aColdServerIsNotOverrun(BalancePolicy policy) {
    ServerProfile cold = SERVER.cold(5, Duration.ofSeconds(20));
    simulation = new Simulation(scenario(policy, 600).with(List.of(SERVER, SERVER, cold)));
    SimulatedServer joining = simulation.server(2);
    joining.become(Condition.REFUSING);
    simulation.at(Duration.ofMinutes(1), () -> joining.become(Condition.UP));
    Tally tally = simulation.run(Duration.ofMinutes(2));
    assertThat(tally.between(60, 68).share(2)).isLessThan(0.12);
    assertThat(tally.between(60, 120).failed()).isZero();
    assertThat(tally.between(60, 120).latencyMillis(0.99)).isLessThan(250);
    assertThat(tally.between(105, 120).share(2)).isGreaterThan(0.2);
  }

  /** One of three becomes ten times slower, still passing its checks. */
  @ParameterizedTest
  @MethodSource("byLoad")
  void aSlowServerGetsLess(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(1).slowDown(10));
    Tally tally = simulation.run(Duration.ofSeconds(90));
    assertThat(tally.between(45, 90).share(1)).isLessThan(0.12);
    assertThat(tally.between(45, 90).failureRate()).isLessThan(0.01);
    assertThat(tally.between(45, 90).latencyMillis(0.5)).isLessThan(40);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTemporaryFailureIsBarelySeen(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(0).become(Condition.REFUSING));
    simulation.at(Duration.ofMinutes(1), () -> simulation.server(0).become(Condition.UP));
    Tally tally = simulation.run(Duration.ofMinutes(2));
    // Refused connections go to another server; what it was working on is lost.
    assertThat(tally.all().failed()).isLessThanOrEqualTo(30);
    assertThat(tally.between(47, 60).attempts(0)).isZero();
    assertThat(tally.between(100, 120).share(0)).isCloseTo(1 / 3.0, within(0.06));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPermanentFailureCostsOnlyWhatWasUnderWay(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(2).become(Condition.REFUSING));
    Tally tally = simulation.run(Duration.ofSeconds(80));
    assertThat(tally.all().failed()).isLessThanOrEqualTo(30);
    assertThat(tally.between(47, 80).attempts(2)).isZero();
    assertThat(tally.between(47, 80).latencyMillis(0.99)).isLessThan(200);
  }

  /** A server that hangs holds its requests until they time out, six seconds until it is out. */
  @ParameterizedTest
  @MethodSource("byLoad")
  void aHangingServerFillsUpAndIsLeftAlone(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(2).become(Condition.HANGING));
    Tally tally = simulation.run(Duration.ofSeconds(80));
    assertThat(tally.between(39, 48).failureRate()).isLessThan(0.05);
    assertThat(tally.between(48, 80).failed()).isZero();
  }

  /** Up 10 s, down 10 s, for two minutes. */
  @ParameterizedTest
  @MethodSource("all")
  void aFlappingServerDoesNotShakeTheOthers(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    for (int i = 0; i < 12; i++) {
      Condition next = i % 2 == 0 ? Condition.REFUSING : Condition.UP;
      simulation.at(Duration.ofSeconds(20 + i * 10), () -> simulation.server(1).become(next));
    }
    Tally tally = simulation.run(Duration.ofSeconds(150));
    assertThat(tally.all().failureRate()).isLessThan(0.002);
    assertThat(tally.all().latencyMillis(0.99)).isLessThan(250);
  }

  /** A restarted server has nothing in flight: without care all traffic would run there. */
  @ParameterizedTest
  @MethodSource("warmingUp")
  void aRestartedServerDrawsNoHerd(BalancePolicy policy) {
    ServerProfile cold = SERVER.cold(5, Duration.ofSeconds(15));
    simulation = new Simulation(scenario(policy, 900).with(List.of(cold, cold, cold, cold)));
    simulation.at(Duration.ofMinutes(1), () -> simulation.server(0).become(Condition.REFUSING));
    simulation.at(Duration.ofSeconds(70), () -> simulation.server(0).become(Condition.UP));
    Tally tally = simulation.run(Duration.ofSeconds(130));
    for (int second = 70; second < 80; second++) {
      assertThat(tally.between(second, second + 1).share(0))
          .as("second %d", second)
          .isLessThan(0.2);
    }
    assertThat(tally.between(70, 130).failed()).isZero();
    // Over eight seeds peak EWMA's share of these ten seconds has a standard deviation of 0.024.
    assertThat(tally.between(120, 130).share(0)).isCloseTo(0.25, within(0.08));
  }

  /** 10:05 of the story: the check is wrong everywhere, the servers are fine. */
  @ParameterizedTest
  @MethodSource("all")
  void aMassCheckFailureTakesNobodyDown(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.checksAreWrong(true));
    for (int second = 41; second < 65; second++) {
      simulation.at(
          Duration.ofSeconds(second),
          () -> {
            assertThat(simulation.pool().mode()).isEqualTo(PoolMode.NORMAL);
            for (ServerState server : simulation.pool().servers()) {
              assertThat(simulation.pool().isCandidate(server)).as("%s", server).isTrue();
            }
          });
    }
    long[] trusted = {0};
    simulation.at(Duration.ofSeconds(50), () -> trusted[0] = simulation.trustedByTraffic());
    simulation.at(Duration.ofMinutes(1), () -> simulation.checksAreWrong(false));
    Tally tally = simulation.run(Duration.ofMinutes(2));
    assertThat(trusted[0]).isEqualTo(3);
    assertThat(simulation.checksSuspected()).as("alarms").isOne();
    assertThat(simulation.trustedByTraffic()).isZero();
    assertThat(tally.all().failed()).isZero();
    assertThat(tally.between(40, 120).share(0)).isCloseTo(1 / 3.0, within(0.06));
  }

  /** The same at so little traffic that there is no proof yet when the verdicts turn. */
  @ParameterizedTest
  @MethodSource("byLoad")
  void aMassCheckFailureTakesNobodyDownWhenThereIsLittleTraffic(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 9));
    simulation.at(Duration.ofSeconds(40), () -> simulation.checksAreWrong(true));
    Tally tally = simulation.run(Duration.ofMinutes(2));
    assertThat(simulation.checksSuspected()).as("alarms").isPositive();
    assertThat(tally.all().failed()).isZero();
  }

  /** When the servers are dead the checks are right. */
  @ParameterizedTest
  @EnumSource(
      value = Condition.class,
      names = {"REFUSING", "HANGING", "FAILING"})
  void aDeadFleetIsObeyed(Condition condition) {
    simulation = new Simulation(scenario(new BalancePolicy.PowerOfTwo(), 500));
    for (int i = 0; i < 3; i++) {
      int server = i;
      simulation.at(Duration.ofSeconds(40), () -> simulation.server(server).become(condition));
    }
    PoolMode[] mode = {PoolMode.NORMAL};
    simulation.at(Duration.ofSeconds(50), () -> mode[0] = simulation.pool().mode());
    Tally tally = simulation.run(Duration.ofSeconds(80));
    assertThat(simulation.checksSuspected()).isZero();
    assertThat(mode[0]).isEqualTo(PoolMode.PANIC);
    assertThat(tally.between(50, 80).succeeded()).isZero();
  }

  /** All checks fail, and then one server dies for real. */
  @ParameterizedTest
  @MethodSource("all")
  void aServerThatDiesAmongSuspectedChecksIsOut(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.checksAreWrong(true));
    simulation.at(Duration.ofMinutes(1), () -> simulation.server(2).become(Condition.REFUSING));
    Tally tally = simulation.run(Duration.ofSeconds(90));
    // What it was working on is lost; refused connections go to another server.
    assertThat(tally.all().failed()).isLessThanOrEqualTo(30);
    // Who goes by load sends a server that fails so little that three in a row take a while.
    assertThat(tally.between(62, 90).attempts(2)).isLessThanOrEqualTo(5);
    assertThat(tally.between(75, 90).attempts(2)).isZero();
    assertThat(tally.between(62, 90).failed()).isZero();
  }

  /** It passes its checks and answers 503 at once: the best server there is, to the naive. */
  @ParameterizedTest
  @MethodSource("byLoad")
  void aLyingServerIsNoBlackHole(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(1).become(Condition.LYING));
    Tally tally = simulation.run(Duration.ofSeconds(100));
    assertThat(tally.between(41, 100).failureRate()).isLessThan(0.01);
  }

  /** All of them answer 503: a retry each would double what they get. */
  @ParameterizedTest
  @MethodSource("all")
  void aStormOfFailuresIsNoStormOfRetries(BalancePolicy policy) {
    simulation = new Simulation(scenario(policy, 500));
    simulation.at(
        Duration.ofSeconds(40),
        () -> {
          for (int i = 0; i < 3; i++) {
            simulation.server(i).become(Condition.LYING);
          }
        });
    Tally.Sum all = simulation.run(Duration.ofSeconds(100)).all();
    long attempts = all.attempts(0) + all.attempts(1) + all.attempts(2);
    assertThat(attempts / (double) (all.succeeded() + all.failed())).isLessThanOrEqualTo(1.2);
  }

  /** What the tests above would show if slow start, limits, penalties or retries had no effect. */
  @Test
  void theSimulatorShowsTheHarmWhereThereIsNoProtection() {
    ServerProfile cold = SERVER.cold(5, Duration.ofSeconds(15));
    Scenario bare =
        scenario(new BalancePolicy.RoundRobin(), 900)
            .with(List.of(cold, cold, cold, cold))
            .slowStart(Duration.ZERO)
            .limits(new Limits(256, false, 256, Duration.ofSeconds(1), 512))
            .retrying(RetryPolicy.of(1))
            .unprotected();
    simulation = new Simulation(bare);
    simulation.at(Duration.ofMinutes(1), () -> simulation.server(0).become(Condition.REFUSING));
    simulation.at(Duration.ofSeconds(70), () -> simulation.server(0).become(Condition.UP));
    Tally herd = simulation.run(Duration.ofSeconds(100));
    assertThat(herd.between(70, 80).failureRate()).isGreaterThan(0.05);

    simulation =
        new Simulation(
            scenario(new BalancePolicy.WeightedRandom(), 500)
                .retrying(RetryPolicy.of(1))
                .unprotected());
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(1).become(Condition.LYING));
    Tally lied = simulation.run(Duration.ofMinutes(1));
    assertThat(lied.between(41, 60).failureRate()).isCloseTo(1 / 3.0, within(0.05));
  }

  /** The same liar behind a circuit breaker: it is tried now and then, and that is all. */
  @Test
  void aBreakerEndsWhatTheBalancerDoesNotSee() {
    simulation =
        new Simulation(
            scenario(new BalancePolicy.WeightedRandom(), 500).retrying(RetryPolicy.of(1)));
    simulation.at(Duration.ofSeconds(40), () -> simulation.server(1).become(Condition.LYING));
    Tally tally = simulation.run(Duration.ofMinutes(1));
    // Half of its 1,667 requests of ten seconds have to fail before it opens.
    assertThat(tally.between(52, 60).failureRate()).isLessThan(0.01);
    assertThat(tally.all().failed()).isLessThan(1_100);
    assertThat(simulation.pool().servers().get(1).breaker().mode())
        .isNotEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Scenario scenario = scenario(new BalancePolicy.PeakEwma(), 300);
    simulation = new Simulation(scenario);
    Tally first = simulation.run(Duration.ofSeconds(20));
    Tally second = new Simulation(scenario).run(Duration.ofSeconds(20));
    assertThat(second.all().succeeded()).isEqualTo(first.all().succeeded());
    assertThat(second.all().attempts(1)).isEqualTo(first.all().attempts(1));
  }

  private static Scenario scenario(BalancePolicy policy, double requestsPerSecond) {
    return Scenario.of(policy, 3, SERVER, requestsPerSecond);
  }
}
