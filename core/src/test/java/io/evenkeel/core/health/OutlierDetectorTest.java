package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.OutlierPolicy;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
  private static final long MILLI = 1_000_000;

  private final OutlierDetector detector = new OutlierDetector();
  private final AtomicInteger told = new AtomicInteger();
  private long ended;
  private long nowNanos = Long.MAX_VALUE - Duration.ofMillis(50).toNanos();

  private void watch(OutlierPolicy policy) {
    detector.watch(policy, told::incrementAndGet);
  }

  /** Requests one millisecond apart: f failed, s succeeded. */
  private void requests(String outcomes) {
    for (int i = 0; i < outcomes.length(); i++) {
      ended++;
      nowNanos += MILLI;
      if (outcomes.charAt(i) == 'f') {
        detector.failed(ended, nowNanos);
      } else {
        detector.succeeded();
      }
    }
  }

  @Test
  void fiveFailuresInARowAreToldOnce() {
    watch(OutlierPolicy.DEFAULT);
    requests("ffffsffff");
    assertThat(detector.sign()).isNull();
    requests("f");
    assertThat(detector.sign()).isEqualTo(Ejection.Reason.CONSECUTIVE_FAILURES);
    assertThat(detector.evidence()).isEqualTo("5 failures in a row");
    requests("ffffffffff");
    assertThat(told).hasValue(1);

    detector.rearm();
    requests("f");
    assertThat(told).hasValue(2);

    detector.forgive();
    requests("ffff");
    assertThat(detector.sign()).isNull();
  }

  @Test
  void everySecondRequestFailingIsNoticedAtTheTenthFailureHoweverManyWentWellBefore() {
    watch(OutlierPolicy.DEFAULT);
    requests("s".repeat(10_000) + "fs".repeat(9));
    assertThat(detector.sign()).isNull();
    requests("f");
    assertThat(detector.sign()).isEqualTo(Ejection.Reason.FAILURE_RATE);
    assertThat(detector.evidence()).isEqualTo("10 of the last 20 requests failed");
  }

  @Test
  void aThirdIsLessThanAHalf() {
    watch(OutlierPolicy.DEFAULT);
    requests("ssf".repeat(1_000));
    assertThat(told).hasValue(0);
  }

  @Test
  void whatIsLongAgoDoesNotCount() {
    watch(OutlierPolicy.DEFAULT);
    for (int i = 0; i < 20; i++) {
      nowNanos += Duration.ofSeconds(7).toNanos();
      requests("fs");
    }
    assertThat(told).hasValue(0);
  }

  @Test
  void switchedOffItSeesNothing() {
    watch(new OutlierPolicy.None());
    requests("f".repeat(100));
    assertThat(told).hasValue(0);
    watch(OutlierPolicy.DEFAULT);
    requests("f");
    assertThat(told).as("it has not succeeded since").hasValue(1);
  }

  /** What the derivation in its Javadoc says, measured. */
  @Test
  void aServerThatFailsATenthIsLeftAloneAndOneThatFailsHalfIsNot() {
    long seed = 4_711;
    Random random = new Random(seed);
    watch(new OutlierPolicy.Active(1_000, 0.5, Duration.ofSeconds(10), 0.33));
    for (int i = 0; i < 50_000; i++) {
      requests(random.nextDouble() < 0.1 ? "f" : "s");
    }
    assertThat(told).as("seed %d", seed).hasValue(0);
    int failures = 0;
    while (detector.sign() == null) {
      boolean fails = random.nextBoolean();
      failures += fails ? 1 : 0;
      requests(fails ? "f" : "s");
    }
    assertThat(failures).as("seed %d", seed).isLessThanOrEqualTo(30);
  }
}
