package io.evenkeel.core.balance;

import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.Fixtures.Request;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** The cursor is shared by all event loops: no turn may be lost or given twice. */
class RoundRobinConcurrencyTest {
  @Test
  void turnsStayExactWithManyLoops() throws InterruptedException {
    List<Candidate> candidates =
        List.of(new Candidate(state(0), 3), new Candidate(state(1), 2), new Candidate(state(2), 1));
    Balancer balancer =
        Balancer.of(new BalancePolicy.RoundRobin(), candidates, new SeededRandom(1));
    AtomicIntegerArray counts = new AtomicIntegerArray(3);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Runnable picks =
          () -> {
            Request request = new Request();
            for (int pick = 0; pick < 60_000; pick++) {
              counts.incrementAndGet(Objects.requireNonNull(balancer.pick(request)).slot());
            }
          };
      threads.add(Thread.ofPlatform().start(picks));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts.toString()).isEqualTo("[120000, 80000, 40000]");
  }
}
