package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.WaitingLine.Place;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the queue is for, in virtual time: a server that gets more than it can do. */
class QueueUnderOverloadTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int ARRIVALS = 60_000;

  /** At three times the capacity HIGH alone is half of it. */
  private static final List<Priority> MIX =
      List.of(
          Priority.HIGH,
          Priority.NORMAL,
          Priority.NORMAL,
          Priority.LOW,
          Priority.LOW,
          Priority.LOW);

  /** Random arrivals at one server with some slots and a random time for each request. */
  private static final class World {
    final SeededRandom random = new SeededRandom(42);
    final WaitingLine<Integer> line =
        new WaitingLine<>(QueueDiscipline.of(128, Duration.ofSeconds(1)));
    final PriorityQueue<Long> ends = new PriorityQueue<>();
    final int slots;
    final double serviceNanos;
    final Map<Priority, Integer> served = new EnumMap<>(Priority.class);
    final Map<Priority, Integer> shed = new EnumMap<>(Priority.class);
    final long[] shedAfterNanos = new long[ARRIVALS];
    long length;
    int sheds;
    long longestServedWait;

    World(int slots, double serviceNanos) {
      this.slots = slots;
      this.serviceNanos = serviceNanos;
    }

    double exponential(double mean) {
      return -mean * Math.log(1 - random.nextDouble());
    }

    void run(double perSecond) {
      long now = 0;
      for (int name = 0; name < ARRIVALS; name++) {
        long next = now + (long) exponential(SECOND / perSecond);
        endUntil(next);
        now = next;
        arrive(name, now);
      }
      length = now;
    }

    void endUntil(long until) {
      while (!ends.isEmpty() && ends.peek() <= until) {
        long now = ends.remove();
        sendAway(now);
        Place<Integer> first = line.first(now);
        if (first != null) {
          line.serve(first, now);
          longestServedWait = Math.max(longestServedWait, now - first.sinceNanos());
          start(first.priority(), now);
        }
      }
    }

    void arrive(int name, long now) {
      Priority priority = MIX.get(random.nextInt(MIX.size()));
      if (ends.size() < slots) {
        start(priority, now);
        return;
      }
      sendAway(now);
      if (line.refusal(priority, now) != null) {
        shed(priority, 0);
        return;
      }
      Place<Integer> displaced = line.enter(new Place<>(name), priority, now);
      if (displaced != null) {
        shed(displaced.priority(), now - displaced.sinceNanos());
      }
    }

    void start(Priority priority, long now) {
      served.merge(priority, 1, Integer::sum);
      ends.add(now + (long) exponential(serviceNanos));
    }

    void sendAway(long now) {
      for (Place<Integer> over = line.expired(now); over != null; over = line.expired(now)) {
        line.leave(over);
        shed(over.priority(), now - over.sinceNanos());
      }
    }

    void shed(Priority priority, long afterNanos) {
      shed.merge(priority, 1, Integer::sum);
      shedAfterNanos[sheds++] = afterNanos;
    }

    double servedPerSecond() {
      return served.values().stream().mapToInt(Integer::intValue).sum() * (double) SECOND / length;
    }

    double share(Priority priority) {
      double done = served.getOrDefault(priority, 0);
      return done / (done + shed.getOrDefault(priority, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 50", "4, 20", "8, 5", "64, 100", "256, 10"})
  void atThreeTimesItsCapacityAServerKeepsItsGoodput(int slots, int serviceMillis) {
    World world = new World(slots, serviceMillis * 1e6);
    double capacity = slots * 1000.0 / serviceMillis;
    world.run(3 * capacity);
    assertThat(world.servedPerSecond()).isGreaterThan(0.97 * capacity);
    long[] waits = Arrays.copyOf(world.shedAfterNanos, world.sheds);
    Arrays.sort(waits);
    assertThat(waits[waits.length * 99 / 100] / 1e6)
        .as("ms until a 503, 99th percentile: the target, or some services of a slow server")
        .isLessThan(Math.max(45, 8 * 1000 / capacity));
    assertThat(world.share(Priority.HIGH)).isGreaterThan(0.97);
    assertThat(world.share(Priority.LOW)).isLessThan(0.1);
  }

  @ParameterizedTest
  @CsvSource({"4, 20", "64, 100", "256, 10"})
  void belowItsCapacityHardlyAnybodyIsSentAway(int slots, int serviceMillis) {
    World world = new World(slots, serviceMillis * 1e6);
    world.run(0.9 * slots * 1000.0 / serviceMillis);
    assertThat(world.sheds)
        .as("of low priority, by chance, at few slots")
        .isLessThan(ARRIVALS / 1000);
    assertThat(world.longestServedWait).isLessThan(SECOND);
  }
}
