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
import java.util.ArrayList;
import java.util.List;

/**
 * Where a circuit breaker stands: one immutable value, and {@link #next} to get to another.
 *
 * <table>
 * <caption>Transitions; whatever is not named changes nothing</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>closed</td><td>tripped, never open before or calm since</td><td>open, 1st opening</td></tr>
 * <tr><td>closed</td><td>tripped, not calm since the nth opening</td><td>open, n+1st opening</td></tr>
 * <tr><td>open</td><td>asked before its time</td><td>open: refused</td></tr>
 * <tr><td>open</td><td>asked after its time</td><td>half-open with this try</td></tr>
 * <tr><td>open</td><td>needed</td><td>half-open early with this try</td></tr>
 * <tr><td>half-open</td><td>asked or needed, tries left</td><td>half-open with one try more</td></tr>
 * <tr><td>half-open</td><td>asked or needed, no try left</td><td>half-open: refused</td></tr>
 * <tr><td>half-open</td><td>a try passed, others are to come</td><td>half-open, one passed more</td></tr>
 * <tr><td>half-open</td><td>the last try passed</td><td>closed</td></tr>
 * <tr><td>half-open</td><td>a try failed</td><td>open, n+1st opening; nth when it was early</td></tr>
 * <tr><td>half-open</td><td>a try was slow, as the slow-rate of all</td><td>as failed</td></tr>
 * <tr><td>half-open</td><td>a try was slow, fewer</td><td>as passed</td></tr>
 * <tr><td>half-open</td><td>a try ended and says nothing</td><td>half-open, the try is left again</td></tr>
 * <tr><td>half-open</td><td>what was no try ended</td><td>half-open</td></tr>
 * <tr><td>open, half-open</td><td>recalled</td><td>closed, as after the nth opening</td></tr>
 * <tr><td>closed</td><td>inherited, nth opening</td><td>open, nth opening</td></tr>
 * <tr><td>any</td><td>forced open, forced closed</td><td>forced open, forced closed</td></tr>
 * <tr><td>forced</td><td>released</td><td>closed, as if never open</td></tr>
 * <tr><td>closed, open, half-open</td><td>reset</td><td>closed, as if never open</td></tr>
 * </table>
 *
 * <p>The nth opening in a row lasts 2^(n-1) times the policy's {@code open-for}, up to a cap
 * ({@link BreakerTerms}). <b>Calm</b> is a breaker that stayed closed for as long as it was last
 * open, and a window more: the first half shows that the pause was worth its length, the second
 * that there was time to fail again.
 *
 * <p>A <b>try</b> is known by the time with which it asked. That needs no object per request, and a
 * request that began long before, and ends now, is told from one that was let in to try.
 */
sealed interface BreakerState {
  /** Beyond this every opening lasts the same, whatever the policy. */
  int MOST_OPENINGS = 32;

  /** What this is, in one word. */
  BreakerMode mode();

  /** Whether a request that asks now is let through. */
  boolean admits(long nowNanos, BreakerTerms terms);

  /** Whether it keeps its server away. */
  default boolean isAway() {
    return false;
  }

  /**
   * Requests flow.
   *
   * @param openings in a row before; 0: none that still counts
   * @param sinceNanos what began before is no news of it; meaningless without openings
   */
  record Closed(int openings, long sinceNanos) implements BreakerState {
    static final Closed NEVER_OPEN = new Closed(0, 0);

    @Override
    public BreakerMode mode() {
      return BreakerMode.CLOSED;
    }

    @Override
    public boolean admits(long nowNanos, BreakerTerms terms) {
      return true;
    }

    /** Whether a request that began then tells of the time since it closed. */
    boolean concerns(long startNanos) {
      return openings == 0 || startNanos - sinceNanos >= 0;
    }

    private int nextOpening(long nowNanos, BreakerTerms terms) {
      long calmNanos = openings == 0 ? 0 : terms.openNanos(openings) + terms.windowNanos();
      boolean isCalm = openings == 0 || nowNanos - sinceNanos >= calmNanos;
      return isCalm ? 1 : Math.min(openings + 1, MOST_OPENINGS);
    }
  }

  /** Nobody gets through before {@code untilNanos}. */
  record Open(int openings, long untilNanos) implements BreakerState {
    @Override
    public BreakerMode mode() {
      return BreakerMode.OPEN;
    }

    @Override
    public boolean admits(long nowNanos, BreakerTerms terms) {
      return nowNanos - untilNanos >= 0;
    }

    @Override
    public boolean isAway() {
      return true;
    }
  }

  /**
   * Some try it.
   *
   * @param early whether it was its need that ended the opening, not its time
   * @param tries when those began that are under way
   * @param passed that ended well, slow ones included
   * @param slow of them
   */
  record HalfOpen(int openings, boolean early, List<Long> tries, int passed, int slow)
      implements BreakerState {
    public HalfOpen {
      tries = List.copyOf(tries);
    }

    @Override
    public BreakerMode mode() {
      return BreakerMode.HALF_OPEN;
    }

    @Override
    public boolean admits(long nowNanos, BreakerTerms terms) {
      // Without a try under way always: a policy that now allows fewer must not end them all.
      return tries.isEmpty() || tries.size() + passed < terms.tries();
    }

    @Override
    public boolean isAway() {
      return true;
    }

    private HalfOpen with(long startNanos) {
      List<Long> more = new ArrayList<>(tries);
      more.add(startNanos);
      return new HalfOpen(openings, early, more, passed, slow);
    }

    private BreakerState ended(Ended input, BreakerTerms terms) {
      List<Long> left = new ArrayList<>(tries);
      if (!left.remove((Long) input.startNanos())) {
        return this;
      }
      boolean isSlow = input.result() == Result.SLOW;
      int slowNow = slow + (isSlow ? 1 : 0);
      return switch (input.result()) {
        case VOID -> new HalfOpen(openings, early, left, passed, slow);
        case FAILED -> failed(input.nowNanos(), terms);
        case PASSED, SLOW -> {
          if (isSlow && terms.areTriesTooSlow(slowNow)) {
            yield failed(input.nowNanos(), terms);
          }
          yield passed + 1 >= terms.tries()
              ? new Closed(openings, input.nowNanos())
              : new HalfOpen(openings, early, left, passed + 1, slowNow);
        }
      };
    }

    private Open failed(long nowNanos, BreakerTerms terms) {
      int opening = early ? openings : Math.min(openings + 1, MOST_OPENINGS);
      return new Open(opening, nowNanos + terms.openNanos(opening));
    }
  }

  /** Nobody gets through, by the operator's word. */
  record ForcedOpen(Forced forced) implements BreakerState {
    @Override
    public BreakerMode mode() {
      return BreakerMode.FORCED_OPEN;
    }

    @Override
    public boolean admits(long nowNanos, BreakerTerms terms) {
      return false;
    }

    @Override
    public boolean isAway() {
      return true;
    }
  }

  /** Everybody gets through, by the operator's word. */
  record ForcedClosed(Forced forced) implements BreakerState {
    @Override
    public BreakerMode mode() {
      return BreakerMode.FORCED_CLOSED;
    }

    @Override
    public boolean admits(long nowNanos, BreakerTerms terms) {
      return true;
    }
  }

  /** The state after {@code input}; the same object when nothing changes. */
  static BreakerState next(BreakerState state, BreakerInput input, BreakerTerms terms) {
    return switch (input) {
      case Tripped(long now) -> tripped(state, now, terms);
      case Asked(long now) -> state.admits(now, terms) ? let(state, now, false) : state;
      case Needed(long now) -> needed(state, now, terms);
      case Ended ended -> state instanceof HalfOpen half ? half.ended(ended, terms) : state;
      case Recalled(long now) -> recalled(state, now);
      case Inherited(int openings, long until) ->
          state instanceof Closed ? new Open(openings, until) : state;
      case Force(boolean open, Forced forced) ->
          open ? new ForcedOpen(forced) : new ForcedClosed(forced);
      case Released _ -> state.mode().isAutomatic() ? state : Closed.NEVER_OPEN;
      case Reset _ -> state.mode().isAutomatic() ? Closed.NEVER_OPEN : state;
    };
  }

  private static BreakerState tripped(BreakerState state, long nowNanos, BreakerTerms terms) {
    if (!(state instanceof Closed closed)) {
      return state;
    }
    int opening = closed.nextOpening(nowNanos, terms);
    return new Open(opening, nowNanos + terms.openNanos(opening));
  }

  private static BreakerState needed(BreakerState state, long nowNanos, BreakerTerms terms) {
    boolean isEarly = state instanceof Open && !state.admits(nowNanos, terms);
    return isEarly || state.admits(nowNanos, terms) ? let(state, nowNanos, isEarly) : state;
  }

  private static BreakerState let(BreakerState state, long nowNanos, boolean early) {
    return switch (state) {
      case Open(int openings, long _) -> new HalfOpen(openings, early, List.of(nowNanos), 0, 0);
      case HalfOpen half -> half.with(nowNanos);
      case Closed _, ForcedOpen _, ForcedClosed _ -> state;
    };
  }

  private static BreakerState recalled(BreakerState state, long nowNanos) {
    return switch (state) {
      case Open(int openings, long _) -> new Closed(openings, nowNanos);
      case HalfOpen half -> new Closed(half.openings(), nowNanos);
      case Closed _, ForcedOpen _, ForcedClosed _ -> state;
    };
  }
}
