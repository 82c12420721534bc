package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.WaitingLine.Place;
import io.evenkeel.core.time.SeededRandom;
import java.time.Duration;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The queue before servers whose clients each wait for their answer and then ask again at once, as
 * downloads over a few hundred connections and load generators do. In virtual time.
 */
class QueueOfPatientClientsTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final int CAPACITY = 256;

  /** Until an idle server answers; a busy one works on the next meanwhile. */
  private static final long LATENCY = 40 * MILLI;

  /** A server does so much whatever number it has at once. */
  private static final class World {
    final SeededRandom random = new SeededRandom(7);
    final WaitingLine<Integer> line =
        new WaitingLine<>(QueueDiscipline.of(CAPACITY, Duration.ofSeconds(1)));
    final PriorityQueue<Long> arrivals = new PriorityQueue<>();
    final double perSecond;
    int slots;
    int inService;
    int shed;
    int leaving;
    long now;
    long nextEnd = Long.MAX_VALUE;

    World(int clients, double perSecond, int slots) {
      this.perSecond = perSecond;
      this.slots = slots;
      for (int i = 0; i < clients; i++) {
        arrivals.add(random.nextInt(10) * MILLI);
      }
    }

    void run(long length) {
      for (long until = now + length; now < until; ) {
        runUntil(now + 10 * MILLI);
        sendAway();
        fill();
      }
    }

    void runUntil(long until) {
      while (Math.min(nextEnd, arrival()) <= until) {
        if (nextEnd <= arrival()) {
          now = nextEnd;
          ended();
        } else {
          now = arrivals.remove();
          arrived();
        }
      }
      now = until;
    }

    long arrival() {
      return arrivals.isEmpty() ? Long.MAX_VALUE : arrivals.peek();
    }

    /** A client has its answer, or a refusal, and asks again, unless it has had enough. */
    void asksAgain() {
      if (leaving > 0) {
        leaving--;
      } else {
        arrivals.add(now + MILLI / 10);
      }
    }

    void started() {
      inService++;
      if (inService == 1) {
        nextEnd = now + LATENCY + service();
      }
    }

    long service() {
      return (long) (-SECOND / perSecond * Math.log(1 - random.nextDouble()));
    }

    void ended() {
      inService--;
      nextEnd = inService > 0 ? now + service() : Long.MAX_VALUE;
      asksAgain();
      sendAway();
      fill();
    }

    void fill() {
      while (inService < slots) {
        Place<Integer> first = line.first(now);
        if (first == null) {
          return;
        }
        line.serve(first, now);
        started();
      }
    }

    void arrived() {
      if (inService < slots) {
        started();
        return;
      }
      sendAway();
      if (line.refusal(Priority.NORMAL, now) != null) {
        refused();
      } else if (line.enter(new Place<>(0), Priority.NORMAL, now) != null) {
        refused();
      }
    }

    void sendAway() {
      for (Place<Integer> over = line.expired(now); over != null; over = line.expired(now)) {
        line.leave(over);
        refused();
      }
    }

    void refused() {
      shed++;
      asksAgain();
    }
  }

  @ParameterizedTest
  @CsvSource({"256, 1900, 60", "256, 500, 60", "64, 200, 4", "200, 20000, 20"})
  void nobodyIsSentAwayWhileAllFitAndAreServedInTime(int clients, double perSecond, int slots) {
    World world = new World(clients, perSecond, slots);
    world.run(30 * SECOND);
    assertThat(world.shed).isZero();
  }

  /** A limit that follows the latency moves those who wait from the servers to the queue. */
  @Test
  void norWhileServersTakeFewerAndFewerAtOnce() {
    World world = new World(256, 1_900, 256);
    while (world.slots > 20) {
      world.run(SECOND / 10);
      world.slots /= 2;
    }
    world.run(10 * SECOND);
    assertThat(world.shed).isZero();
  }

  /** Nobody in the queue goes until servers have fewer than they may; then all do in time. */
  @Test
  void norForAMomentAfterALimitHasFallen() {
    World world = new World(256, 1_100, 256);
    world.run(SECOND);
    world.slots = 20;
    world.run(10 * SECOND);
    assertThat(world.shed).isZero();
  }

  /** Those who ask again at once keep a queue growing that could hold them all. */
  @Test
  void whenACrowdHasLeftTheOthersAreServedAgain() {
    World world = new World(656, 1_900, 60);
    world.run(2 * SECOND);
    assertThat(world.shed).isPositive();
    world.leaving = 400;
    world.run(5 * SECOND);
    world.shed = 0;
    world.run(30 * SECOND);
    assertThat(world.shed).isZero();
  }
}
