package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.POLICIES;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L1: whatever subset of the servers is alive, their shares are those of their weights. */
class FairnessLawTest {
  private static final int PICKS = 20_000;
  private static final int[] WEIGHTS = {1, 2, 1, 5, 3, 1};

  static Stream<BalancePolicy> policies() {
    return POLICIES.stream();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void sharesAreProportionalToWeight(BalancePolicy policy) {
    for (int alive = 1; alive < 1 << WEIGHTS.length; alive++) {
      check(policy, alive, true);
      check(policy, alive, false);
    }
  }

  private static void check(BalancePolicy policy, int alive, boolean weighted) {
    List<Candidate> candidates = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      if ((alive >> i & 1) != 0) {
        candidates.add(new Candidate(state(i), weighted ? WEIGHTS[i] : 1));
        sum += weighted ? WEIGHTS[i] : 1;
      }
    }
    long seed = alive * 31L + 7;
    SeededRandom random = new SeededRandom(seed);
    Balancer balancer = Balancer.of(policy, candidates, WEIGHTS.length, random);
    int[] counts = new int[WEIGHTS.length];
    Request request = new Request();
    for (int i = 0; i < PICKS; i++) {
      request.hash = random.nextLong();
      request.nowNanos += 1_000_000;
      ServerState picked = Objects.requireNonNull(balancer.pick(request));
      assertThat(picked.tryStart(request.nowNanos)).isTrue();
      picked.finished(OK, 0, request.nowNanos);
      counts[picked.slot()]++;
    }
    for (Candidate candidate : candidates) {
      double expected = candidate.weight() / sum;
      assertThat((double) counts[candidate.server().slot()] / PICKS)
          .as("%s, alive %s, seed %d, %s", policy, Integer.toBinaryString(alive), seed, candidate)
          .isCloseTo(expected, within(tolerance(policy, expected)));
    }
  }

  /** Five standard deviations of the draw; the ring's points add their own. */
  private static double tolerance(BalancePolicy policy, double share) {
    double draw = 5 * Math.sqrt(share * (1 - share) / PICKS);
    double table =
        switch (policy) {
          case BalancePolicy.RingHash _ -> 0.25 * share;
          case BalancePolicy.Maglev _ -> 0.02 * share;
          default -> 0;
        };
    return draw + table + 1e-9;
  }
}
