package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.POLICIES;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.time.SeededRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every balancer besides fairness. */
class BalancerLawTest {
  static Stream<BalancePolicy> policies() {
    return POLICIES.stream();
  }

  /** L3: never a tried or full server, and always one when one is left. */
  @ParameterizedTest
  @MethodSource("policies")
  void picksWhatIsLeftAndNothingElse(BalancePolicy policy) {
    for (long seed = 0; seed < 300; seed++) {
      SeededRandom random = new SeededRandom(seed);
      int n = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 8);
      List<Candidate> candidates = candidates(n, random, 3);
      Balancer balancer = Balancer.of(policy, candidates, n, random);
      for (int pick = 0; pick < 50; pick++) {
        Request request = new Request();
        request.hash = random.nextLong();
        boolean left = false;
        int density = 1 + random.nextInt(4);
        for (Candidate candidate : candidates) {
          if (random.nextInt(density + 1) != 0) {
            request.excluded.add(candidate.server());
          } else {
            left |= candidate.server().admits(0);
          }
        }
        ServerState picked = balancer.pick(request);
        assertThat(picked != null).as("%s, seed %d: one is left", policy, seed).isEqualTo(left);
        if (picked != null) {
          assertThat(request.excluded).as("%s, seed %d", policy, seed).doesNotContain(picked);
          assertThat(picked.tryStart(0)).as("%s, seed %d: has room", policy, seed).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void withoutCandidatesThereIsNoPick(BalancePolicy policy) {
    assertThat(Balancer.of(policy, List.of(), new SeededRandom(1)).pick(new Request())).isNull();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void picksAllocateNothing(BalancePolicy policy) {
    SeededRandom random = new SeededRandom(3);
    Balancer balancer = Balancer.of(policy, candidates(40, random, 1000), 40, random);
    Request request = new Request();
    cycle(balancer, request, 30_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    cycle(balancer, request, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The attempt's result is shared, so whatever is allocated is ours; the call itself costs some.
    assertThat(allocated).as("bytes for 100,000 picks of %s", policy).isLessThan(1_000);
  }

  private static void cycle(Balancer balancer, Request request, int picks) {
    for (int i = 0; i < picks; i++) {
      request.hash = Hashing.mix(i);
      request.nowNanos += 1_000_000;
      ServerState server = Objects.requireNonNull(balancer.pick(request));
      server.tryStart(request.nowNanos);
      server.finished(OK, 0, request.nowNanos);
    }
  }

  private static List<Candidate> candidates(int n, SeededRandom random, int maxRequests) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ServerId id =
          new ServerId(io.evenkeel.core.Fixtures.API, io.evenkeel.core.Fixtures.address(i));
      ServerState server =
          new ServerState(id, i, 1 + random.nextInt(maxRequests), PoolState.fresh());
      candidates.add(new Candidate(server, 1 + random.nextInt(10)));
    }
    return candidates;
  }
}
