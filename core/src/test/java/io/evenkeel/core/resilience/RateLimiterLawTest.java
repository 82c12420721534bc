package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RateLimit.By;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Never more than burst + rate x t in any span of time, whoever asks, and however. */
class RateLimiterLawTest {
  private static final long SECOND = 1_000_000_000L;

  /** Times in ascending order, none of whose spans may hold more than the limit says. */
  private static void assertWithin(List<Long> admitted, RateLimit limit) {
    double perNano = limit.requests() / (double) limit.per().toNanos();
    for (int from = 0; from < admitted.size(); from++) {
      for (int to = from; to < admitted.size(); to++) {
        double span = admitted.get(to) - admitted.get(from);
        assertThat(to - from + 1.0)
            .as("%s: requests in %.0f ns", limit, span)
            .isLessThanOrEqualTo(limit.burst() + perNano * span + 1e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5 * SECOND, Long.MIN_VALUE, -3 * SECOND})
  void noSpanHoldsMoreWhereverTheClockBegins(long origin) {
    for (int seed = 0; seed < 400; seed++) {
      SeededRandom random = new SeededRandom(seed);
      RateLimit limit =
          new RateLimit(
              1 + random.nextInt(50),
              Duration.ofMillis(1 + random.nextInt(3000)),
              1 + random.nextInt(20),
              random.nextInt(2) == 0 ? By.ROUTE : By.CLIENT);
      RateLimiter limiter = RateLimiter.of(limit, random, origin);
      List<Long> admitted = new ArrayList<>();
      long now = origin;
      int refused = 0;
      for (int i = 0; i < 300; i++) {
        now += random.nextInt(random.nextInt(4) == 0 ? 300_000_000 : 3_000_000);
        long wait = limiter.take(7, now);
        if (wait == 0) {
          admitted.add(now - origin);
        } else {
          refused++;
          assertThat(wait).as("seed %d", seed).isPositive();
        }
      }
      assertWithin(admitted, limit);
      assertThat(limiter.refused()).isEqualTo(refused);
    }
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void whoComesBackWhenToldIsAdmitted(By by) {
    RateLimit limit = new RateLimit(7, Duration.ofSeconds(1), 3, by);
    RateLimiter limiter = RateLimiter.of(limit, new SeededRandom(1), 0);
    long now = 0;
    int admitted = 0;
    for (int i = 0; i < 1000; i++) {
      long wait = limiter.take(1, now);
      admitted += wait == 0 ? 1 : 0;
      now += wait;
      assertThat(wait == 0 || limiter.take(1, now - 1) > 0).as("not a moment sooner").isTrue();
    }
    assertThat(admitted).as("no time passes but while waiting").isGreaterThanOrEqualTo(500);
    assertThat(now).isBetween((long) ((admitted - 3) * SECOND / 7.0), admitted * SECOND / 7 + 2000);
  }

  @Test
  void extremeLimitsDoNotOverflow() {
    RateLimit huge = new RateLimit(1, Duration.ofDays(30), Integer.MAX_VALUE, By.ROUTE);
    RateLimiter limiter = RateLimiter.of(huge, new SeededRandom(1), Long.MAX_VALUE - 10);
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.take(0, Long.MAX_VALUE - 10 + i)).isZero();
    }
    RateLimit dense = new RateLimit(Integer.MAX_VALUE, Duration.ofNanos(1), 1, By.CLIENT);
    RateLimiter fast = RateLimiter.of(dense, new SeededRandom(1), 0);
    assertThat(fast.take(0, 0)).isZero();
    assertThat(fast.take(0, 0)).isEqualTo(1);
    assertThat(fast.take(0, 1)).isZero();
  }

  @Test
  void clientsDoNotTouchEachOther() {
    RateLimit limit = new RateLimit(1, Duration.ofSeconds(10), 2, By.CLIENT);
    RateLimiter limiter = RateLimiter.of(limit, new SeededRandom(3), 0);
    for (long client = -5_000; client < 5_000; client++) {
      assertThat(limiter.take(client, 0)).isZero();
      assertThat(limiter.take(client, 0)).isZero();
      assertThat(limiter.take(client, 0)).as("client %d", client).isPositive();
    }
    assertThat(limiter.evicted()).isZero();
  }

  /**
   * The clock of a loop stands still while it handles a batch, and the clocks of two loops differ:
   * whatever each thread believes, the sum is bounded by the span from the first to the last of
   * their times.
   */
  @ParameterizedTest
  @EnumSource(By.class)
  void threadsTogetherGetNoMoreThanOne(By by) throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      RateLimit limit = new RateLimit(1000, Duration.ofSeconds(1), 50, by);
      RateLimiter limiter = RateLimiter.of(limit, new SeededRandom(round), 0);
      AtomicLong clock = new AtomicLong();
      LongAdder admitted = new LongAdder();
      CountDownLatch start = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  await(start);
                  for (int n = 0; n < 20_000; n++) {
                    if (limiter.take(9, clock.addAndGet(3_000)) == 0) {
                      admitted.increment();
                    }
                  }
                }));
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      long most = 50 + clock.get() * 1000 / SECOND + 1;
      assertThat(admitted.sum()).isLessThanOrEqualTo(most).isGreaterThan(most * 9 / 10);
    }
  }

  /** Far more clients than slots, at once: forgetting must never admit anybody more often. */
  @Test
  void aFloodOfAddressesResetsNobodysLimit() throws InterruptedException {
    RateLimit limit = new RateLimit(1, Duration.ofSeconds(1000), 3, By.CLIENT);
    RateLimiter limiter = RateLimiter.of(limit, new SeededRandom(5), 0);
    int clients = 4 * ClientRates.SETS * ClientRates.WAYS;
    LongAdder[] admitted = new LongAdder[1_000];
    for (int i = 0; i < admitted.length; i++) {
      admitted[i] = new LongAdder();
    }
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int offset = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = offset; i < clients; i += 4) {
                  limiter.take(1_000_000L + i, 1);
                  int watched = i % admitted.length;
                  if (limiter.take(watched, 1) == 0) {
                    admitted[watched].increment();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(limiter.evicted()).as("the table was too small").isPositive();
    for (LongAdder each : admitted) {
      assertThat(each.sum()).isLessThanOrEqualTo(3);
    }
  }

  /** A table of four clients would do the same as one that never forgets, or be stricter. */
  @Test
  void forgettingIsNeverMoreLenientThanKnowing() {
    for (int seed = 0; seed < 20; seed++) {
      SeededRandom random = new SeededRandom(seed);
      RateLimit limit = new RateLimit(5, Duration.ofSeconds(1), 1 + random.nextInt(5), By.CLIENT);
      ClientRates bounded = new ClientRates(limit, random.nextLong(), 0);
      Map<Long, List<Long>> admitted = new HashMap<>();
      int clients = 2 * ClientRates.SETS * ClientRates.WAYS;
      long now = 0;
      for (int i = 0; i < 40_000; i++) {
        now += random.nextInt(20_000);
        // Half of the requests by a few, half by many who come once.
        long client = random.nextInt(2) == 0 ? random.nextInt(40) : random.nextInt(clients);
        if (bounded.take(client, now) == 0) {
          admitted.computeIfAbsent(client, _ -> new ArrayList<>()).add(now);
        }
      }
      admitted.values().stream()
          .filter(times -> times.size() > limit.burst())
          .forEach(times -> assertWithin(times, limit));
    }
  }

  /** While nobody owes time to the limit, being forgotten means nothing: the table never fills. */
  @Test
  void clientsOfThePastCostNothing() {
    RateLimit limit = new RateLimit(10, Duration.ofSeconds(1), 5, By.CLIENT);
    RateLimiter limiter = RateLimiter.of(limit, new SeededRandom(6), 0);
    long now = 0;
    for (long client = 0; client < 3L * ClientRates.SETS * ClientRates.WAYS; client++) {
      now += 100_000;
      assertThat(limiter.take(client, now)).isZero();
    }
    assertThat(limiter.evicted()).isZero();
  }

  private static void await(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
