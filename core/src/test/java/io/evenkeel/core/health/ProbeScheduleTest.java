package io.evenkeel.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.time.RandomSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeScheduleTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  @Test
  void theFirstProbesOfASmallPoolGoOutAtOnce() {
    ProbeSchedule<String> schedule = schedule(10, 1);
    for (String key : new String[] {"a", "b", "c"}) {
      schedule.add(key, 2 * SECOND, 3, 0);
    }

    assertThat(take(schedule, MILLI)).isEqualTo(3);
  }

  @Test
  void theFirstProbesOfManyServersAreSpreadOverASecondAtMost() {
    ProbeSchedule<Integer> schedule = schedule(100_000, 2);
    for (int i = 0; i < 20_000; i++) {
      schedule.add(i, 5 * SECOND, 20_000, 0);
    }

    assertThat(take(schedule, 500 * MILLI)).isBetween(9_000, 11_000);
    assertThat(take(schedule, SECOND)).isBetween(9_000, 11_000);
    assertThat(schedule.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void probesFollowAnIntervalApartOrSoonerByTheJitterAndDoNotDrift(long seed) {
    long origin = Long.MAX_VALUE - 3 * SECOND; // a monotonic clock may overflow
    ProbeSchedule<String> schedule = schedule(1, seed);
    schedule.add("a", SECOND, 1, origin);
    long last = 0;
    for (int probe = 0; probe < 10_000; probe++) {
      long due = schedule.nextDueNanos() - origin;
      assertThat(schedule.takeDue(origin + due - 1)).as("seed %d", seed).isNull();
      assertThat(schedule.takeDue(origin + due + MILLI)).as("seed %d", seed).isEqualTo("a");
      schedule.done("a");
      if (probe > 1) {
        assertThat(due - last).as("seed %d", seed).isBetween(900 * MILLI, 1000 * MILLI);
      }
      last = due;
    }
    // sd of the sum: 100 ms / sqrt(12) * sqrt(10,000) = 2.9 s
    assertThat(last).as("seed %d", seed).isBetween(9_485 * SECOND, 9_515 * SECOND);
    assertThat(schedule.overdue()).isZero();
  }

  @Test
  void aScheduleThatFellBehindDoesNotCatchUpInABurst() {
    ProbeSchedule<String> schedule = schedule(1, 3);
    schedule.add("a", SECOND, 1, 0);
    take(schedule, MILLI);
    schedule.done("a");
    long late = 100 * SECOND;

    assertThat(take(schedule, late)).isEqualTo(1);
    schedule.done("a");

    assertThat(schedule.overdue()).isEqualTo(1);
    assertThat(take(schedule, late + 899 * MILLI)).isZero();
    assertThat(take(schedule, late + 1100 * MILLI)).isEqualTo(1);
  }

  @Test
  void theOneDueLongestGoesFirstWhenPlacesAreScarce() {
    ProbeSchedule<String> schedule = schedule(1, 4);
    schedule.add("first", SECOND, 1, 0);
    schedule.add("second", SECOND, 1, MILLI);
    schedule.add("third", SECOND, 1, 2 * MILLI);

    for (String expected : new String[] {"first", "second", "third"}) {
      assertThat(schedule.takeDue(3 * MILLI)).isEqualTo(expected);
      assertThat(schedule.takeDue(3 * MILLI)).isNull();
      assertThat(schedule.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
      schedule.done(expected);
    }
  }

  @Test
  void aRemovedCheckIsForgottenAndItsProbeUnderWayKeepsItsPlace() {
    ProbeSchedule<String> schedule = schedule(1, 5);
    schedule.add("a", SECOND, 1, 0);
    schedule.add("b", SECOND, 1, MILLI);
    assertThat(schedule.takeDue(2 * MILLI)).isEqualTo("a");

    schedule.remove("a");

    assertThat(schedule.inFlight()).isEqualTo(1);
    assertThat(schedule.takeDue(2 * MILLI)).isNull();
    schedule.done("a");
    assertThat(schedule.takeDue(2 * MILLI)).isEqualTo("b");
    schedule.remove("b");
    schedule.done("b");
    assertThat(take(schedule, 100 * SECOND)).isZero();
    assertThat(schedule.inFlight()).isZero();
  }

  @Test
  void refusesWhatCannotBe() {
    ProbeSchedule<String> schedule = schedule(1, 6);
    schedule.add("a", SECOND, 1, 0);

    assertThatThrownBy(() -> schedule.add("a", SECOND, 1, 0)).hasMessageContaining("check: a");
    assertThatThrownBy(() -> schedule.done("a")).hasMessageContaining("under way");
    assertThatThrownBy(() -> schedule(0, 1)).hasMessageContaining("maxInFlight: 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void tenThousandServersKeepTheirRateTheBoundAndTheSpread(long seed) {
    int servers = 10_000;
    int maxInFlight = 256;
    long interval = 5 * SECOND;
    ProbeSchedule<Integer> schedule = schedule(maxInFlight, seed);
    for (int i = 0; i < servers; i++) {
      schedule.add(i, interval, servers, 0);
    }
    // every probe takes 0 to 10 ms: at 2,000 per second 10 are under way on average
    SplittableRandom durations = new SplittableRandom(seed);
    Map<Long, ArrayDeque<Integer>> endings = new HashMap<>();
    int[] perSecond = new int[100];
    for (long now = 0; now < 100 * SECOND; now += MILLI) {
      ArrayDeque<Integer> ended = endings.remove(now);
      if (ended != null) {
        ended.forEach(schedule::done);
      }
      for (Integer key = schedule.takeDue(now); key != null; key = schedule.takeDue(now)) {
        perSecond[(int) (now / SECOND)]++;
        long end = now + (1 + durations.nextInt(10)) * MILLI;
        endings.computeIfAbsent(end, _ -> new ArrayDeque<>()).add(key);
      }
      assertThat(schedule.inFlight()).as("seed %d", seed).isLessThanOrEqualTo(maxInFlight);
    }
    assertThat(perSecond[0]).as("first answers, seed %d", seed).isGreaterThan(9_900);
    for (int second = 6; second < 100; second++) {
      assertThat(perSecond[second]).as("second %d, seed %d", second, seed).isBetween(1_500, 2_500);
    }
    assertThat(schedule.overdue()).as("seed %d", seed).isZero();
  }

  private static <K> ProbeSchedule<K> schedule(int maxInFlight, long seed) {
    RandomSource random = new SplittableRandom(seed)::nextLong;
    return new ProbeSchedule<>(maxInFlight, random);
  }

  private static int take(ProbeSchedule<?> schedule, long now) {
    int taken = 0;
    while (schedule.takeDue(now) != null) {
      taken++;
    }
    return taken;
  }
}
