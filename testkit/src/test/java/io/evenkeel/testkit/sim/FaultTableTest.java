package io.evenkeel.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.testkit.sim.ServerProfile.Strain;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients and servers notice of the faults there are, fault by fault and algorithm by
 * algorithm. The fault is there from second 30 to second 45.
 */
class FaultTableTest {
  private static final int BEGINS = 30;
  private static final int ENDS = 45;
  private static final int OVER = 80;
  private static final int SEEDS = 4;

  /** What keeps a promise. */
  private enum Part {
    LIMIT,
    EJECTION,
    BREAKER,
    RETRY
  }

  /** The parts that the simulator plays, which has no control loop and so no ejection. */
  private static final Set<Part> PLAYED = EnumSet.of(Part.LIMIT, Part.BREAKER, Part.RETRY);

  /**
   * 8 workers of 20 ms: 394 requests a second. With 40 at once each takes twice as long, with more
   * than 150 the process dies.
   */
  private static final ServerProfile SERVER =
      ServerProfile.of(8, Duration.ofMillis(20))
          .strained(new Strain(32, 0, 150, Duration.ofSeconds(5)));

  private static final double CAPACITY = 394;

  /**
   * A line of the table.
   *
   * @param servers how many
   * @param rate requests per second
   * @param failed requests that may fail with the parts played, where the balancer looks at the
   *     load
   * @param blind the same where it does not
   * @param promised requests that may fail where all that {@code needs} names is played
   * @param share of the server with the fault while it has it, by load; 1: does not matter
   */
  private record Fault(
      String name,
      int servers,
      double rate,
      Consumer<Simulation> happens,
      int failed,
      int blind,
      int promised,
      Set<Part> needs,
      double share) {
    boolean isKept() {
      return PLAYED.containsAll(needs);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Set<Part> LIMIT = EnumSet.of(Part.LIMIT);
  private static final Set<Part> RETRY = EnumSet.of(Part.RETRY);
  private static final Set<Part> BREAKER = EnumSet.of(Part.BREAKER, Part.RETRY);
  private static final Set<Part> ALL = EnumSet.allOf(Part.class);

  private static final Condition GONE = Condition.REFUSING;
  private static final Condition CUT_OFF = Condition.UNREACHABLE;
  private static final Condition LYING = Condition.LYING;

  /** 600 requests a second for 15 s are 9,000, a third of them for the server with the fault. */
  private static final List<Fault> FAULTS =
      List.of(
          new Fault("killed", 3, 600, becomes(0, GONE), 0, 0, 0, RETRY, 0.02),
          new Fault("stopped", 3, 600, becomes(0, Condition.HANGING), 0, 0, 0, RETRY, 0.02),
          new Fault("cut off", 3, 600, becomes(0, CUT_OFF), 0, 0, 0, RETRY, 0.02),
          new Fault("half a second slower", 3, 600, FaultTableTest::slower, 0, 0, 0, LIMIT, 0.06),
          new Fault("fails half", 3, 600, FaultTableTest::failsHalf, 60, 1300, 30, ALL, 0.02),
          new Fault("fails all fast", 3, 600, becomes(0, LYING), 15, 15, 15, BREAKER, 0.01),
          new Fault("leaks until it dies", 3, 600, FaultTableTest::leaks, 0, 0, 0, RETRY, 1),
          new Fault("at a third", 3, 600, FaultTableTest::atAThird, 0, 0, 0, LIMIT, 0.28),
          new Fault("two of three killed", 3, 300, FaultTableTest::twoKilled, 20, 20, 0, ALL, 1),
          new Fault("rolling restart", 3, 600, FaultTableTest::rolling, 0, 0, 0, RETRY, 1));

  static Stream<Arguments> table() {
    return FAULTS.stream().flatMap(fault -> policies().map(policy -> Arguments.of(fault, policy)));
  }

  static Stream<BalancePolicy> policies() {
    return Stream.of(
        new BalancePolicy.PowerOfTwo(),
        new BalancePolicy.RoundRobin(),
        new BalancePolicy.LeastConnections(),
        new BalancePolicy.PeakEwma());
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("table")
  void costsNoMoreThanTheTableSays(Fault fault, BalancePolicy policy) {
    Simulation simulation = new Simulation(scenario(policy, fault.servers, fault.rate));
    fault.happens.accept(simulation);
    Tally tally = simulation.run(Duration.ofSeconds(OVER));
    // What is lost by the fault had begun before.
    Tally.Sum during = tally.between(BEGINS - 2, OVER);
    boolean isBlind = policy instanceof BalancePolicy.RoundRobin;

    assertThat(tally.between(0, BEGINS - 2).failed()).as("before").isZero();
    int now = isBlind ? fault.blind : fault.failed;
    int allowed = fault.isKept() ? fault.promised : now;
    assertThat(during.failed()).as("failed").isLessThanOrEqualTo(allowed);
    assertThat(during.amplification()).as("for each request").isLessThanOrEqualTo(1.2);
    // Connections that are refused count here: where two of three are gone, every other try.
    double tries = isBlind && !fault.isKept() ? 1.3 : 1.2;
    assertThat(during.tries()).as("tries for each request").isLessThanOrEqualTo(tries);
    if (!isBlind) {
      assertThat(tally.between(BEGINS + 2, ENDS).share(0)).as("share").isLessThan(fault.share);
    }
    // The others carry what it does not, and none of them is driven into the ground.
    for (int i = 1; i < fault.servers; i++) {
      assertThat(simulation.server(i).deaths()).as("deaths of server %d", i).isZero();
      assertThat(simulation.server(i).mostAtOnce()).as("server %d", i).isLessThan(150);
    }
    // It is over: as before.
    assertThat(tally.between(60, OVER).failed()).as("afterwards").isZero();
    assertThat(tally.between(60, OVER).latencyMillis(0.99)).as("p99 afterwards").isLessThan(250);
    assertNothingInFlight(simulation);
  }

  /** 10:08 of the story: all traffic goes to one server, and two minutes later it is dead. */
  @ParameterizedTest
  @MethodSource("policies")
  void theLastServerStandsAllButOneLostAtFourFifthsOfTheLoad(BalancePolicy policy) {
    double perSecond = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = new Simulation(scenario(seed, policy, 3, 0.8 * 3 * CAPACITY));
      twoKilled(simulation);
      Tally tally = simulation.run(seconds(OVER));
      assertStands(simulation, seed);
      assertThat(tally.between(60, OVER).failureRate()).as("afterwards").isLessThan(0.01);
      perSecond += tally.between(BEGINS + 8, ENDS).succeeded() / (ENDS - BEGINS - 8.0) / SEEDS;
    }
    // In panic mode requests are spent on the dead, since nobody is ejected here.
    assertThat(perSecond).as("answers a second").isGreaterThan(0.8 * CAPACITY);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void theLastServerStandsThreeTimesItsCapacity(BalancePolicy policy) {
    double perSecond = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = new Simulation(scenario(seed, policy, 1, CAPACITY / 2));
      simulation.surge(seconds(BEGINS), seconds(ENDS), 2.5 * CAPACITY);
      Tally tally = simulation.run(seconds(OVER));
      assertStands(simulation, seed);
      assertThat(tally.between(ENDS + 3, OVER).failed()).as("afterwards").isZero();
      perSecond += tally.between(BEGINS + 2, ENDS).succeeded() / (ENDS - BEGINS - 2.0) / SEEDS;
    }
    assertThat(perSecond).as("answers a second").isGreaterThan(0.9 * CAPACITY);
  }

  /** Without the limit the same server dies: the simulator shows what it protects from. */
  @ParameterizedTest
  @MethodSource("policies")
  void withoutTheLimitItFalls(BalancePolicy policy) {
    Limits fixed = new Limits(256, false, 256, Duration.ofSeconds(1), 512);
    Simulation simulation = new Simulation(scenario(1, policy, 1, CAPACITY / 2).limits(fixed));
    simulation.surge(seconds(BEGINS), seconds(ENDS), 2.5 * CAPACITY);
    Tally tally = simulation.run(Duration.ofSeconds(OVER));
    assertThat(simulation.server(0).deaths()).isPositive();
    assertThat(tally.between(BEGINS + 2, ENDS).succeeded() / (ENDS - BEGINS - 2.0))
        .isLessThan(CAPACITY / 2);
  }

  /** Everybody answers 503: whoever tries again and again makes it worse. */
  @ParameterizedTest
  @MethodSource("policies")
  void aRetryStormDoesNotBegin(BalancePolicy policy) {
    Simulation simulation = new Simulation(scenario(policy, 3, 600));
    for (int i = 0; i < 3; i++) {
      becomes(i, LYING).accept(simulation);
    }
    Tally tally = simulation.run(Duration.ofSeconds(OVER));
    assertThat(tally.between(BEGINS, ENDS).amplification()).isLessThanOrEqualTo(1.2);
    assertThat(tally.between(BEGINS, ENDS).tries()).isLessThanOrEqualTo(1.2);
    assertThat(tally.between(60, OVER).failed()).as("afterwards").isZero();
    assertNothingInFlight(simulation);
  }

  /**
   * A balancer that starts does not know whether the servers are warm: it asks for little first.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void coldServersAreNotOverrunWhenTheBalancerStarts(BalancePolicy policy) {
    ServerProfile cold = SERVER.cold(6, Duration.ofSeconds(10));
    Scenario scenario = scenario(policy, 3, 600);
    Simulation simulation = new Simulation(scenario.with(Collections.nCopies(3, cold)));
    Tally tally = simulation.run(Duration.ofSeconds(60));
    for (int i = 0; i < 3; i++) {
      assertThat(simulation.server(i).deaths()).as("deaths of server %d", i).isZero();
    }
    assertThat(tally.between(15, 60).failureRate()).as("once warm").isLessThan(0.001);
    assertNothingInFlight(simulation);
  }

  private static void assertStands(Simulation simulation, int seed) {
    SimulatedServer last = simulation.server(0);
    assertThat(last.deaths()).as("deaths, seed %d", seed).isZero();
    assertThat(last.mostAtOnce()).as("at once, seed %d", seed).isLessThan(100);
    assertNothingInFlight(simulation);
  }

  private static void assertNothingInFlight(Simulation simulation) {
    for (ServerState server : simulation.pool().servers()) {
      assertThat(server.inFlight()).as("in flight at %s", server).isZero();
    }
  }

  private static Consumer<Simulation> becomes(int server, Condition fault) {
    return simulation -> {
      simulation.at(seconds(BEGINS), () -> simulation.server(server).become(fault));
      simulation.at(seconds(ENDS), () -> simulation.server(server).become(Condition.UP));
    };
  }

  private static void slower(Simulation simulation) {
    simulation.at(seconds(BEGINS), () -> simulation.server(0).delay(Duration.ofMillis(500)));
    simulation.at(seconds(ENDS), () -> simulation.server(0).delay(Duration.ZERO));
  }

  private static void failsHalf(Simulation simulation) {
    simulation.at(seconds(BEGINS), () -> simulation.server(0).fail(0.5));
    simulation.at(seconds(ENDS), () -> simulation.server(0).fail(0));
  }

  /** Full after some 700 requests. */
  private static void leaks(Simulation simulation) {
    simulation.at(seconds(BEGINS), () -> simulation.server(0).leak(0.2));
    simulation.at(seconds(ENDS), () -> simulation.server(0).leak(0));
  }

  private static void atAThird(Simulation simulation) {
    simulation.at(seconds(BEGINS), () -> simulation.server(0).workWith(3));
    simulation.at(seconds(ENDS), () -> simulation.server(0).workWith(8));
  }

  private static void twoKilled(Simulation simulation) {
    becomes(1, GONE).accept(simulation);
    becomes(2, GONE).accept(simulation);
  }

  /** One after the other, each gone for three seconds. */
  private static void rolling(Simulation simulation) {
    for (int i = 0; i < 3; i++) {
      SimulatedServer server = simulation.server(i);
      simulation.at(seconds(BEGINS + i * 8), () -> server.become(GONE));
      simulation.at(seconds(BEGINS + i * 8 + 3), () -> server.become(Condition.UP));
    }
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  private static Scenario scenario(BalancePolicy policy, int servers, double rate) {
    return scenario(1, policy, servers, rate);
  }

  private static Scenario scenario(int seed, BalancePolicy policy, int servers, double rate) {
    return new Scenario(
        seed,
        policy,
        Collections.nCopies(servers, SERVER),
        rate,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Limits.DEFAULT,
        RetryPolicy.DEFAULT,
        Protection.DEFAULT);
  }
}
