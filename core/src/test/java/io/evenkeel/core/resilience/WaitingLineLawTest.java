package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.WaitingLine.Place;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Laws of the queue, checked after every step of thousands of random histories in virtual time,
 * against a list that is searched from end to end.
 */
class WaitingLineLawTest {
  private static final int HISTORIES = 3_000;
  private static final int STEPS = 120;
  private static final Priority[] PRIORITIES = Priority.values();

  /** One history. */
  private static final class World {
    final SeededRandom random;
    final QueueDiscipline discipline;
    final WaitingLine<Integer> line;
    final List<Place<Integer>> waiting = new ArrayList<>();
    long now = 1_000_000;
    long occupiedSince;
    int served;
    int named;

    World(long seed) {
      random = new SeededRandom(seed);
      long target = 1L + random.nextInt(20);
      long interval = 1L + random.nextInt(60);
      long timeout = target + random.nextInt(200);
      discipline = new QueueDiscipline(random.nextInt(12), timeout, interval, target);
      line = new WaitingLine<>(discipline);
    }

    boolean standing(Priority priority) {
      return line.isStanding(priority);
    }

    long waited(Place<Integer> place) {
      return now - place.sinceNanos();
    }

    /** How long those may wait that are not first in a standing queue. */
    long allowed() {
      long services = 4 * ((now - occupiedSince) / Math.max(1, served));
      return Math.max(discipline.targetNanos(), Math.min(services, discipline.timeoutNanos() / 2));
    }

    /** Higher priorities first; then the newest where the queue stands, else the oldest. */
    Comparator<Place<Integer>> serviceOrder() {
      return Comparator.<Place<Integer>, Priority>comparing(Place::priority)
          .thenComparing((a, b) ->
              standing(a.priority()) ? b.who().compareTo(a.who()) : a.who().compareTo(b.who()));
    }

    List<Place<Integer>> inServiceOrder() {
      return waiting.stream().sorted(serviceOrder()).toList();
    }

    void step() {
      now += random.nextInt(8);
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> arrive(PRIORITIES[random.nextInt(PRIORITIES.length)]);
        case 4, 5 -> serve();
        case 6 -> expire();
        default -> leave();
      }
      assertThat(line.size()).isEqualTo(waiting.size()).isLessThanOrEqualTo(discipline.capacity());
    }

    void arrive(Priority priority) {
      boolean full = waiting.size() >= discipline.capacity();
      ShedReason refusal = line.refusal(priority, now);
      Place<Integer> last = waiting.isEmpty() ? null : inServiceOrder().getLast();
      if (!full) {
        boolean filling = priority == Priority.LOW && waiting.size() * 2 > discipline.capacity();
        assertThat(refusal).isEqualTo(filling ? ShedReason.QUEUE_FILLING : null);
      } else {
        assertThat(refusal == null).isEqualTo(last != null && goesBefore(priority, last));
      }
      if (refusal != null) {
        return;
      }
      Place<Integer> place = new Place<>(named++);
      Place<Integer> displaced = line.enter(place, priority, now);
      assertThat(displaced).isSameAs(full ? last : null);
      if (displaced != null) {
        waiting.remove(displaced);
      }
      if (waiting.isEmpty()) {
        occupiedSince = now;
        served = 0;
      }
      waiting.add(place);
      assertThat(place.line()).isSameAs(line);
      assertThat(displaced == null || displaced.line() == null).isTrue();
    }

    boolean goesBefore(Priority newcomer, Place<Integer> last) {
      int rank = newcomer.compareTo(last.priority());
      return newcomer != Priority.LOW && (rank < 0 || (rank == 0 && standing(newcomer)));
    }

    void serve() {
      Place<Integer> first = line.first(now);
      @Nullable Place<Integer> expected =
          inServiceOrder().stream()
              .filter(place -> waited(place) < discipline.timeoutNanos())
              .findFirst()
              .orElse(null);
      assertThat(first).isSameAs(expected);
      if (first != null) {
        served++;
        line.serve(first, now);
        waiting.remove(first);
      }
    }

    void expire() {
      Place<Integer> first = line.first(now);
      for (Place<Integer> over = line.expired(now); over != null; over = line.expired(now)) {
        boolean late = waited(over) >= discipline.timeoutNanos();
        assertThat(
                late || (standing(over.priority()) && waited(over) >= allowed() && over != first))
            .isTrue();
        assertThat(line.expiryOf(over, now))
            .isEqualTo(late ? ShedReason.QUEUE_TIMEOUT : ShedReason.QUEUE_DELAY);
        line.leave(over);
        waiting.remove(over);
      }
      for (Place<Integer> place : waiting) {
        assertThat(waited(place)).isLessThan(discipline.timeoutNanos());
        assertThat(!standing(place.priority()) || place == first || waited(place) < allowed())
            .as("in a standing queue only the first waits above the target")
            .isTrue();
      }
      assertThat(line.first(now)).as("sending others away keeps the first").isSameAs(first);
    }

    void leave() {
      if (!waiting.isEmpty()) {
        Place<Integer> left = waiting.get(random.nextInt(waiting.size()));
        waiting.remove(left);
        line.leave(left);
        line.leave(left);
      }
    }
  }

  @Test
  void lawsHoldInEveryHistory() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      World world = new World(seed);
      for (int step = 0; step < STEPS; step++) {
        try {
          world.step();
        } catch (AssertionError | RuntimeException failed) {
          throw new AssertionError("seed " + seed + ", step " + step, failed);
        }
      }
    }
  }
}
