package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.evenkeel.core.resilience.BreakerState.Closed;
import io.evenkeel.core.resilience.BreakerState.ForcedClosed;
import io.evenkeel.core.resilience.BreakerState.ForcedOpen;
import io.evenkeel.core.resilience.BreakerState.HalfOpen;
import io.evenkeel.core.resilience.BreakerState.Open;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transition table, line by line, and what holds for every line. */
class BreakerStateTest {
  /** Opens for 100, at most 64 times that; a window of 1000; two tries, slow when both are. */
  private static final BreakerTerms TERMS = new BreakerTerms(0.5, 1, 50, 20, 1_000, 100, 6, 2);

  private static final Forced ANA = new Forced("ana", "a test", null, 0);
  private static final BreakerState FORCED_OPEN = new ForcedOpen(ANA);
  private static final BreakerState FORCED_CLOSED = new ForcedClosed(ANA);

  private record Line(String name, BreakerState from, BreakerInput input, BreakerState to) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Line> table() {
    List<Line> lines = new ArrayList<>();
    ofClosed(lines);
    ofOpen(lines);
    ofHalfOpen(lines);
    ofHands(lines);
    return lines;
  }

  private static void ofClosed(List<Line> lines) {
    BreakerState first = Closed.NEVER_OPEN;
    line(lines, "the first opening", first, new Tripped(7), new Open(1, 107));
    line(lines, "not calm: twice as long", closed(1, 0), new Tripped(1_099), new Open(2, 1_299));
    line(lines, "calm: from the base", closed(1, 0), new Tripped(1_100), new Open(1, 1_200));
    line(lines, "the 3rd is calm later", closed(3, 0), new Tripped(1_399), new Open(4, 2_199));
    line(lines, "the 3rd is calm", closed(3, 0), new Tripped(1_400), new Open(1, 1_500));
    line(lines, "the 7th is 64 times", closed(6, 0), new Tripped(0), new Open(7, 6_400));
    line(lines, "so is the 20th", closed(19, 0), new Tripped(0), new Open(20, 6_400));
    line(lines, "openings end", closed(32, 0), new Tripped(0), new Open(32, 6_400));
    same(lines, "asked", first, new Asked(5));
    same(lines, "needed", first, new Needed(5));
    same(lines, "an end", closed(2, 0), ended(5, Result.FAILED));
    same(lines, "recalled", closed(2, 0), new Recalled(9));
    line(lines, "inherited", first, new Inherited(3, 500), new Open(3, 500));
    line(lines, "reset forgets", closed(2, 0), new Reset(), first);
  }

  private static void ofOpen(List<Line> lines) {
    BreakerState open = new Open(3, 500);
    same(lines, "refuses before its time", open, new Asked(499));
    line(lines, "a try in time", open, new Asked(500), half(3, false, List.of(500L), 0, 0));
    line(lines, "a try in need", open, new Needed(10), half(3, true, List.of(10L), 0, 0));
    line(
        lines,
        "need in time is no need",
        open,
        new Needed(600),
        half(3, false, List.of(600L), 0, 0));
    same(lines, "is open already", open, new Tripped(10));
    same(lines, "knows better", open, new Inherited(1, 900));
    same(lines, "ends of older requests", open, ended(5, Result.FAILED));
    line(lines, "recalled, remembers", open, new Recalled(9), closed(3, 9));
    line(lines, "reset", open, new Reset(), Closed.NEVER_OPEN);
  }

  private static void ofHalfOpen(List<Line> lines) {
    BreakerState one = half(3, false, List.of(5L), 0, 0);
    BreakerState two = half(3, false, List.of(5L, 6L), 0, 0);
    BreakerState onePassed = half(3, false, List.of(6L), 1, 0);
    line(lines, "a second try", one, new Asked(6), two);
    line(lines, "need counts the same", one, new Needed(6), two);
    same(lines, "no try left", two, new Asked(7));
    same(lines, "not even in need", two, new Needed(7));
    same(lines, "passed ones count", onePassed, new Asked(7));
    line(lines, "one passed", two, ended(5, Result.PASSED), onePassed);
    line(lines, "the last passed", onePassed, ended(6, Result.PASSED), closed(3, 50));
    line(lines, "one failed", two, ended(6, Result.FAILED), new Open(4, 850));
    line(lines, "the last failed", onePassed, ended(6, Result.FAILED), new Open(4, 850));
    BreakerState early = half(3, true, List.of(5L), 0, 0);
    line(
        lines, "failed early: as long as before", early, ended(5, Result.FAILED), new Open(3, 450));
    BreakerState oneSlow = half(3, false, List.of(6L), 1, 1);
    line(lines, "one slow", two, ended(5, Result.SLOW), oneSlow);
    line(lines, "all slow", oneSlow, ended(6, Result.SLOW), new Open(4, 850));
    line(lines, "not all slow", onePassed, ended(6, Result.SLOW), closed(3, 50));
    line(lines, "left", two, ended(5, Result.VOID), half(3, false, List.of(6L), 0, 0));
    same(lines, "was no try", two, ended(4, Result.FAILED));
    same(lines, "tripped by an older one", two, new Tripped(9));
    line(lines, "recalled", two, new Recalled(9), closed(3, 9));
    line(lines, "reset", two, new Reset(), Closed.NEVER_OPEN);
    BreakerState fewer = half(3, false, List.of(), 5, 0);
    line(lines, "a policy with fewer", fewer, new Asked(9), half(3, false, List.of(9L), 5, 0));
  }

  private static void ofHands(List<Line> lines) {
    for (BreakerState from : everyKind()) {
      String kind = " " + from.mode().word();
      line(lines, "force open" + kind, from, new Force(true, ANA), FORCED_OPEN);
      line(lines, "force closed" + kind, from, new Force(false, ANA), FORCED_CLOSED);
    }
    for (BreakerState forced : List.of(FORCED_OPEN, FORCED_CLOSED)) {
      String kind = " " + forced.mode().word();
      line(lines, "released" + kind, forced, new Released(), Closed.NEVER_OPEN);
      same(lines, "reset" + kind, forced, new Reset());
      same(lines, "recalled" + kind, forced, new Recalled(9));
      same(lines, "tripped" + kind, forced, new Tripped(9));
      same(lines, "asked" + kind, forced, new Asked(9));
      same(lines, "needed" + kind, forced, new Needed(9));
      same(lines, "ended" + kind, forced, ended(5, Result.FAILED));
    }
    same(lines, "nothing to release", new Open(3, 500), new Released());
  }

  @ParameterizedTest
  @MethodSource("table")
  void goesAsTheTableSays(Line line) {
    assertThat(BreakerState.next(line.from(), line.input(), TERMS)).isEqualTo(line.to());
  }

  /** Or an exchange would be tried, and counted, for nothing. */
  @Test
  void whatChangesNothingIsTheSameObject() {
    for (Line line : table()) {
      if (line.from().equals(line.to()) && !(line.input() instanceof Force)) {
        assertThat(BreakerState.next(line.from(), line.input(), TERMS))
            .as(line.name())
            .isSameAs(line.from());
      }
    }
  }

  @Test
  void onlyThoseThatKeepRequestsAwayHoldAnAbsence() {
    for (BreakerState state : everyKind()) {
      boolean letsAllThrough =
          state.mode() == BreakerMode.CLOSED || state.mode() == BreakerMode.FORCED_CLOSED;
      assertThat(state.isAway()).as(state.toString()).isEqualTo(!letsAllThrough);
    }
  }

  /** The length of openings in a row under the default policy, in the units of TERMS. */
  @Test
  void theOpenTimeDoublesUpToItsCap() {
    List<Long> lengths = new ArrayList<>();
    BreakerState state = BreakerState.next(Closed.NEVER_OPEN, new Tripped(0), TERMS);
    long now = 0;
    for (int i = 0; i < 9; i++) {
      long until = ((Open) state).untilNanos();
      lengths.add(until - now);
      state = BreakerState.next(state, new Asked(until), TERMS);
      now = until + 1;
      state = BreakerState.next(state, new Ended(until, Result.FAILED, now), TERMS);
    }
    assertThat(lengths)
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 6_400L, 6_400L);
  }

  private static List<BreakerState> everyKind() {
    return List.of(
        Closed.NEVER_OPEN,
        closed(2, 5),
        new Open(3, 500),
        half(3, false, List.of(5L), 0, 0),
        FORCED_OPEN,
        FORCED_CLOSED);
  }

  private static void line(
      List<Line> lines, String name, BreakerState from, BreakerInput input, BreakerState to) {
    lines.add(new Line(from.mode().word() + ": " + name, from, input, to));
  }

  private static void same(List<Line> lines, String name, BreakerState state, BreakerInput input) {
    line(lines, name, state, input, state);
  }

  private static BreakerState closed(int openings, long sinceNanos) {
    return new Closed(openings, sinceNanos);
  }

  private static BreakerState half(
      int openings, boolean early, List<Long> tries, int passed, int slow) {
    return new HalfOpen(openings, early, tries, passed, slow);
  }

  private static BreakerInput ended(long startNanos, Result result) {
    return new Ended(startNanos, result, 50);
  }
}
