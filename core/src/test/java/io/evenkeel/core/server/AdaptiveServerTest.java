package io.evenkeel.core.server;

import static io.evenkeel.core.Fixtures.readiness;
import static io.evenkeel.core.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.health.Ejection;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.resilience.ConcurrencyLimit;
import io.evenkeel.core.time.SeededRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose limit follows its latency, seen from outside. */
class AdaptiveServerTest {
  private static final int START = (int) ConcurrencyLimit.START;
  private static final long MS = 1_000_000;

  private final ServerState server = state(0);
  private long now;

  @BeforeEach
  void adapt() {
    server.maxRequests(256);
    server.adaptive(true);
  }

  @Test
  void startsLowAndGrowsWhileItIsUsedAndFast() {
    assertThat(server.limit()).isEqualTo(START);
    saturate(20, 10 * MS);
    assertThat(server.limit()).isEqualTo(256);
    assertThat(server.maxRequests()).isEqualTo(256);
  }

  @Test
  void doesNotGrowUnused() {
    for (int i = 0; i < 5_000; i++) {
      now += MS;
      assertThat(server.tryStart(now)).isTrue();
      server.finished(new AttemptResult.Responded(200, MS), 0, now);
    }
    assertThat(server.limit()).isEqualTo(START);
  }

  @Test
  void shrinksWhenItsQueueMakesItSlow() {
    saturate(20, 10 * MS);
    // Five at once in 10 ms each: 500 a second. All others wait.
    ArrayDeque<Long> starts = new ArrayDeque<>();
    ArrayDeque<Long> ends = new ArrayDeque<>();
    long free = now;
    for (long until = now + 10_000 * MS; now < until; ) {
      while (server.tryStart(now)) {
        free = Math.max(free + 2 * MS, now + 10 * MS);
        starts.add(now);
        ends.add(free);
      }
      now = ends.remove();
      server.finished(new AttemptResult.Responded(200, now - starts.remove()), 0, now);
    }
    assertThat(server.limit()).isBetween(5, 15);
  }

  /** Which is what 10:08 of the story was made of. */
  @Test
  void failuresThatComeFastDoNotMakeItLookFast() {
    saturate(10, 10 * MS);
    int before = server.limit();
    for (int i = 0; i < 20_000; i++) {
      now += MS / 10;
      if (server.tryStart(now)) {
        server.finished(new AttemptResult.Responded(i % 2 == 0 ? 500 : 404, MS / 10), 0, now);
      }
    }
    assertThat(server.limit()).isEqualTo(before);
    // Slow start left off somewhere below; it is as fast as before, and grows.
    saturate(20, 10 * MS);
    assertThat(server.limit()).isEqualTo(256);
  }

  @Test
  void aNewCeilingHoldsAtOnceAndTheRestIsKept() {
    saturate(20, 10 * MS);
    server.maxRequests(7);
    assertThat(server.limit()).isEqualTo(7);
    server.adaptive(true);
    server.maxRequests(100);
    assertThat(server.limit()).isEqualTo(100);
    server.adaptive(false);
    assertThat(server.limit()).isEqualTo(100);
    server.adaptive(true);
    assertThat(server.limit()).isEqualTo(START);
  }

  @Test
  void aServerThatComesBackBeginsLow() {
    saturate(20, 10 * MS);
    server.health(readiness(Health.UNHEALTHY, now));
    server.health(readiness(Health.HEALTHY, now));
    assertThat(server.limit()).isEqualTo(START);
  }

  @Test
  void oneThatWasEjectedBeginsLowWhenItIsToBeginSlowly() {
    saturate(20, 10 * MS);
    Ejection.Ejected out =
        new Ejection.Ejected(Ejection.Reason.CONSECUTIVE_FAILURES, "5", 1, now, now + MS);
    server.ejection(out, true, now);
    server.ejection(Ejection.In.NEVER, false, now + MS);
    assertThat(server.limit()).as("served nobody, but is not to begin slowly").isEqualTo(256);
    server.ejection(out, true, now);
    server.ejection(Ejection.In.NEVER, true, now + MS);
    assertThat(server.limit()).isEqualTo(START);
    assertThat(server.warmingSinceNanos()).isEqualTo(now + MS);
  }

  /** In panic mode it had traffic all the time: it is warm, whatever its checks thought. */
  @Test
  void aServerThatServedAllTheTimeKeepsItsLimit() {
    saturate(20, 10 * MS);
    assertThat(server.tryStart(now)).isTrue();
    server.health(readiness(Health.UNHEALTHY, now));
    server.health(readiness(Health.HEALTHY, now));
    assertThat(server.limit()).isEqualTo(256);
    server.finished(new AttemptResult.Abandoned(), 0, now);
  }

  /** Tunnels and downloads are open for hours: they must not use up what waits for an answer. */
  @Test
  void anAnswerThatGoesOnDoesNotCount() {
    for (int i = 0; i < 200; i++) {
      assertThat(server.tryStart(now)).as("tunnel %d", i).isTrue();
      server.steppedAside();
    }
    assertThat(server.inFlight()).isEqualTo(200);
    assertThat(server.waiting()).isZero();
    for (int i = 0; i < START; i++) {
      assertThat(server.tryStart(now)).isTrue();
    }
    assertThat(server.tryStart(now)).isFalse();
    server.maxRequests(210);
    server.waitsAgain();
    server.finished(new AttemptResult.Responded(101, MS), 0, now);
    assertThat(server.inFlight()).isEqualTo(219);
    assertThat(server.admits(now)).as("the ceiling counts them all").isFalse();
  }

  /** Nobody answers, so those who are turned away make the time pass. */
  @Test
  void growsByTimeWhileNothingIsKnown() {
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      now += MS;
      taken += server.tryStart(now) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(256);
    assertThat(server.limit()).isEqualTo(256);
  }

  /** L7, with bodies: whatever happens, in the end nothing is there. */
  @Test
  void nothingIsLeftBehind() {
    for (int seed = 0; seed < 50; seed++) {
      SeededRandom random = new SeededRandom(seed);
      List<Boolean> open = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        now += random.nextInt(20_000_000);
        if (random.nextInt(2) == 0 && server.tryStart(now)) {
          boolean inBody = random.nextInt(3) == 0;
          if (inBody) {
            server.steppedAside();
          }
          open.add(inBody);
        } else if (!open.isEmpty()) {
          end(open.remove(random.nextInt(open.size())), random);
        }
      }
      while (!open.isEmpty()) {
        end(open.removeLast(), random);
      }
      assertThat(server.inFlight()).as("seed %d", seed).isZero();
      assertThat(server.waiting()).as("seed %d", seed).isZero();
    }
  }

  private void end(boolean inBody, SeededRandom random) {
    if (inBody) {
      server.waitsAgain();
    }
    AttemptResult result =
        switch (random.nextInt(5)) {
          case 0 -> new AttemptResult.Abandoned();
          case 1 -> new AttemptResult.TimedOut(AttemptResult.Phase.WAITING);
          case 2 -> new AttemptResult.Responded(503, MS);
          case 3 -> new AttemptResult.Broken(AttemptResult.Phase.RECEIVING);
          default -> new AttemptResult.Responded(200, random.nextInt(1_000_000_000));
        };
    server.finished(result, random.nextInt(2), now);
  }

  /** One record a window, and nothing for an answer. */
  @Test
  void allocatesNothingForAnAnswer() {
    answer(200_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    answer(200_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // 200 s of virtual time have at most 2,000 windows of some 200 bytes.
    assertThat(allocated).as("bytes for 200,000 answers").isLessThan(2_000 * 250);
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      now += MS;
      server.tryStart(now);
      server.finished(io.evenkeel.core.Fixtures.OK, 0, now);
    }
  }

  /** So many windows in which all slots are taken and every request takes that long. */
  private void saturate(int windows, long latencyNanos) {
    ArrayDeque<Long> ends = new ArrayDeque<>();
    long until = now + windows * Math.max(110 * MS, latencyNanos);
    while (now < until) {
      while (server.tryStart(now)) {
        ends.add(now + latencyNanos);
      }
      now = ends.remove();
      server.finished(new AttemptResult.Responded(200, latencyNanos), 0, now);
    }
    for (long end : ends) {
      now = Math.max(now, end);
      server.finished(new AttemptResult.Responded(200, latencyNanos), 0, now);
    }
  }
}
