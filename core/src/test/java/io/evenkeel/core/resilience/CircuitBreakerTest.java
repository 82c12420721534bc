package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.model.BreakerPolicy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long SECOND = 1_000_000_000;
  private static final BreakerTerms DEFAULT = terms(BreakerPolicy.DEFAULT);

  private final Absences absences = new Absences();
  private final CircuitBreaker breaker = new CircuitBreaker(absences);
  private long now = 100 * SECOND;

  CircuitBreakerTest() {
    absences.allow(1);
    breaker.configure(DEFAULT);
  }

  @Test
  void opensWhenHalfOfTwentyFailed() {
    end(10, false);
    end(9, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    end(1, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    assertThat(absences.taken()).isEqualTo(1);
    assertThat(breaker.admits(now)).isFalse();
    assertThat(breaker.tryStart(now)).isFalse();
    assertThat(breaker.waitNanos(now)).isEqualTo(5 * SECOND);
  }

  @Test
  void doesNotOpenOnFewerOrOnOldOnes() {
    end(19, true);
    now += 10 * SECOND;
    end(19, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    end(1, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
  }

  @Test
  void slowAnswersOpenItWhenAllAreSlow() {
    endAfter(19, 5 * SECOND);
    endAfter(1, 5 * SECOND - 1);
    endAfter(10, 5 * SECOND);
    assertThat(breaker.mode()).as("one was not").isEqualTo(BreakerMode.CLOSED);
    now += 10 * SECOND;
    endAfter(20, 5 * SECOND);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
  }

  @Test
  void whatSaysNothingCountsNowhere() {
    end(10, true);
    for (int i = 0; i < 100; i++) {
      assertThat(breaker.tryStart(now)).isTrue();
      breaker.abandoned(now, now);
    }
    end(9, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    end(1, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
  }

  @Test
  void closesWhenItsTriesPassAndGivesItsAbsenceBackOnce() {
    end(20, true);
    now += 5 * SECOND;
    long[] tries = {now, now + 1, now + 2};
    for (long each : tries) {
      assertThat(breaker.tryStart(each)).isTrue();
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.HALF_OPEN);
    assertThat(breaker.tryStart(now + 3)).isFalse();
    for (long each : tries) {
      assertThat(absences.taken()).isEqualTo(1);
      breaker.ended(false, 0, each, now + 10);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(absences.taken()).isZero();
    assertThat(breaker.transitionsTo(BreakerMode.OPEN)).isEqualTo(1);
    assertThat(breaker.transitionsTo(BreakerMode.HALF_OPEN)).isEqualTo(1);
    assertThat(breaker.transitionsTo(BreakerMode.CLOSED)).isEqualTo(1);
  }

  @Test
  void aFailedTryDoublesTheTime() {
    end(20, true);
    now += 5 * SECOND;
    assertThat(breaker.tryStart(now)).isTrue();
    breaker.ended(true, 0, now, now);
    assertThat(breaker.waitNanos(now)).isEqualTo(10 * SECOND);
    assertThat(absences.taken()).isEqualTo(1);
  }

  @Test
  void anAbandonedTryIsLeftAgain() {
    end(20, true);
    now += 5 * SECOND;
    for (int i = 0; i < 50; i++) {
      assertThat(breaker.tryStart(now + i)).as("try %d", i).isTrue();
      breaker.abandoned(now + i, now + i);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.HALF_OPEN);
  }

  @Test
  void anAnswerWhoseBodyLastsForHoursLetsOthersTry() {
    end(20, true);
    now += 5 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertThat(breaker.tryStart(now + i)).isTrue();
      breaker.answered(false, 1, now + i, now + i);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    breaker.ended(true, 0, now, now + 3600 * SECOND);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
  }

  /** A server that was stopped: what waited there then ends in time-outs, long after it is back. */
  @Test
  void whatBeganBeforeItOpenedIsNoNews() {
    long before = now;
    for (int i = 0; i < 100; i++) {
      assertThat(breaker.tryStart(before)).isTrue();
    }
    now += SECOND;
    end(20, true);
    now += 5 * SECOND;
    assertThat(breaker.tryStart(now)).isTrue();
    breaker.ended(true, Long.MAX_VALUE, before, now);
    assertThat(breaker.mode()).as("no try failed").isEqualTo(BreakerMode.HALF_OPEN);
    breaker.ended(false, 0, now, now);
    end(2, false);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    for (int i = 0; i < 99; i++) {
      breaker.ended(true, Long.MAX_VALUE, before, now + SECOND);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void staysClosedWhenNoneMoreMayBeAwayAndSaysSo() {
    absences.allow(0);
    end(100, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(breaker.isHeldClosed(now)).isTrue();
    assertThat(breaker.timesHeldClosed()).isEqualTo(1);
    now += 10 * SECOND;
    assertThat(breaker.isHeldClosed(now)).isFalse();
    end(100, true);
    assertThat(breaker.timesHeldClosed()).isEqualTo(2);
    absences.allow(1);
    end(1, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    assertThat(breaker.isHeldClosed(now)).isFalse();
  }

  @Test
  void isTriedEarlyWhenNobodyElseIsThere() {
    end(20, true);
    assertThat(breaker.tryStartInNeed(now)).isTrue();
    breaker.ended(true, 0, now, now);
    assertThat(breaker.waitNanos(now)).as("not doubled").isEqualTo(5 * SECOND);
    for (int i = 1; i <= 3; i++) {
      assertThat(breaker.tryStartInNeed(now + i)).isTrue();
    }
    assertThat(breaker.tryStartInNeed(now + 4)).isFalse();
    for (int i = 1; i <= 3; i++) {
      breaker.ended(false, 0, now + i, now + i);
    }
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(absences.taken()).isZero();
  }

  @Test
  void switchedOffItClosesAndGivesBack() {
    end(20, true);
    breaker.configure(null);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(absences.taken()).isZero();
    end(100, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
    breaker.configure(DEFAULT);
    end(20, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    breaker.leave();
    assertThat(absences.taken()).isZero();
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void aChangedPolicyKeepsTheState() {
    end(20, true);
    breaker.configure(
        terms(
            new BreakerPolicy.Active(
                0.9,
                1,
                Duration.ofSeconds(1),
                5,
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                1)));
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
    now += 5 * SECOND;
    assertThat(breaker.tryStart(now)).isTrue();
    assertThat(breaker.tryStart(now)).as("one try now").isFalse();
    breaker.ended(true, 0, now, now);
    assertThat(breaker.waitNanos(now)).as("the second opening").isEqualTo(120 * SECOND);
  }

  @Test
  void recalledItServesAndOpensForLongerNextTime() {
    end(20, true);
    breaker.recall(now);
    assertThat(breaker.tryStart(now)).isTrue();
    assertThat(absences.taken()).isZero();
    breaker.ended(true, 0, now, now);
    end(19, true);
    assertThat(breaker.waitNanos(now)).isEqualTo(10 * SECOND);
  }

  @Test
  void whatTheProcessBeforeHadOpenStaysOpen() {
    absences.allow(0); // not known yet
    breaker.inherit(2, 3 * SECOND, now);
    assertThat(breaker.waitNanos(now)).isEqualTo(3 * SECOND);
    assertThat(absences.taken()).isEqualTo(1);
    now += 3 * SECOND;
    assertThat(breaker.tryStart(now)).isTrue();
    assertThat(breaker.triesUnderWay()).isEqualTo(1);
    breaker.ended(true, 0, now, now);
    assertThat(breaker.waitNanos(now)).as("the third").isEqualTo(20 * SECOND);
  }

  @Test
  void anOperatorsWordStandsAboveAllAndCounts() {
    absences.allow(0);
    breaker.force(true, new Forced("ana", "a test", null, 0));
    assertThat(breaker.mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    assertThat(absences.taken()).as("whether or not it may").isEqualTo(1);
    assertThat(breaker.tryStart(now)).isFalse();
    assertThat(breaker.tryStartInNeed(now)).isFalse();
    breaker.recall(now);
    breaker.configure(null);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.FORCED_OPEN);
    breaker.configure(DEFAULT);
    breaker.force(false, new Forced("ana", "a test", null, 0));
    assertThat(absences.taken()).isZero();
    end(100, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.FORCED_CLOSED);
    absences.allow(1);
    breaker.release();
    assertThat(breaker.forced()).isNull();
    end(20, true);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.OPEN);
  }

  @Test
  void aPoolOpensOnlyWhenNextToNothingSucceeds() {
    CircuitBreaker pool = CircuitBreaker.ofPool();
    pool.configure(BreakerTerms.ofPool(BreakerPolicy.DEFAULT));
    for (int i = 0; i < 94; i++) {
      pool.ended(true, Long.MAX_VALUE, now, now);
      if (i < 6) {
        pool.ended(false, Long.MAX_VALUE, now, now);
      }
    }
    assertThat(pool.mode()).as("94 of 100").isEqualTo(BreakerMode.CLOSED);
    for (int i = 0; i < 20; i++) {
      pool.ended(true, 0, now, now);
    }
    assertThat(pool.mode()).as("114 of 120").isEqualTo(BreakerMode.OPEN);
    now += 5 * SECOND;
    assertThat(pool.tryStart(now)).isTrue();
    pool.ended(true, 0, now, now);
    assertThat(pool.waitNanos(now)).as("not doubled").isEqualTo(5 * SECOND);
  }

  @Test
  void closedItMakesNoGarbage() {
    serve(20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      serve(20_000);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes for 20,000 requests").isLessThan(1_000);
    assertThat(breaker.mode()).isEqualTo(BreakerMode.CLOSED);
  }

  private void serve(int requests) {
    for (int i = 0; i < requests; i++) {
      now += 10_000;
      if (breaker.admits(now) && breaker.tryStart(now)) {
        breaker.ended(i % 4 == 0, i, now, now);
      }
    }
  }

  private static BreakerTerms terms(BreakerPolicy policy) {
    return Objects.requireNonNull(BreakerTerms.ofServer(policy));
  }

  private void end(int requests, boolean failed) {
    for (int i = 0; i < requests; i++) {
      now++;
      if (breaker.tryStart(now)) {
        breaker.ended(failed, 0, now, now);
      }
    }
  }

  private void endAfter(int requests, long elapsedNanos) {
    for (int i = 0; i < requests; i++) {
      breaker.ended(false, elapsedNanos, now, now);
    }
  }
}
