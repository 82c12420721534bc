package io.evenkeel.core.health;

import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.stats.AtomicFields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Sees a server fail by the outcome of its requests, and says so once. {@link #succeeded} and
 * {@link #failed} are called by event loops, everything else by the control loop.
 *
 * <p>A success costs one read; only a failure writes. Two signs:
 *
 * <p><b>Failures in a row</b>, as many as the policy says.
 *
 * <p><b>Failure rate.</b> {@link #FAILURES} failures among the last {@code FAILURES / rate}
 * requests (10 of 20 by default) within {@link #WINDOW_NANOS}. Only the last requests are looked
 * at: measured over seconds, the good ones from before would hide the failures of a busy server for
 * half of that time. Ten failures, for a count of ten is off by a third of itself by chance (1 /
 * √10): a server that fails half as often as the policy allows passes for one that fails too often
 * once in 70 windows (binomial, 20 requests at a quarter: 1.4 %), one that fails a tenth never
 * (10<sup>-5</sup>).
 *
 * <p>The last {@link #FAILURES} failures are kept as pairs: how many requests had ended then, and
 * when. Several loops may write them at once; what can be lost by that is one of ten failures.
 */
public final class OutlierDetector {
  /** Failures that make a rate. */
  public static final int FAILURES = 10;

  /**
   * Long, for balancers that go by load send a server that fails so few requests that twenty of
   * them take a while. Below one every three seconds it is left to the failures in a row.
   */
  static final long WINDOW_NANOS = 60_000_000_000L;

  /** Who wants to know. Called by event loops: returns at once. */
  @FunctionalInterface
  public interface Listener {
    /** The server just began to fail; told once until {@link OutlierDetector#rearm}. */
    void tripped();
  }

  private static final VarHandle IN_A_ROW =
      AtomicFields.of(MethodHandles.lookup(), "inARow", int.class);
  private static final VarHandle SIGN =
      AtomicFields.of(MethodHandles.lookup(), "sign", Ejection.Reason.class);
  private static final int OFF = Integer.MAX_VALUE;

  private volatile int inARow;
  private volatile int mostInARow = OFF;
  private volatile int window;
  private volatile Ejection.@Nullable Reason sign;
  private volatile @Nullable Trail trail;
  private volatile @Nullable Listener listener;

  /** The last failures. */
  private static final class Trail {
    final AtomicInteger count = new AtomicInteger();
    final AtomicLongArray ended = new AtomicLongArray(FAILURES);
    final AtomicLongArray nanos = new AtomicLongArray(FAILURES);
  }

  /** From now on this counts as failing, and {@code newListener} is told; null: nobody. */
  public void watch(OutlierPolicy policy, @Nullable Listener newListener) {
    listener = newListener;
    switch (policy) {
      case OutlierPolicy.None _ -> {
        mostInARow = OFF;
        window = 0;
      }
      case OutlierPolicy.Active active -> {
        mostInARow = active.consecutiveFailures();
        window = (int) Math.min(Integer.MAX_VALUE, Math.floor(FAILURES / active.failureRate()));
      }
    }
  }

  /** A request succeeded. */
  public void succeeded() {
    if (inARow != 0) {
      inARow = 0;
    }
  }

  /**
   * A request failed.
   *
   * @param ended requests that ended at this server so far, this one included, by its own doing
   */
  public void failed(long ended, long nowNanos) {
    int seen = (int) IN_A_ROW.getAndAdd(this, 1) + 1;
    boolean tooOften = window > 0 && tooOften(ended, nowNanos);
    if (seen >= mostInARow) {
      trip(Ejection.Reason.CONSECUTIVE_FAILURES);
    } else if (tooOften) {
      trip(Ejection.Reason.FAILURE_RATE);
    }
  }

  /** What it was seen by; null: nothing since {@link #rearm}. */
  public Ejection.@Nullable Reason sign() {
    return sign;
  }

  /** Failures since the last success. */
  public int inARow() {
    return inARow;
  }

  /** For people: what the sign is made of. */
  public String evidence() {
    return sign == Ejection.Reason.FAILURE_RATE
        ? FAILURES + " of the last " + window + " requests failed"
        : inARow + " failures in a row";
  }

  /** What was seen is dealt with; the next failure that is one too many is told again. */
  public void rearm() {
    sign = null;
  }

  /** The server begins anew: nothing is held against it. */
  public void forgive() {
    inARow = 0;
    trail = null;
    sign = null;
  }

  private boolean tooOften(long ended, long nowNanos) {
    Trail last = trail;
    if (last == null) {
      // Another loop may do the same at this moment: one failure is lost then.
      last = new Trail();
      trail = last;
    }
    int number = last.count.getAndIncrement() & Integer.MAX_VALUE;
    int oldest = (number + 1) % FAILURES;
    int place = number % FAILURES;
    last.ended.set(place, ended);
    last.nanos.set(place, nowNanos);
    return number >= FAILURES - 1
        && ended - last.ended.get(oldest) < window
        && nowNanos - last.nanos.get(oldest) < WINDOW_NANOS;
  }

  private void trip(Ejection.Reason reason) {
    if (sign == null && SIGN.compareAndSet(this, null, reason)) {
      Listener told = listener;
      if (told != null) {
        told.tripped();
      }
    }
  }
}
