package io.evenkeel.control.change;

import io.evenkeel.control.loop.ControlLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Lets a thread that may block have something done on the control loop, and waits for it. */
final class OnLoop {
  /** The loop answers in milliseconds; who waits longer waits for one that is stuck. */
  private static final long PATIENCE_SECONDS = 10;

  private final ControlLoop loop;

  OnLoop(ControlLoop loop) {
    this.loop = loop;
  }

  /** Something that may be refused. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws ChangeRefused;
  }

  <T> T call(Task<T> task) throws ChangeRefused {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      loop.execute(() -> {
        try {
          done.complete(task.run());
        } catch (ChangeRefused | RuntimeException e) {
          done.completeExceptionally(e);
        }
      });
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ChangeRefused refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException | RejectedExecutionException e) {
      throw unavailable("the balancer's control loop does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted", e);
    }
  }

  static ChangeRefused unavailable(@Nullable String why, Exception cause) {
    ChangeRefused refused = new ChangeRefused(ChangeRefused.Kind.UNAVAILABLE, String.valueOf(why));
    refused.initCause(cause);
    return refused;
  }
}
