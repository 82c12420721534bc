package io.evenkeel.core.resilience;

import io.evenkeel.core.resilience.BreakerInput.Asked;
import io.evenkeel.core.resilience.BreakerInput.Ended;
import io.evenkeel.core.resilience.BreakerInput.Force;
import io.evenkeel.core.resilience.BreakerInput.Inherited;
import io.evenkeel.core.resilience.BreakerInput.Needed;
import io.evenkeel.core.resilience.BreakerInput.Recalled;
import io.evenkeel.core.resilience.BreakerInput.Released;
import io.evenkeel.core.resilience.BreakerInput.Reset;
import io.evenkeel.core.resilience.BreakerInput.Result;
import io.evenkeel.core.resilience.BreakerInput.Tripped;
import io.evenkeel.core.stats.AtomicFields;
import io.evenkeel.core.stats.SlidingWindow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests from a server, or from a pool as a whole, for a while when too many of them failed
 * or were too slow, then lets a few try. Thread-safe; event loops ask and tell, the control loop
 * configures.
 *
 * <p>Michael Nygard's pattern (Release It!, 2007). Its state is one {@link BreakerState} behind one
 * atomic reference; the table is there. Around it this class keeps the window of outcomes, and
 * takes and gives back the server's {@link Absences absence}: a state that keeps the server away
 * holds exactly one, taken before the state is entered and given back by whoever wins the exchange
 * that leaves it. A breaker that may take none stays closed and says so ({@link #isHeldClosed}).
 *
 * <p>The rates are looked at when a request fails or is slow, never when one ends well: a success
 * makes nothing worse, so that it costs no more than one addition. While closed and without
 * requests a breaker is a few dozen bytes; the window comes with the first one.
 */
public final class CircuitBreaker {
  private static final VarHandle STATE =
      AtomicFields.of(MethodHandles.lookup(), "state", BreakerState.class);
  private static final VarHandle WINDOW =
      AtomicFields.of(MethodHandles.lookup(), "window", SlidingWindow.class);
  private static final VarHandle COUNTS =
      AtomicFields.of(MethodHandles.lookup(), "counts", BreakerCounts.class);
  private static final VarHandle HELD_UNTIL =
      AtomicFields.of(MethodHandles.lookup(), "heldUntilNanos", long.class);

  /** What an operator's word needs no terms for. */
  private static final BreakerTerms NO_TERMS = new BreakerTerms(1, 1, 1, 1, 1, 1, 0, 1);

  private final Absences absences;
  private volatile BreakerState state = BreakerState.Closed.NEVER_OPEN;
  private volatile @Nullable BreakerTerms terms;
  private volatile @Nullable SlidingWindow window;
  private volatile @Nullable BreakerCounts counts;
  private volatile long heldUntilNanos;
  private volatile @Nullable Trip lastTrip;

  /** What a breaker saw in its window when it opened last. */
  public record Trip(long failed, long slow, long total) {}

  /**
   * One that never opens, until it is configured.
   *
   * @param absences what it draws from when it keeps its server away
   */
  public CircuitBreaker(Absences absences) {
    this.absences = absences;
  }

  /** The breaker of a pool as a whole: nobody can take its place, so it needs no permission. */
  public static CircuitBreaker ofPool() {
    Absences own = new Absences();
    own.allow(1);
    return new CircuitBreaker(own);
  }

  /**
   * Goes by {@code newTerms} from the next outcome on; the state stays. Control loop only.
   *
   * @param newTerms null: it never opens, and closes now; an operator's word holds
   */
  public void configure(@Nullable BreakerTerms newTerms) {
    terms = newTerms;
    SlidingWindow seen = window;
    if (seen != null && (newTerms == null || seen.windowNanos() != newTerms.windowNanos())) {
      window = null;
    }
    if (newTerms == null) {
      apply(new Reset());
    }
  }

  /** Its server has left the pool, or is gone: what it holds is given back. Control loop only. */
  public void leave() {
    apply(new Released());
    apply(new Reset());
  }

  /** What it does with requests now. Any thread. */
  public BreakerMode mode() {
    return state.mode();
  }

  /** The operator's word that holds; null: the traffic decides. Any thread. */
  public @Nullable Forced forced() {
    return switch (state) {
      case BreakerState.ForcedOpen(Forced forced) -> forced;
      case BreakerState.ForcedClosed(Forced forced) -> forced;
      default -> null;
    };
  }

  /** How often it opened in a row, as far as that still counts. Any thread. */
  public int openings() {
    return switch (state) {
      case BreakerState.Closed closed -> closed.openings();
      case BreakerState.Open open -> open.openings();
      case BreakerState.HalfOpen half -> half.openings();
      case BreakerState.ForcedOpen _, BreakerState.ForcedClosed _ -> 0;
    };
  }

  /** Requests that were let in to try it and have not shown yet how it is. Any thread. */
  public int triesUnderWay() {
    return state instanceof BreakerState.HalfOpen half ? half.tries().size() : 0;
  }

  /** Nanoseconds until a request may get through; 0: now, or nobody knows. Any thread. */
  public long waitNanos(long nowNanos) {
    return state instanceof BreakerState.Open(int _, long until)
        ? Math.max(0, until - nowNanos)
        : 0;
  }

  /** Whether {@link #tryStart} would have said yes a moment ago. Any thread. */
  public boolean admits(long nowNanos) {
    BreakerState now = state;
    return now instanceof BreakerState.Closed || now.admits(nowNanos, termsNow());
  }

  /**
   * Whether a request may go on; then {@link #ended}, {@link #abandoned} or, early, {@link
   * #answered} is due with the same time as {@code startNanos}.
   */
  public boolean tryStart(long nowNanos) {
    BreakerState now = state;
    return now instanceof BreakerState.Closed || ask(new Asked(nowNanos));
  }

  /** As {@link #tryStart}, when there is nobody else: then one that is open is tried early. */
  public boolean tryStartInNeed(long nowNanos) {
    return ask(new Needed(nowNanos));
  }

  /**
   * A request has ended, and it tells of the server.
   *
   * @param elapsedNanos how long the answer took; {@link Long#MAX_VALUE}: too long
   */
  public void ended(boolean failed, long elapsedNanos, long startNanos, long nowNanos) {
    BreakerState now = state;
    if (now instanceof BreakerState.Closed closed) {
      BreakerTerms rules = terms;
      if (rules != null && closed.concerns(startNanos)) {
        count(closed, failed, elapsedNanos >= rules.slowNanos(), nowNanos);
      }
    } else if (now instanceof BreakerState.HalfOpen) {
      Result result =
          failed
              ? Result.FAILED
              : elapsedNanos >= termsNow().slowNanos() ? Result.SLOW : Result.PASSED;
      apply(new Ended(startNanos, result, nowNanos));
    }
  }

  /** A request has ended and says nothing: a try is left again. */
  public void abandoned(long startNanos, long nowNanos) {
    if (state instanceof BreakerState.HalfOpen) {
      apply(new Ended(startNanos, Result.VOID, nowNanos));
    }
  }

  /**
   * The head of an answer is there: a try has shown what it could. Its body may last for hours (a
   * tunnel, a stream of events), and would keep others from trying as long.
   */
  public void answered(boolean failed, long elapsedNanos, long startNanos, long nowNanos) {
    if (state instanceof BreakerState.HalfOpen) {
      ended(failed, elapsedNanos, startNanos, nowNanos);
    }
  }

  /** Closes, if the traffic had opened it: its server is needed. Control loop only. */
  public void recall(long nowNanos) {
    apply(new Recalled(nowNanos));
  }

  /**
   * It was open in the process before this one, and has so long left of it. What is too much is
   * called back later. Control loop only, before anybody uses it.
   *
   * @param openings in a row, this one included; at least 1
   */
  public void inherit(int openings, long leftNanos, long nowNanos) {
    int opening = Math.clamp(openings, 1, BreakerState.MOST_OPENINGS);
    apply(new Inherited(opening, nowNanos + Math.max(0, leftNanos)));
  }

  /** Opens or closes it by an operator's word until that is released. Control loop only. */
  public void force(boolean open, Forced by) {
    apply(new Force(open, by));
  }

  /** Leaves it to the traffic again: closed at first. Control loop only. */
  public void release() {
    apply(new Released());
  }

  /**
   * Whether it would be open by its window, but too many servers are away already. For as long as
   * half a window to a whole one after the last time. Any thread.
   */
  public boolean isHeldClosed(long nowNanos) {
    long until = heldUntilNanos;
    return until != 0 && nowNanos - until < 0 && state instanceof BreakerState.Closed;
  }

  /** What it last opened for; null: it never did. Any thread. */
  public @Nullable Trip lastTrip() {
    return lastTrip;
  }

  /** How often it came to {@code mode}. Any thread. */
  public long transitionsTo(BreakerMode mode) {
    BreakerCounts seen = counts;
    return seen == null ? 0 : seen.timesEntered(mode);
  }

  /** How often it was held closed, each time until it was over. Any thread. */
  public long timesHeldClosed() {
    BreakerCounts seen = counts;
    return seen == null ? 0 : seen.timesHeld();
  }

  // Not in one method with add: the good case must stay small enough to be inlined.
  private void count(BreakerState.Closed closed, boolean failed, boolean slow, long nowNanos) {
    SlidingWindow seen = window;
    SlidingWindow counted = seen != null ? seen : newWindow();
    counted.add(failed, slow, nowNanos);
    if (failed || slow) {
      judge(closed, counted, nowNanos);
    }
  }

  private SlidingWindow newWindow() {
    SlidingWindow added = new SlidingWindow(termsNow().windowNanos());
    SlidingWindow witness = (SlidingWindow) WINDOW.compareAndExchange(this, null, added);
    return witness == null ? added : witness;
  }

  private void judge(BreakerState.Closed closed, SlidingWindow seen, long nowNanos) {
    BreakerTerms rules = termsNow();
    long failed = seen.failed(nowNanos);
    long slow = seen.slow(nowNanos);
    long total = seen.total(nowNanos);
    if (!rules.isTooBad(failed, slow, total)) {
      return;
    }
    if (!absences.tryTake()) {
      held(rules, nowNanos);
    } else if (!exchange(closed, BreakerState.next(closed, new Tripped(nowNanos), rules))) {
      absences.giveBack(); // another request was faster
    } else {
      lastTrip = new Trip(failed, slow, total);
      if (terms == null) {
        apply(new Reset()); // switched off meanwhile
      }
    }
  }

  private void held(BreakerTerms rules, long nowNanos) {
    long until = heldUntilNanos;
    boolean begins = until == 0 || nowNanos - until >= 0;
    if (begins || until - nowNanos < rules.windowNanos() / 2) {
      long next = nowNanos + rules.windowNanos();
      boolean isMine = HELD_UNTIL.compareAndSet(this, until, next == 0 ? 1 : next);
      if (isMine && begins) {
        counts().held();
      }
    }
  }

  private boolean ask(BreakerInput input) {
    while (true) {
      BreakerState before = state;
      BreakerState after = BreakerState.next(before, input, termsNow());
      if (after == before) {
        // Only who needs no try gets through without a trace.
        return before.mode() == BreakerMode.CLOSED || before.mode() == BreakerMode.FORCED_CLOSED;
      }
      if (exchange(before, after)) {
        return true;
      }
    }
  }

  private void apply(BreakerInput input) {
    while (true) {
      BreakerState before = state;
      BreakerState after = BreakerState.next(before, input, termsNow());
      if (after == before) {
        return;
      }
      boolean leaves = !before.isAway() && after.isAway();
      if (leaves) {
        absences.take(); // an operator, or what was before us: traffic asks, see judge
      }
      if (exchange(before, after)) {
        return;
      }
      if (leaves) {
        absences.giveBack();
      }
    }
  }

  /** The one place where the state changes. */
  private boolean exchange(BreakerState before, BreakerState after) {
    if (!STATE.compareAndSet(this, before, after)) {
      return false;
    }
    if (before.mode() != after.mode()) {
      counts().entered(after.mode());
      window = null; // what was before says nothing of what comes
    }
    if (before.isAway() && !after.isAway()) {
      absences.giveBack();
    }
    return true;
  }

  private BreakerCounts counts() {
    BreakerCounts seen = counts;
    if (seen != null) {
      return seen;
    }
    BreakerCounts added = new BreakerCounts();
    BreakerCounts witness = (BreakerCounts) COUNTS.compareAndExchange(this, null, added);
    return witness == null ? added : witness;
  }

  private BreakerTerms termsNow() {
    BreakerTerms now = terms;
    return now == null ? NO_TERMS : now;
  }
}
