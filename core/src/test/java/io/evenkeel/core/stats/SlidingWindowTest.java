package io.evenkeel.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.time.SeededRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  private static final long SECOND = 1_000_000_000;

  /** What was counted, kept one by one: what the window must agree with. */
  private record Seen(long atNanos, boolean failed, boolean slow) {}

  @Test
  void agreesWithAListOfAllThereWas() {
    for (long seed = 0; seed < 2_000; seed++) {
      SeededRandom random = new SeededRandom(seed);
      int length = 1 + random.nextInt(1_000);
      SlidingWindow window = new SlidingWindow(length);
      List<Seen> all = new ArrayList<>();
      long now = random.nextLong() >> 1;
      for (int i = 0; i < 60; i++) {
        now += random.nextInt(1 + random.nextInt(length * 2));
        Seen seen = new Seen(now, random.nextInt(3) == 0, random.nextInt(3) == 0);
        window.add(seen.failed(), seen.slow(), now);
        all.add(seen);
        check(window, all, now, "seed " + seed + ", step " + i);
      }
    }
  }

  /** Nothing older than the window; all of its last 15/16; between the two either may be. */
  private static void check(SlidingWindow window, List<Seen> all, long now, String as) {
    long bucket = Math.ceilDiv(window.windowNanos(), 16);
    // The buckets are cut from the beginning of time: those of now and of 15 before.
    long from = (Math.floorDiv(now, bucket) - 15) * bucket;
    List<Seen> inside = all.stream().filter(seen -> seen.atNanos() >= from).toList();
    assertThat(window.total(now)).as(as).isEqualTo(inside.size());
    assertThat(window.failed(now)).as(as).isEqualTo(inside.stream().filter(Seen::failed).count());
    assertThat(window.slow(now)).as(as).isEqualTo(inside.stream().filter(Seen::slow).count());
    assertThat(from).as(as).isLessThanOrEqualTo(now - bucket * 15 + bucket);
  }

  @Test
  void forgetsAllAfterAWindowOfSilence() {
    SlidingWindow window = new SlidingWindow(10 * SECOND);
    window.add(true, false, 0);
    assertThat(window.failed(9 * SECOND)).isEqualTo(1);
    assertThat(window.total(10 * SECOND)).isZero();
    window.add(false, true, 10 * SECOND);
    assertThat(window.total(10 * SECOND)).isEqualTo(1);
    assertThat(window.failed(10 * SECOND)).isZero();
  }

  @Test
  void whatComesAWindowTooLateDoesNotCount() {
    SlidingWindow window = new SlidingWindow(16);
    window.add(true, false, 100);
    window.add(true, false, 100 - 16);
    assertThat(window.total(100)).isEqualTo(1);
    window.add(true, false, 97);
    assertThat(window.total(100)).as("late, but within").isEqualTo(2);
  }

  @Test
  void loosesNothingUnderContention() throws InterruptedException {
    SlidingWindow window = new SlidingWindow(1L << 40);
    int each = 50_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean failed = i % 2 == 0;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < each; j++) {
                  // Over eight buckets, all within the window.
                  window.add(failed, false, ((long) j % 8) << 36);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long now = 7L << 36;
    assertThat(window.total(now)).isEqualTo(4L * each);
    assertThat(window.failed(now)).isEqualTo(2L * each);
  }

  @Test
  void makesNoGarbage() {
    SlidingWindow window = new SlidingWindow(SECOND);
    long now = count(window, 0, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      now = count(window, now, 20_000);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes for 20,000 requests").isLessThan(1_000);
  }

  private static long count(SlidingWindow window, long from, int requests) {
    long now = from;
    for (int i = 0; i < requests; i++) {
      now += 100_000;
      window.add(i % 7 == 0, i % 11 == 0, now);
      if (window.failed(now) > window.total(now)) {
        throw new AssertionError("more failed than there were");
      }
    }
    return now;
  }

  @Test
  void refusesAWindowOfNothing() {
    assertThatThrownBy(() -> new SlidingWindow(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
