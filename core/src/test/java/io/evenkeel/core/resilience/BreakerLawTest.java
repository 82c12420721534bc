package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What holds of breakers whatever happens, and whoever happens to be there at once. */
class BreakerLawTest {
  private static final int TRIES = 3;

  /** Opens for 1000 ticks at first, at most 4 times that; a window of 10 000. */
  private static final BreakerTerms TERMS =
      new BreakerTerms(0.5, 1, 500, 4, 10_000, 1_000, 2, TRIES);

  private static final Forced ANA = new Forced("ana", "a test", null, 0);

  /**
   * L8, by one thread and any order of events: a try is one that was let in while half-open. Never
   * more than three are under way, none is lost, and an absence is held exactly while it is away.
   */
  @Test
  void anySequenceKeepsTheCounts() {
    for (long seed = 0; seed < 5_000; seed++) {
      SeededRandom random = new SeededRandom(seed);
      Absences absences = new Absences();
      absences.allow(1);
      CircuitBreaker breaker = new CircuitBreaker(absences);
      breaker.configure(TERMS);
      Deque<Long> others = new ArrayDeque<>();
      Deque<Long> tries = new ArrayDeque<>();
      long now = 0;
      for (int step = 0; step < 200; step++) {
        String as = "seed " + seed + ", step " + step;
        now += 1 + random.nextInt(random.nextInt(20) == 0 ? 1_000 : 20);
        event(breaker, random, now, others, tries);
        BreakerMode mode = breaker.mode();
        if (mode != BreakerMode.HALF_OPEN) {
          others.addAll(tries); // it opened or closed: they are tries no longer
          tries.clear();
        }
        assertThat(tries.size()).as(as).isLessThanOrEqualTo(TRIES);
        assertThat(absences.taken())
            .as(as)
            .isEqualTo(mode == BreakerMode.CLOSED || mode == BreakerMode.FORCED_CLOSED ? 0 : 1);
      }
      comesBack(breaker, now, "seed " + seed);
    }
  }

  private static void event(
      CircuitBreaker breaker,
      SeededRandom random,
      long now,
      Deque<Long> others,
      Deque<Long> tries) {
    int kind = random.nextInt(100);
    if (kind < 60) {
      boolean asked = kind < 55;
      if (asked ? breaker.tryStart(now) : breaker.tryStartInNeed(now)) {
        (breaker.mode() == BreakerMode.HALF_OPEN ? tries : others).add(now);
      }
    } else if (kind < 95) {
      Deque<Long> from = random.nextInt(2) == 0 || tries.isEmpty() ? others : tries;
      Long start = from.poll();
      if (start != null) {
        end(breaker, random, start, now);
      }
    } else if (kind < 97) {
      breaker.recall(now);
    } else if (kind < 98) {
      breaker.force(random.nextInt(2) == 0, ANA);
    } else if (kind < 99) {
      breaker.release();
    } else {
      breaker.configure(random.nextInt(2) == 0 ? null : TERMS);
      breaker.configure(TERMS);
    }
  }

  private static void end(CircuitBreaker breaker, SeededRandom random, long start, long now) {
    switch (random.nextInt(4)) {
      case 0 -> breaker.abandoned(start, now);
      case 1 -> {
        breaker.answered(random.nextInt(2) == 0, now - start, start, now);
        breaker.ended(random.nextInt(2) == 0, now - start, start, now);
      }
      default -> breaker.ended(random.nextInt(3) != 0, now - start, start, now);
    }
  }

  /** Whatever was: after its time a server that is well is back with three requests. */
  private static void comesBack(CircuitBreaker breaker, long now, String as) {
    breaker.release();
    breaker.recall(now);
    assertThat(breaker.mode()).as(as).isEqualTo(BreakerMode.CLOSED);
    long later = now + 1;
    for (int i = 0; breaker.mode() != BreakerMode.OPEN; i++) {
      assertThat(i).as(as + ": opens").isLessThan(100);
      assertThat(breaker.tryStart(later)).isTrue();
      breaker.ended(true, 0, later, later);
    }
    later += breaker.waitNanos(later);
    for (int i = 0; i < TRIES; i++) {
      assertThat(breaker.tryStart(later + i)).as("%s: try %d", as, i).isTrue();
    }
    assertThat(breaker.tryStart(later + TRIES)).as(as + ": one more").isFalse();
    for (int i = 0; i < TRIES; i++) {
      breaker.ended(false, 0, later + i, later + i);
    }
    assertThat(breaker.mode()).as(as).isEqualTo(BreakerMode.CLOSED);
  }

  /**
   * L8, by many threads: the state is half-open throughout, since its tries only ever are given up,
   * and never more than three are under way; in the end none is missing.
   */
  @Test
  void neverMoreTriesThanAllowedFromManyThreads() throws InterruptedException {
    Absences absences = new Absences();
    absences.allow(1);
    CircuitBreaker breaker = new CircuitBreaker(absences);
    breaker.configure(TERMS);
    for (int i = 0; i < 4; i++) {
      breaker.ended(true, 0, 0, 0);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    AtomicLong clock = new AtomicLong(2_000);
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger let = new AtomicInteger();
    inThreads(
        6,
        20_000,
        () -> {
          long now = clock.incrementAndGet();
          if (breaker.tryStart(now)) {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            let.incrementAndGet();
            under.decrementAndGet();
            breaker.abandoned(now, now);
          }
        });
    assertThat(most.get()).isBetween(1, TRIES);
    assertThat(let.get()).isGreaterThan(TRIES);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.HALF_OPEN);
    long end = clock.get();
    for (int i = 1; i <= TRIES; i++) {
      assertThat(breaker.tryStart(end + i)).as("try %d is there", i).isTrue();
    }
    assertThat(breaker.tryStart(end + TRIES + 1)).isFalse();
  }

  /** Four breakers that open and close all the time never take more than two servers away. */
  @Test
  void neverMoreAwayThanAllowedFromManyThreads() throws InterruptedException {
    Absences absences = new Absences();
    absences.allow(2);
    List<CircuitBreaker> breakers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CircuitBreaker breaker = new CircuitBreaker(absences);
      breaker.configure(TERMS);
      breakers.add(breaker);
    }
    AtomicLong clock = new AtomicLong();
    AtomicInteger opened = new AtomicInteger();
    AtomicBoolean tooMany = new AtomicBoolean();
    inThreads(
        4,
        40_000,
        () -> {
          long now = clock.addAndGet(7);
          CircuitBreaker breaker = breakers.get((int) (now % 4));
          if (breaker.tryStart(now)) {
            breaker.ended(now % 3 != 0, 0, now, now);
          }
          opened.addAndGet(breaker.mode() == BreakerMode.OPEN ? 1 : 0);
          if (absences.taken() > 2) {
            tooMany.set(true);
          }
        });
    assertThat(tooMany).isFalse();
    assertThat(opened.get()).isPositive();
    long away = breakers.stream().filter(breaker -> breaker.mode() != BreakerMode.CLOSED).count();
    assertThat(absences.taken()).isEqualTo((int) away);
    breakers.forEach(CircuitBreaker::leave);
    assertThat(absences.taken()).isZero();
  }

  private static void inThreads(int count, int times, Runnable work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < times; j++) {
                  work.run();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
