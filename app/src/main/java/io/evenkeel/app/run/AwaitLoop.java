package io.evenkeel.app.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Has the control loop do something, and waits for it. Not for the loop itself. */
final class AwaitLoop {
  /** The loop answers in milliseconds; who waits longer waits for one that is stuck. */
  private static final long PATIENCE_SECONDS = 10;

  private AwaitLoop() {}

  static <T> T call(Machinery.Control control, Supplier<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    control.submit(() -> {
      try {
        done.complete(task.get());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    try {
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the control loop did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
