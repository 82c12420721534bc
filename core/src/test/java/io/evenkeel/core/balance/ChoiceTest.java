package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.FAILED;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How balancers that look at load choose. */
class ChoiceTest {
  private final SeededRandom random = new SeededRandom(11);
  private final Request request = new Request();

  /** L2. */
  @Test
  void pairsAreDrawnUniformly() {
    int n = 5;
    int draws = 200_000;
    Pairs pairs = new Pairs(new Servers(candidates(n)), random);
    int[][] counts = new int[n][n];
    for (int i = 0; i < draws; i++) {
      long pair = pairs.draw(request);
      counts[Pairs.first(pair)][Pairs.second(pair)]++;
    }
    double mean = draws / (n * (n - 1.0));
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        // 5^-9 of the draws give up on a second server.
        double expected = a == b ? 0 : mean;
        assertThat((double) counts[a][b])
            .as("pair %d, %d", a, b)
            .isCloseTo(expected, within(5 * Math.sqrt(mean)));
      }
    }
  }

  @Test
  void powerOfTwoNeverTakesTheBusierOfTwo() {
    List<Candidate> candidates = candidates(2);
    candidates.get(0).server().tryStart(0);
    Balancer balancer = Balancer.of(new BalancePolicy.PowerOfTwo(), candidates, random);
    for (int i = 0; i < 1_000; i++) {
      assertThat(balancer.pick(request)).isSameAs(candidates.get(1).server());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 64})
  void leastConnectionsFindsTheMinimum(int n) {
    List<Candidate> candidates = candidates(n);
    Balancer balancer = Balancer.of(new BalancePolicy.LeastConnections(), candidates, random);
    for (int i = 0; i < n * 10; i++) {
      Objects.requireNonNull(balancer.pick(request)).tryStart(0);
    }
    assertThat(candidates).allMatch(candidate -> candidate.server().inFlight() == 10);
  }

  @Test
  void leastConnectionsOfManyServersStaysEven() {
    List<Candidate> candidates = candidates(1_000);
    Balancer balancer = Balancer.of(new BalancePolicy.LeastConnections(), candidates, random);
    for (int i = 0; i < 10_000; i++) {
      Objects.requireNonNull(balancer.pick(request)).tryStart(0);
    }
    assertThat(candidates).allMatch(candidate -> candidate.server().inFlight() <= 12);
  }

  @Test
  void peakEwmaPrefersTheFasterServer() {
    List<Candidate> candidates = candidates(2);
    Balancer balancer = Balancer.of(new BalancePolicy.PeakEwma(), candidates, random);
    int fast = 0;
    for (int i = 0; i < 10_000; i++) {
      request.nowNanos += 1_000_000;
      ServerState server = Objects.requireNonNull(balancer.pick(request));
      server.tryStart(request.nowNanos);
      long latency = server.slot() == 0 ? 1_000_000 : 20_000_000;
      server.finished(new AttemptResult.Responded(200, latency), 0, request.nowNanos);
      fast += server.slot() == 0 ? 1 : 0;
    }
    assertThat(fast).isGreaterThan(9_900);
  }

  /**
   * One server answers 503 at once while the others take 10 ms each: it must not swallow traffic.
   */
  @Test
  void aServerThatFailsFastIsNoBlackHole() {
    for (BalancePolicy policy :
        List.of(
            new BalancePolicy.PowerOfTwo(),
            new BalancePolicy.LeastConnections(),
            new BalancePolicy.PeakEwma())) {
      List<Candidate> candidates = candidates(3);
      Balancer balancer = Balancer.of(policy, candidates, random);
      List<ServerState> busy = new ArrayList<>();
      int swallowed = 0;
      for (int i = 0; i < 20_000; i++) {
        request.nowNanos += 1_000_000;
        if (busy.size() >= 10) {
          AttemptResult answer = new AttemptResult.Responded(200, 10_000_000);
          busy.removeFirst().finished(answer, 0, request.nowNanos);
        }
        ServerState server = Objects.requireNonNull(balancer.pick(request));
        assertThat(server.tryStart(request.nowNanos)).isTrue();
        if (server.slot() == 0) {
          server.finished(FAILED, 0, request.nowNanos);
          swallowed++;
        } else {
          busy.add(server);
        }
      }
      assertThat(swallowed).as("%s: of 20,000 in 20 s", policy).isLessThan(200);
    }
  }

  @Test
  void aServerThatFailedIsTriedAgainByAnIdlePool() {
    List<Candidate> candidates = candidates(2);
    for (int i = 0; i < 100; i++) {
      candidates.get(0).server().tryStart(0);
      candidates.get(0).server().finished(FAILED, 0, 0);
    }
    Balancer balancer = Balancer.of(new BalancePolicy.PowerOfTwo(), candidates, random);
    request.nowNanos = 5_000_000_000L;
    assertThat(picksOfFirst(balancer, candidates)).isZero();
    request.nowNanos = 40_000_000_000L;
    assertThat(picksOfFirst(balancer, candidates)).isBetween(400, 600);
  }

  private int picksOfFirst(Balancer balancer, List<Candidate> candidates) {
    int picks = 0;
    for (int i = 0; i < 1_000; i++) {
      picks += balancer.pick(request) == candidates.get(0).server() ? 1 : 0;
    }
    return picks;
  }

  private static List<Candidate> candidates(int n) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      candidates.add(new Candidate(state(i), 1));
    }
    return candidates;
  }
}
