package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.evenkeel.core.time.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverloadGuardTest {
  private static final long STEP = 250_000_000L;
  private static final long CALM = OverloadGuard.CALM_NANOS;

  private static OverloadReadings readings(OwnResource resource, double value) {
    return switch (resource) {
      case HEAP -> new OverloadReadings(value, 0, 0, 0);
      case DIRECT_MEMORY -> new OverloadReadings(0, value, 0, 0);
      case LOOP_LAG -> new OverloadReadings(0, 0, value, 0);
      case DESCRIPTORS -> new OverloadReadings(0, 0, 0, value);
    };
  }

  private static OverloadGuard after(int times, OwnResource resource, double value) {
    OverloadGuard guard = OverloadGuard.CALM;
    for (int i = 0; i < times; i++) {
      guard = guard.next(readings(resource, value), i * STEP);
    }
    return guard;
  }

  @ParameterizedTest
  @CsvSource({
    "HEAP, 0.74, 0",
    "HEAP, 0.75, 1",
    "HEAP, 0.85, 2",
    "HEAP, 0.92, 3",
    "HEAP, 1.0, 3",
    "DIRECT_MEMORY, 0.54, 0",
    "DIRECT_MEMORY, 0.55, 1",
    "DIRECT_MEMORY, 0.70, 2",
    "DIRECT_MEMORY, 0.85, 3",
    "DESCRIPTORS, 0.79, 0",
    "DESCRIPTORS, 0.80, 1",
    "DESCRIPTORS, 0.90, 2",
    "DESCRIPTORS, 1.1, 3",
    "LOOP_LAG, 5, 0",
  })
  void oneReading(OwnResource resource, double value, int level) {
    assertThat(after(1, resource, value).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"7, 0.6, 0", "8, 0.6, 1", "8, 1.5, 2", "8, 6, 3", "100, 0.49, 0"})
  void lagCountsWhenItLasts(int readings, double seconds, int level) {
    assertThat(after(readings, OwnResource.LOOP_LAG, seconds).level()).isEqualTo(level);
  }

  @Test
  void onePauseOfTheCollectorIsNoLag() {
    OverloadGuard guard = after(7, OwnResource.LOOP_LAG, 2);
    guard = guard.next(OverloadReadings.NONE, 7 * STEP);
    for (int i = 8; i < 15; i++) {
      guard = guard.next(readings(OwnResource.LOOP_LAG, 2), i * STEP);
      assertThat(guard.level()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // level, by, LOW, NORMAL, HIGH shed, connections close, accepted
    "0.0,  HEAP,        false, false, false, ALL",
    "0.76, HEAP,        true,  false, true,  ALL",
    "0.86, HEAP,        true,  true,  true,  FEW",
    "0.99, HEAP,        true,  true,  true,  NONE",
    "0.85, DESCRIPTORS, false, false, true,  ALL",
    "0.95, DESCRIPTORS, false, false, true,  FEW",
    "1.00, DESCRIPTORS, false, false, true,  NONE",
  })
  void whatFollows(
      double value,
      OwnResource by,
      boolean low,
      boolean normal,
      boolean closes,
      Acceptance acceptance) {
    OverloadGuard guard = after(1, by, value);
    assertThat(OverloadGuard.sheds(guard.requestLevel(), Priority.LOW)).isEqualTo(low);
    assertThat(OverloadGuard.sheds(guard.requestLevel(), Priority.NORMAL)).isEqualTo(normal);
    assertThat(OverloadGuard.sheds(guard.requestLevel(), Priority.HIGH)).isFalse();
    assertThat(guard.closesConnections()).isEqualTo(closes);
    assertThat(guard.acceptance()).isEqualTo(acceptance);
    assertThat(guard.why().isEmpty()).isEqualTo(guard.level() == 0);
  }

  @Test
  void itComesDownStepByStepAfterCalm() {
    OverloadGuard guard = after(1, OwnResource.HEAP, 0.95);
    OverloadReadings calm = readings(OwnResource.HEAP, 0.3);
    assertThat(guard.next(calm, CALM - 1).level()).isEqualTo(3);
    guard = guard.next(calm, CALM);
    assertThat(guard.level()).isEqualTo(2);
    assertThat(guard.next(calm, 2 * CALM - 1).level()).isEqualTo(2);
    guard = guard.next(calm, 2 * CALM).next(calm, 3 * CALM);
    assertThat(guard.level()).isZero();
    assertThat(guard.why()).isEmpty();
  }

  @Test
  void justBelowItsLimitALevelStays() {
    OverloadGuard guard = after(1, OwnResource.HEAP, 0.86);
    for (int i = 1; i < 100; i++) {
      guard = guard.next(readings(OwnResource.HEAP, 0.81), i * STEP);
      assertThat(guard.level()).isEqualTo(2);
    }
    // A reading that is not clearly below begins the calm anew.
    guard = guard.next(readings(OwnResource.HEAP, 0.5), 100 * STEP);
    guard = guard.next(readings(OwnResource.HEAP, 0.83), 101 * STEP);
    assertThat(guard.next(readings(OwnResource.HEAP, 0.5), 101 * STEP + CALM - 1).level())
        .isEqualTo(2);
  }

  @Test
  void theReasonNamesTheWorstFirst() {
    OverloadGuard guard = OverloadGuard.CALM.next(new OverloadReadings(0.76, 0, 0, 0.93), 0);
    assertThat(guard.why())
        .isEqualTo(
            "file descriptors 93 % (limit 90 %); heap live after collection 76 % (limit 75 %)");
  }

  /** L: HIGH is never shed; the level never falls faster than a step in {@code CALM}. */
  @Test
  void lawsOfRandomHistories() {
    for (int seed = 0; seed < 2_000; seed++) {
      SeededRandom random = new SeededRandom(seed);
      OverloadGuard guard = OverloadGuard.CALM;
      long lastFall = Long.MIN_VALUE;
      for (int i = 0; i < 100; i++) {
        long now = i * STEP;
        OverloadReadings readings =
            new OverloadReadings(
                random.nextDouble(),
                random.nextDouble(),
                7 * random.nextDouble(),
                random.nextDouble());
        OverloadGuard next = guard.next(readings, now);
        assertThat(OverloadGuard.sheds(next.requestLevel(), Priority.HIGH)).isFalse();
        if (next.heap().level() < guard.heap().level()) {
          assertThat(next.heap().level()).as("seed %d", seed).isEqualTo(guard.heap().level() - 1);
          assertThat(lastFall == Long.MIN_VALUE || now - lastFall >= CALM).isTrue();
          lastFall = now;
        }
        assertThat(next.heap().level())
            .as("never below what is read")
            .isGreaterThanOrEqualTo(OwnResource.HEAP.levelOf(readings.heap()));
        guard = next;
      }
    }
  }
}
