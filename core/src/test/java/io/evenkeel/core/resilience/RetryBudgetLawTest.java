package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whatever comes in whatever order: retries stay within the share, or the floor. */
class RetryBudgetLawTest {
  private static final double FLOOR = RetryBudget.FLOOR_PER_SECOND * RetryBudget.SLOTS;
  private static final long SECOND = RetryBudget.SLOT_NANOS;

  /** What happened in each second of one run. */
  private static final class Run {
    final double share;
    final int[] requests = new int[60];
    final int[] retries = new int[60];

    Run(long seed) {
      Random random = new Random(seed);
      share = random.nextInt(101) / 100.0;
      RetryBudget budget = new RetryBudget();
      // Any origin: the clock of the JVM may be negative.
      long origin = random.nextLong(-1_000_000, 1_000_000) * SECOND;
      long now = origin;
      while (now - origin < requests.length * SECOND) {
        int second = (int) ((now - origin) / SECOND);
        if (random.nextInt(3) > 0) {
          budget.deposit(random.nextInt(4), now);
          requests[second]++;
        } else if (budget.tryWithdraw(share, now)) {
          retries[second]++;
        }
        // Bursts at one instant, steady traffic, and pauses longer than the window.
        int kind = random.nextInt(1000);
        now += kind < 500 ? 0 : kind < 998 ? random.nextLong(SECOND / 100) : 12 * SECOND;
      }
    }

    long requests(int from, int to) {
      return sum(requests, from, to);
    }

    long retries(int from, int to) {
      return sum(retries, from, to);
    }

    private static long sum(int[] each, int from, int to) {
      long sum = 0;
      for (int i = Math.max(0, from); i < to; i++) {
        sum += each[i];
      }
      return sum;
    }
  }

  @Test
  void retriesOfAnyWindowStayWithinTheShareOfItsRequestsOrTheFloor() {
    for (long seed = 0; seed < 400; seed++) {
      Run run = new Run(seed);
      for (int end = 1; end <= run.requests.length; end++) {
        int begin = end - RetryBudget.SLOTS;
        double most = Math.max(run.share * run.requests(begin, end), FLOOR);
        // A second without a retry at its end was checked by nobody: what was allowed before holds.
        if (run.retries[end - 1] > 0) {
          assertThat((double) run.retries(begin, end))
              .as("seed %d, share %s, seconds %d to %d", seed, run.share, begin, end)
              .isLessThanOrEqualTo(run.share == 0 ? 0 : most);
        }
      }
    }
  }

  @Test
  void andSoDoThoseOfALongRun() {
    for (long seed = 0; seed < 400; seed++) {
      Run run = new Run(seed);
      double seconds = run.requests.length;
      assertThat((double) run.retries(0, run.retries.length))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(
              run.share * run.requests(0, run.requests.length)
                  + RetryBudget.FLOOR_PER_SECOND * (seconds + RetryBudget.SLOTS));
    }
  }

  @Test
  void inAStormServersGetTheShareMoreAndNothingBeyond() {
    RetryBudget budget = new RetryBudget();
    long retries = 0;
    int requests = 500 * 30;
    for (int i = 0; i < requests; i++) {
      long now = i * (SECOND / 500);
      budget.deposit(0, now);
      retries += budget.tryWithdraw(0.2, now) ? 1 : 0;
    }
    assertThat((double) retries / requests).isBetween(0.19, 0.2);
    assertThat(budget.refused()).isEqualTo(requests - retries);
  }

  @Test
  void aQuietPoolMayRetryAsTheFloorSays() {
    RetryBudget budget = new RetryBudget();
    budget.deposit(0, 0);
    int allowed = 0;
    for (int i = 0; i < 100; i++) {
      allowed += budget.tryWithdraw(0.2, i) ? 1 : 0;
    }
    assertThat(allowed).isEqualTo((int) FLOOR);
    assertThat(budget.left(0.2, 0)).isZero();
    assertThat(budget.allows(0.2, 9 * SECOND)).as("still in the window").isFalse();
    assertThat(budget.left(0.2, 10 * SECOND)).isEqualTo(1);
    assertThat(budget.tryWithdraw(0.2, 10 * SECOND)).isTrue();
  }

  @Test
  void aCalmHourIsNotSavedUp() {
    RetryBudget budget = new RetryBudget();
    for (int second = 0; second < 3600; second++) {
      for (int i = 0; i < 100; i++) {
        budget.deposit(0, second * SECOND);
      }
    }
    int allowed = 0;
    while (budget.tryWithdraw(0.2, 3599 * SECOND)) {
      allowed++;
    }
    assertThat(allowed).isEqualTo(200);
  }

  @Test
  void noShareIsNoRetry() {
    RetryBudget budget = new RetryBudget();
    budget.deposit(0, 0);
    assertThat(budget.tryWithdraw(0, 0)).isFalse();
    assertThat(budget.left(0, 0)).isZero();
  }

  @Test
  void threadsTogetherTakeNoMoreThanThereIs() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      RetryBudget budget = new RetryBudget();
      AtomicLong taken = new AtomicLong();
      int lanes = 4;
      int each = 20_000;
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        int lane = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int j = 0; j < each; j++) {
                    // Six seconds of virtual time, the lanes out of step: all in one window.
                    long now = (long) j * 6 * SECOND / each;
                    budget.deposit(lane, now);
                    if (budget.tryWithdraw(0.2, now)) {
                      taken.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(taken.get()).isEqualTo(budget.retries());
      assertThat((double) taken.get()).isLessThanOrEqualTo(0.2 * lanes * each);
      assertThat(taken.get()).as("and what there is can be taken").isGreaterThan(lanes * each / 10);
    }
  }
}
