package io.evenkeel.proxy.timing;

import static io.evenkeel.proxy.timing.DeadlineWheel.TICK_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Laws of the wheel, against a model that is an array of times: every deadline is called once, not
 * before its time, and at most one tick after it; a cleared one never.
 */
class DeadlineWheelLawTest {
  private static final int DEADLINES = 40;
  private static final int OPERATIONS = 20_000;

  /** Turns of the wheel are 512 ticks: delays reach over several of them. */
  private static final long LONGEST = 2_000 * TICK_NANOS;

  private long now = -7_777_777_777L;
  private final DeadlineWheel wheel = new DeadlineWheel(now);
  private final long[] model = new long[DEADLINES];
  private final List<Integer> called = new ArrayList<>();
  private final Deadline[] deadlines = new Deadline[DEADLINES];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void deadlinesAreCalledOnceInTheirTick(long seed) {
    Random random = new Random(seed);
    Arrays.fill(model, Deadline.NEVER);
    for (int i = 0; i < DEADLINES; i++) {
      int id = i;
      deadlines[i] = new Deadline(wheel, nanos -> onCall(id, nanos, random, seed));
    }
    for (int step = 0; step < OPERATIONS; step++) {
      operate(random);
      if (random.nextInt(4) == 0) {
        // Mostly a tick as in production, sometimes a stall of the loop, once in a while a long
        // one.
        int stall = random.nextInt(20);
        now += stall == 0 ? random.nextLong(3 * 512 * TICK_NANOS) : TICK_NANOS + random.nextInt(99);
        wheel.advance(now);
        assertNothingIsLate(seed, step);
      }
    }
    assertThat(wheel.size()).as("seed %d", seed).isBetween(0, DEADLINES);
  }

  private void operate(Random random) {
    int id = random.nextInt(DEADLINES);
    switch (random.nextInt(8)) {
      case 0 -> {
        deadlines[id].clear();
        model[id] = Deadline.NEVER;
      }
      case 1 -> {
        deadlines[id].dispose();
        model[id] = Deadline.NEVER;
      }
      case 2 -> {
        model[id] = now + delay(random);
        deadlines[id].setAt(model[id]);
      }
      default -> {
        long delay = delay(random);
        model[id] = now + delay;
        deadlines[id].set(now, delay);
      }
    }
    assertThat(deadlines[id].isSet()).isEqualTo(model[id] != Deadline.NEVER);
  }

  private static long delay(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong(3 * TICK_NANOS);
      case 2 -> random.nextLong(100 * TICK_NANOS);
      default -> random.nextLong(LONGEST);
    };
  }

  private void onCall(int id, long nanos, Random random, long seed) {
    assertThat(model[id]).as("seed %d: deadline %d is due", seed, id).isLessThanOrEqualTo(nanos);
    assertThat(deadlines[id].isSet()).isFalse();
    model[id] = Deadline.NEVER;
    called.add(id);
    // Owners move, clear and dispose of others, and set themselves anew.
    if (random.nextBoolean()) {
      int delay = random.nextInt(1_000_000_000);
      model[id] = nanos + 1 + delay;
      deadlines[id].set(nanos, 1 + delay);
    }
    if (random.nextInt(3) == 0) {
      int other = random.nextInt(DEADLINES);
      deadlines[other].dispose();
      model[other] = Deadline.NEVER;
    }
  }

  private void assertNothingIsLate(long seed, int step) {
    for (int id = 0; id < DEADLINES; id++) {
      assertThat(model[id])
          .as("seed %d, step %d: deadline %d was due before the last tick", seed, step, id)
          .isGreaterThan(now - TICK_NANOS);
    }
  }

  @Test
  void movingLaterLeavesTheDeadlineWhereItIs() {
    Deadline deadline = new Deadline(wheel, _ -> called.add(1));
    deadline.set(now, TICK_NANOS);
    long tick = deadline.tick;
    for (int i = 2; i < 100; i++) {
      deadline.set(now, i * TICK_NANOS);
    }
    assertThat(deadline.tick).isEqualTo(tick);
    assertThat(wheel.size()).isEqualTo(1);
    wheel.advance(now + 98 * TICK_NANOS);
    assertThat(called).isEmpty();
    wheel.advance(now + 99 * TICK_NANOS);
    assertThat(called).containsExactly(1);
  }

  @Test
  void aDisposedDeadlineIsNotHeld() {
    Deadline deadline = new Deadline(wheel, _ -> called.add(1));
    deadline.set(now, TICK_NANOS);
    deadline.dispose();
    assertThat(wheel.size()).isZero();
    wheel.advance(now + 10 * TICK_NANOS);
    assertThat(called).isEmpty();
  }

  @Test
  void neverIsATimeThatDoesNotCome() {
    Deadline deadline = new Deadline(wheel, _ -> called.add(1));
    deadline.set(now, TICK_NANOS);
    deadline.setAt(Long.MAX_VALUE);
    assertThat(deadline.isSet()).isFalse();
    wheel.advance(now + 600 * TICK_NANOS);
    assertThat(called).isEmpty();
  }
}
