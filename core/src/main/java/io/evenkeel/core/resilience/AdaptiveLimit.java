package io.evenkeel.core.resilience;

import io.evenkeel.core.resilience.LimitWindow.Use;
import io.evenkeel.core.stats.AtomicFields;
import io.evenkeel.core.stats.LogHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The {@link ConcurrencyLimit} of one server at work: cuts its answers into windows and keeps what
 * the rule makes of them. Thread-safe.
 *
 * <p>An answer costs a comparison of two times. Nothing is counted here: the server's own counters
 * are read at the end of a window, by whoever ends a request then, and compared with those at its
 * begin. Others who come meanwhile pass by.
 */
public final class AdaptiveLimit {
  /** A window that says too little is looked at again after this. */
  private static final long AGAIN_NANOS = ConcurrencyLimit.LEAST_NANOS / 4;

  /** How soon the limit grows while nothing at all is known of the server. */
  private static final long BLIND_NANOS = 1_000_000_000L;

  private static final VarHandle STATE =
      AtomicFields.of(MethodHandles.lookup(), "state", ConcurrencyLimit.class);

  /** What is read of the server at the end of a window. Any thread. */
  public interface Counters {
    /** Adds the latencies of all good answers to {@code sums}, as {@link LogHistogram#addTo}. */
    void addServedTo(long[] sums);

    /** Attempts so far that have ended, however they did. */
    long finishedAttempts();

    /** Answers so far with status 503. */
    long unavailable();

    /** Attempts so far that timed out. */
    long late();

    /** Requests without a byte of their answer now. */
    int waiting();
  }

  private volatile ConcurrencyLimit state = ConcurrencyLimit.BEGIN;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean begun;
  private volatile Use use = Use.SPARE;
  private volatile long dueNanos;

  // Of whoever is looking.
  private boolean isSettled;
  private long[] before = {};
  private long[] now = {};
  private long finishedBefore;
  private long unavailableBefore;
  private long lateBefore;
  private long beganNanos;
  private long steppedNanos;

  /** What the rule came to. */
  public ConcurrencyLimit state() {
    return state;
  }

  /** Nearly all that the limit allows is in use. */
  public void nearlyUsed() {
    if (use == Use.SPARE) {
      use = Use.NEARLY;
    }
  }

  /** A request was turned away. */
  public void exhausted() {
    if (use != Use.EXHAUSTED) {
      use = Use.EXHAUSTED;
    }
  }

  /** The server begins anew, maybe cold. */
  public void restart() {
    ConcurrencyLimit seen = state;
    while (!STATE.compareAndSet(this, seen, seen.restarted())) {
      seen = state;
    }
  }

  /** Goes on from what another process had learned. Before the first request. */
  public void resume(ConcurrencyLimit learned) {
    state = learned;
  }

  /** Whether {@link #look} may have something to do. */
  public boolean isDue(long nowNanos) {
    return !begun || nowNanos - dueNanos >= 0;
  }

  /** Ends the window if it says enough; true when the limit may have changed. */
  public boolean look(Counters counters, int ceiling, long nowNanos) {
    if (!looking.compareAndSet(false, true)) {
      return false;
    }
    try {
      return isDue(nowNanos) && lookAlone(counters, ceiling, nowNanos);
    } finally {
      looking.set(false);
    }
  }

  private boolean lookAlone(Counters counters, int ceiling, long nowNanos) {
    if (!begun) {
      before = new long[LogHistogram.BUCKETS];
      now = new long[LogHistogram.BUCKETS];
      counters.addServedTo(now);
      begin(counters, nowNanos);
      begun = true;
      return false;
    }
    if (isSettled && saysTooLittle(counters, nowNanos)) {
      dueNanos = nowNanos + AGAIN_NANOS;
      return false;
    }
    ConcurrencyLimit judged = state;
    boolean hasChanged = lookClosely(judged, counters, ceiling, nowNanos);
    isSettled = state.isSettled();
    return hasChanged;
  }

  private boolean lookClosely(
      ConcurrencyLimit judged, Counters counters, int ceiling, long nowNanos) {
    Arrays.fill(now, 0);
    counters.addServedTo(now);
    LimitWindow window = window(counters, nowNanos);
    if (judged.isReady(window)) {
      begin(counters, nowNanos);
      // Whoever has set another meanwhile (a restart) knows better.
      return STATE.compareAndSet(this, judged, judged.after(window, ceiling));
    }
    if (window.elapsedNanos() >= ConcurrencyLimit.MOST_NANOS) {
      begin(counters, nowNanos);
      return false;
    }
    dueNanos = nowNanos + AGAIN_NANOS;
    if (judged.isBlind(window) && nowNanos - steppedNanos >= BLIND_NANOS) {
      use = Use.SPARE;
      steppedNanos = nowNanos;
      return STATE.compareAndSet(this, judged, judged.grows(ceiling));
    }
    return false;
  }

  /**
   * Whether the window is not worth being put together: one of thousands of servers gets a few
   * requests a second, and each of them would read a page of buckets, and the state, that no cache
   * holds.
   */
  private boolean saysTooLittle(Counters counters, long nowNanos) {
    return ConcurrencyLimit.saysTooLittle(
        nowNanos - beganNanos,
        counters.finishedAttempts() - finishedBefore,
        counters.unavailable() - unavailableBefore + counters.late() - lateBefore);
  }

  private LimitWindow window(Counters counters, long nowNanos) {
    long answers = 0;
    long sumNanos = 0;
    for (int i = 0; i < now.length; i++) {
      long count = count(i);
      answers += count;
      sumNanos += count * LogHistogram.middleNanos(i);
    }
    return new LimitWindow(
        nowNanos - beganNanos,
        answers,
        counters.unavailable() - unavailableBefore,
        counters.late() - lateBefore,
        medianNanos((answers + 1) / 2),
        answers == 0 ? 0 : sumNanos / answers,
        use,
        counters.waiting());
  }

  /** Counters wrap: one window in 2^32 answers of a bucket misses some. */
  private long count(int bucket) {
    return Math.max(0, now[bucket] - before[bucket]);
  }

  private long medianNanos(long rank) {
    long seen = 0;
    for (int i = 0; i < now.length && rank > 0; i++) {
      seen += count(i);
      if (seen >= rank) {
        return LogHistogram.middleNanos(i);
      }
    }
    return 0;
  }

  /** What was read last is what the next window begins with. */
  private void begin(Counters counters, long nowNanos) {
    long[] free = before;
    before = now;
    now = free;
    finishedBefore = counters.finishedAttempts();
    unavailableBefore = counters.unavailable();
    lateBefore = counters.late();
    beganNanos = nowNanos;
    steppedNanos = nowNanos;
    use = Use.SPARE;
    dueNanos = nowNanos + ConcurrencyLimit.LEAST_NANOS;
  }
}
