package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The upgrades that an operator asks for: the running process starts its successor itself, so that
 * it has the same user, limits, environment and control group, and tells how it went. Any thread.
 */
final class Upgrades {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrades.class);
  private static final int MOST_SECONDS = 3600;

  /** To pid 1 of a container there is no successor: its end is that of the container. */
  private static final long INIT = 1;

  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final AtomicReference<@Nullable Attempt> underWay = new AtomicReference<>();
  private final BooleanSupplier isTalking;

  /**
   * @param isTalking whether a process is taking over at this moment
   */
  Upgrades(BooleanSupplier isTalking) {
    this.isTalking = isTalking;
  }

  /** One of them. */
  private static final class Attempt {
    final CompletableFuture<@Nullable JsonNode> upgraded = new CompletableFuture<>();
    volatile String failure = "";
  }

  /** Starts the successor, waits for what becomes of it, and answers. Blocks. */
  void launch(UnixStream asking, JsonNode request) throws IOException {
    Attempt attempt = new Attempt();
    if (ProcessHandle.current().pid() == INIT) {
      answer(
          asking, "this is process 1 of its container, which ends with it: replace the container");
    } else if (!underWay.compareAndSet(null, attempt)) {
      answer(asking, "an upgrade is under way already");
    } else {
      try {
        asking.send(await(attempt, Math.clamp(request.path("seconds").asInt(60), 1, MOST_SECONDS)));
      } finally {
        underWay.set(null);
      }
    }
  }

  /** The successor serves. */
  void succeeded(long pid, String version) {
    Attempt attempt = underWay.get();
    if (attempt != null) {
      attempt.upgraded.complete(
          Message.of(Message.UPGRADED).put("pid", pid).put("version", version));
    }
  }

  /** It did not come to that; its end is what decides. */
  void failed(String why) {
    Attempt attempt = underWay.get();
    if (attempt != null) {
      attempt.failure = why;
    }
  }

  private JsonNode await(Attempt attempt, int seconds) {
    Process successor;
    try {
      successor = Successor.start();
    } catch (IOException e) {
      return Message.of(Message.KEPT, "the new process cannot be started: " + e.getMessage());
    }
    LOG.atInfo().setMessage("event=upgrade-begun").addKeyValue("process", successor.pid()).log();
    String late = "";
    try {
      CompletableFuture.anyOf(attempt.upgraded, successor.onExit()).get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      late = "the new process did not serve within " + seconds + " s";
      successor.destroyForcibly();
    } catch (InterruptedException | ExecutionException e) {
      successor.destroyForcibly();
      throw new IllegalStateException(e);
    }
    awaitSilence(attempt);
    JsonNode upgraded = attempt.upgraded.getNow(null);
    return upgraded != null ? upgraded : kept(attempt, late, successor);
  }

  /** What it said before it ended is heard out, and what it was lent is taken back. */
  private void awaitSilence(Attempt attempt) {
    long begin = System.nanoTime();
    while (!attempt.upgraded.isDone()
        && isTalking.getAsBoolean()
        && System.nanoTime() - begin < SILENCE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static JsonNode kept(Attempt attempt, String late, Process successor) {
    if (!late.isEmpty()) {
      return Message.of(Message.KEPT, late);
    }
    int status = successor.exitValue();
    String reason =
        attempt.failure.isEmpty()
            ? "the new process ended with status " + status + ": see the log of this balancer"
            : attempt.failure;
    return Message.of(Message.KEPT, reason).put("status", status);
  }

  private static void answer(UnixStream asking, String refusal) throws IOException {
    asking.send(Message.of(Message.KEPT, refusal));
  }

  /**
   * Asks the balancer at {@code socket} for an upgrade.
   *
   * @return {@code upgraded} with pid and version, or {@code kept} with reason and perhaps status
   */
  static JsonNode ask(UnixStream socket, int seconds) throws IOException, HandoverFailure {
    socket.send(Message.of(Message.UPGRADE).put("seconds", seconds));
    try {
      return socket.receive();
    } catch (SocketTimeoutException e) {
      throw new HandoverFailure("no answer from the running balancer: it hangs?", e);
    }
  }
}
