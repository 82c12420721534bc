package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.FAILED;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power of two choices in a pool that no cache holds. */
class TurnsTest {
  private static final long STEP_NANOS = 1L << Turns.STEP_BITS;

  private final SeededRandom random = new SeededRandom(17);
  private final Request request = new Request();

  private Balancer balancer(List<Candidate> candidates) {
    return Balancer.of(new BalancePolicy.PowerOfTwo(), candidates, random);
  }

  private ServerState pick(Balancer balancer) {
    return Objects.requireNonNull(balancer.pick(request));
  }

  /** A request that ends at once. */
  private ServerState ask(Balancer balancer) {
    ServerState server = pick(balancer);
    assertThat(server.tryStart(request.nowNanos)).isTrue();
    server.finished(OK, 0, request.nowNanos);
    return server;
  }

  /** L1: whatever the weights and wherever the clock begins, it may be below zero. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1_000_000_000L})
  void sharesOfWholeRoundsAreThoseOfTheWeights(long beginNanos) {
    int n = 700;
    int perStep = 20;
    int rounds = 10;
    List<Candidate> candidates = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      candidates.add(new Candidate(state(i), 1 + i % 4));
      sum += 1 + i % 4;
    }
    Balancer balancer = balancer(candidates);
    int[] counts = new int[n];
    for (int step = 0; step < rounds * n; step++) {
      request.nowNanos = beginNanos + step * STEP_NANOS;
      for (int i = 0; i < perStep; i++) {
        counts[ask(balancer).slot()]++;
      }
    }
    double picks = (double) rounds * n * perStep;
    for (int i = 0; i < n; i++) {
      double expected = picks * (1 + i % 4) / sum;
      assertThat((double) counts[i])
          .as("server %d, seed 17", i)
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  @Test
  void fewServersAreAskedInAShortTimeAndAllInALongOne() {
    Balancer balancer = balancer(equal(10_000));
    Set<ServerState> all = new HashSet<>();
    Set<ServerState> lately = new HashSet<>();
    for (int step = 0; step < 10_000; step++) {
      request.nowNanos += STEP_NANOS;
      for (int i = 0; i < 40; i++) {
        lately.add(ask(balancer));
      }
      if (step % 100 == 99) {
        assertThat(lately).as("in a tenth of a second of 4,000 requests").hasSizeBetween(80, 130);
        all.addAll(lately);
        lately.clear();
      }
    }
    assertThat(all).hasSizeGreaterThan(9_950);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 300})
  void nobodyGetsASecondRequestInItsTurn(int inFlight) {
    Balancer balancer = balancer(equal(2_000));
    for (int i = 0; i < inFlight; i++) {
      request.nowNanos += STEP_NANOS / 64;
      ServerState server = pick(balancer);
      assertThat(server.inFlight()).as("in flight at the server of request %d", i).isZero();
      server.tryStart(request.nowNanos);
    }
  }

  @Test
  void withoutAnIdleServerItIsTheChoiceOfTwo() {
    List<Candidate> candidates = equal(1_000);
    candidates.forEach(candidate -> candidate.server().tryStart(0));
    Balancer balancer = balancer(candidates);
    int most = 0;
    for (int i = 0; i < 1_000; i++) {
      request.nowNanos += STEP_NANOS / 64;
      ServerState server = pick(balancer);
      server.tryStart(request.nowNanos);
      most = Math.max(most, server.inFlight());
    }
    assertThat(most).as("one and ln ln n / ln 2 more than the mean").isBetween(3, 6);
    for (Candidate candidate : candidates) {
      while (candidate.server().inFlight() > 0) {
        candidate.server().finished(OK, 0, request.nowNanos);
      }
    }
    request.nowNanos += STEP_NANOS;
    assertThat(pick(balancer).inFlight()).isZero();
  }

  @Test
  void whoFailedLatelyHasNoTurn() {
    List<Candidate> candidates = equal(1_000);
    for (int i = 0; i < 500; i++) {
      ServerState server = candidates.get(i).server();
      for (int failures = 0; failures < 4; failures++) {
        server.tryStart(0);
        server.finished(FAILED, 0, 0);
      }
    }
    Balancer balancer = balancer(candidates);
    int failing = 0;
    for (int step = 0; step < 1_000; step++) {
      request.nowNanos += STEP_NANOS;
      failing += ask(balancer).slot() < 500 ? 1 : 0;
    }
    assertThat(failing).as("of 1,000 requests").isLessThan(5);
  }

  @Test
  void eventLoopsAreApart() {
    Balancer balancer = balancer(equal(4_000));
    Set<ServerState> all = new HashSet<>();
    int distinct = 0;
    for (int lane = 0; lane < 16; lane++) {
      request.lane = lane;
      Set<ServerState> own = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        own.add(ask(balancer));
      }
      assertThat(own).hasSizeLessThanOrEqualTo(Turns.WINDOW);
      distinct += own.size();
      all.addAll(own);
    }
    assertThat(all).hasSize(distinct);
  }

  @Test
  void inASmallerPoolThereAreNoTurns() {
    Balancer balancer = balancer(equal(Turns.LEAST_SERVERS - 1));
    Set<ServerState> asked = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      asked.add(ask(balancer));
    }
    assertThat(asked).hasSize(Turns.LEAST_SERVERS - 1);
  }

  @Test
  void neighboursInTheFileAreNotNeighboursInTurn() {
    Balancer balancer = balancer(equal(1_000));
    Set<Integer> blocks = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      blocks.add(ask(balancer).slot() / 100);
    }
    assertThat(blocks).as("tenths of the file, in one window").hasSizeGreaterThan(5);
  }

  private static List<Candidate> equal(int n) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      candidates.add(new Candidate(state(i), 1));
    }
    return candidates;
  }
}
