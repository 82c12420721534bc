package io.evenkeel.control.loop;

import io.evenkeel.core.time.NanoClock;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control loop: messages and timers, one after the other, so that what it decides needs no
 * locks. {@link #execute} and {@link #close} may be called from any thread; timers belong to the
 * loop itself.
 *
 * <p>It is driven either by its own thread ({@link #start}) or by calls of {@link #run}, as tests
 * and simulations do with a time of their own; never by both. A message or timer that throws is
 * logged and counted, and the loop goes on.
 */
public final class ControlLoop implements Executor, AutoCloseable {
  /** Messages waiting at most; beyond it the loop is stuck, and keeping more would only hide it. */
  private static final int MAX_QUEUED = 1 << 16;

  private static final long CLOSE_TIMEOUT_MILLIS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private final NanoClock clock;
  private final BlockingQueue<Runnable> messages = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final PriorityQueue<LoopTimer> timers = new PriorityQueue<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean closed;
  private @Nullable Thread thread;
  private long nowNanos;
  private long timerSequence;

  /**
   * @param clock read by the loop's own thread only
   */
  public ControlLoop(NanoClock clock) {
    this.clock = clock;
    this.nowNanos = clock.nanos();
  }

  /**
   * Sends a message. Never blocks.
   *
   * @throws RejectedExecutionException when the loop is closed, or so far behind that {@value
   *     #MAX_QUEUED} messages wait
   */
  @Override
  public void execute(Runnable message) {
    if (closed || !messages.offer(message)) {
      refused.incrementAndGet();
      throw new RejectedExecutionException(
          closed ? "control loop: closed" : "control loop: " + MAX_QUEUED + " messages wait");
    }
  }

  /** The time of the message or timer that is being handled. Loop only. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Runs {@code action} once {@code atNanos} has come. Loop only. */
  public LoopTimer at(long atNanos, Runnable action) {
    LoopTimer timer = new LoopTimer(this, atNanos, timerSequence++, action);
    timers.add(timer);
    return timer;
  }

  /**
   * Handles the timers that are due at {@code nowNanos} in their order, then the messages that wait
   * now; what these cause waits for the next run.
   *
   * @return how many of both there were
   */
  public int run(long nowNanos) {
    this.nowNanos = nowNanos;
    int handled = 0;
    long madeBefore = timerSequence;
    for (LoopTimer next = timers.peek();
        next != null && next.isDue(nowNanos, madeBefore);
        next = timers.peek()) {
      timers.remove();
      handle(next.action());
      handled++;
    }
    for (int waiting = messages.size(); waiting > 0; waiting--) {
      handle(messages.remove());
      handled++;
    }
    return handled;
  }

  /** When the next timer is due; null: there is none. Loop only. */
  public @Nullable Long nextTimerNanos() {
    LoopTimer next = timers.peek();
    return next == null ? null : next.atNanos();
  }

  /** Messages and timers that threw. */
  public long failures() {
    return failures.get();
  }

  /** Messages that were not taken. */
  public long refused() {
    return refused.get();
  }

  /** Starts the loop's own thread. */
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("control loop: started already");
    }
    thread = Thread.ofPlatform().name("control").daemon().start(this::runUntilClosed);
  }

  /** Takes no more messages, handles those that wait, and ends the thread. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Thread running = thread;
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    if (!messages.offer(() -> {})) { // wakes the thread; a full queue does as well
      LOG.warn("event=control-loop-close queued={}", MAX_QUEUED);
    }
    try {
      running.join(CLOSE_TIMEOUT_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void cancel(LoopTimer timer) {
    timers.remove(timer);
  }

  private void runUntilClosed() {
    while (!closed || !messages.isEmpty()) {
      run(clock.nanos());
      Runnable message = awaitMessage();
      if (message != null) {
        nowNanos = clock.nanos();
        handle(message);
      }
    }
  }

  private @Nullable Runnable awaitMessage() {
    Long next = nextTimerNanos();
    try {
      return messages.poll(
          next == null ? Long.MAX_VALUE : Math.max(0, next - clock.nanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return null; // nobody interrupts this thread to stop it: closed says so
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void handle(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failures.incrementAndGet();
      LOG.error("event=control-loop-failure", e);
    }
  }
}
