package io.evenkeel.control.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
  private final List<String> log = new ArrayList<>();
  private final ControlLoop loop = new ControlLoop(() -> 0);

  @Test
  void runsTimersInTheOrderOfTheirTimesThenMessages() {
    loop.execute(() -> log.add("message"));
    loop.at(20, () -> log.add("second"));
    loop.at(10, () -> log.add("first"));
    loop.at(20, () -> log.add("third"));
    loop.at(21, () -> log.add("later"));

    assertThat(loop.run(20)).isEqualTo(4);

    assertThat(log).containsExactly("first", "second", "third", "message");
    assertThat(loop.nextTimerNanos()).isEqualTo(21);
    assertThat(loop.nowNanos()).isEqualTo(20);
  }

  @Test
  void timersSurviveAnOverflowOfTheClock() {
    loop.at(Long.MIN_VALUE + 5, () -> log.add("after"));
    loop.at(Long.MAX_VALUE, () -> log.add("before"));

    assertThat(loop.run(Long.MAX_VALUE)).isEqualTo(1);
    assertThat(loop.run(Long.MIN_VALUE + 5)).isEqualTo(1);

    assertThat(log).containsExactly("before", "after");
  }

  @Test
  void whatAMessageOrTimerCausesWaitsForTheNextRun() {
    loop.execute(() -> loop.execute(() -> log.add("caused by a message")));
    loop.at(0, () -> loop.at(-1, () -> log.add("caused by a timer")));

    assertThat(loop.run(0)).isEqualTo(2);
    assertThat(log).isEmpty();

    assertThat(loop.run(0)).isEqualTo(2);
    assertThat(log).containsExactly("caused by a timer", "caused by a message");
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    LoopTimer timer = loop.at(1, () -> log.add("cancelled"));
    timer.cancel();
    timer.cancel();

    assertThat(loop.run(2)).isZero();
    assertThat(loop.nextTimerNanos()).isNull();
  }

  @Test
  void goesOnAfterAMessageOrTimerThatThrows() {
    loop.at(
        0,
        () -> {
          throw new IllegalStateException("timer, on purpose");
        });
    loop.execute(() -> {
      throw new AssertionError("message, on purpose");
    });
    loop.execute(() -> log.add("next"));

    assertThat(loop.run(0)).isEqualTo(3);

    assertThat(log).containsExactly("next");
    assertThat(loop.failures()).isEqualTo(2);
  }

  @Test
  void refusesMessagesBeyondItsBoundInsteadOfGrowing() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i <= 65_536; i++) {
                loop.execute(() -> log.add(""));
              }
            })
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("65536 messages wait");
    assertThat(loop.refused()).isEqualTo(1);

    assertThat(loop.run(0)).isEqualTo(65_536);
    loop.execute(() -> log.add(""));
    assertThat(loop.run(0)).isEqualTo(1);
  }

  @Test
  void itsOwnThreadRunsMessagesAndTimersAndEndsWithThoseThatWait() throws Exception {
    CompletableFuture<String> timed = new CompletableFuture<>();
    ControlLoop running = new ControlLoop(System::nanoTime);
    running.start();
    running.execute(() ->
        running.at(
            running.nowNanos() + 1_000_000,
            () -> timed.complete(Thread.currentThread().getName())));
    assertThat(timed.get(20, TimeUnit.SECONDS)).isEqualTo("control");

    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<Void> last = new CompletableFuture<>();
    running.execute(() -> {
      begun.countDown();
      awaitQuietly(mayEnd);
    });
    running.execute(() -> last.complete(null));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    Thread closer = Thread.ofVirtual().start(running::close);
    mayEnd.countDown();
    assertThat(closer.join(java.time.Duration.ofSeconds(20))).isTrue();

    assertThat(last).isCompleted();
    assertThatThrownBy(() -> running.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("closed");
    running.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
