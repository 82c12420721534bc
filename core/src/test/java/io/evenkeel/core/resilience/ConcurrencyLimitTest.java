package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.resilience.ConcurrencyLimit.Phase;
import io.evenkeel.core.resilience.LimitWindow.Use;
import io.evenkeel.core.time.SeededRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of the limit, and its laws on thousands of windows. */
class ConcurrencyLimitTest {
  private static final long MS = 1_000_000;
  private static final int CEILING = 256;
  private static final List<Use> USES = List.of(Use.values());
  private static final List<Phase> PHASES = List.of(Phase.values());
  private static final long ALONE = 10 * MS;

  static Stream<Arguments> table() {
    ConcurrencyLimit starting = state(Phase.STARTING, 20);
    ConcurrencyLimit steady = state(Phase.STEADY, 64);
    ConcurrencyLimit settling = state(Phase.SETTLING, 64);
    ConcurrencyLimit probing = state(Phase.PROBING, 64);
    LimitWindow flat = window(100, ALONE);
    // As many at once as the limit allows, all the time.
    LimitWindow full = used(window(800, ALONE));
    // Averaged with the window before, which was as fast as alone: 1.7 and 3 times as slow.
    LimitWindow warm = window(100, (long) (2.4 * ALONE));
    LimitWindow hot = window(100, 5 * ALONE);
    return Stream.of(
        row("starting, flat, used", starting, full, Phase.STARTING, 40),
        row("starting, flat, a burst", state(Phase.STARTING, 40), used(flat), Phase.STARTING, 64),
        row("starting, flat, not used", starting, flat, Phase.STARTING, 20),
        row("starting, slower, used", starting, used(warm), Phase.STEADY, 16.65),
        row("starting, congested", starting, used(hot), Phase.STEADY, 10),
        row("starting, 503s", starting, used(failing(flat, 50, 0)), Phase.STEADY, 14),
        row("steady, flat, used", steady, full, Phase.STEADY, 72),
        row("steady, flat, a burst", steady, used(flat), Phase.STEADY, 64),
        row(
            "steady, flat, a burst at night",
            state(Phase.STEADY, 100),
            used(flat),
            Phase.STEADY,
            100),
        row("steady, flat, not used", steady, flat, Phase.STEADY, 64),
        row("steady, slower, used", steady, used(warm), Phase.STEADY, 58),
        row("steady, congested", steady, used(hot), Phase.STEADY, 32),
        row("steady, congested, idle", steady, window(15, 5 * ALONE), Phase.STEADY, 64),
        row("steady, more wait than allowed", steady, waiting(used(hot), 65), Phase.STEADY, 64),
        row("steady, 503s", steady, used(failing(flat, 50, 0)), Phase.STEADY, 44.8),
        row("steady, late and slow", steady, used(failing(warm, 0, 50)), Phase.STEADY, 44.8),
        row("steady, late, not slow", steady, failing(full, 0, 50), Phase.STEADY, 72),
        row("steady, 503s while draining", steady, drained(), Phase.STEADY, 64),
        row(
            "steady, 503s of an idle one",
            steady,
            failing(window(50, ALONE), 50, 0),
            Phase.STEADY,
            64),
        row("settling, gone", settling, waiting(used(hot), 3), Phase.PROBING, 64),
        row("settling, still there", settling, waiting(used(hot), 60), Phase.STEADY, 64),
        row("probing, answers", probing, used(flat), Phase.STEADY, 64),
        row("probing, no answer", probing, used(window(0, 0)), Phase.STEADY, 64));
  }

  private static LimitWindow drained() {
    return waiting(used(failing(window(100, ALONE), 50, 0)), 65);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void goesWhereTheTableSays(
      String what, ConcurrencyLimit before, LimitWindow window, Phase phase, double limit) {
    ConcurrencyLimit after = before.after(window, CEILING);
    assertThat(after.phase()).as(what).isEqualTo(phase);
    assertThat(after.limit()).as(what).isCloseTo(limit, within(0.01));
  }

  /** Whatever comes, the limit stays between its bounds, and no window is lost on it. */
  @Test
  void staysWithinItsBounds() {
    for (int seed = 0; seed < 200; seed++) {
      SeededRandom random = new SeededRandom(seed);
      int ceiling = 1 + random.nextInt(500);
      ConcurrencyLimit limit = ConcurrencyLimit.BEGIN;
      for (int i = 0; i < 200; i++) {
        LimitWindow window = any(random);
        ConcurrencyLimit after = limit.after(window, ceiling);
        String what = "seed " + seed + ", " + limit + " after " + window + ": " + after;
        double least = Math.min(ceiling, ConcurrencyLimit.FLOOR);
        assertThat(after.limit()).as(what).isBetween(least, (double) ceiling);
        assertThat(after.requests()).as(what).isBetween(1, ceiling);
        limit = after;
      }
    }
  }

  /** Nothing is learned from a server that has nothing to do. */
  @Test
  void neverShrinksOnAnIdleServer() {
    for (int seed = 0; seed < 200; seed++) {
      SeededRandom random = new SeededRandom(seed);
      ConcurrencyLimit limit = state(Phase.STEADY, 20 + random.nextInt(200));
      for (int i = 0; i < 200; i++) {
        LimitWindow any = any(random);
        long elapsed = Math.max(any.elapsedNanos(), any.answers() * any.meanNanos() / 9);
        LimitWindow idle =
            new LimitWindow(
                elapsed,
                any.answers(),
                any.unavailable(),
                any.late(),
                any.medianNanos(),
                any.meanNanos(),
                Use.SPARE,
                3);
        ConcurrencyLimit after = limit.after(idle, CEILING);
        assertThat(after.limit()).as("seed %d, %s", seed, idle).isEqualTo(limit.limit());
        limit = after;
      }
    }
  }

  /** What only fails, however fast, is no reason for more. */
  @Test
  void fastFailuresNeverRaiseIt() {
    for (int seed = 0; seed < 200; seed++) {
      SeededRandom random = new SeededRandom(seed);
      ConcurrencyLimit limit = state(Phase.STEADY, 20 + random.nextInt(200));
      for (int i = 0; i < 100; i++) {
        long failures = 3L + random.nextInt(1000);
        LimitWindow window = new LimitWindow(100 * MS, 0, failures, 0, 0, 0, Use.EXHAUSTED, 2);
        assertThat(limit.isReady(window)).isTrue();
        ConcurrencyLimit after = limit.after(window, CEILING);
        assertThat(after.limit()).as("seed %d", seed).isLessThanOrEqualTo(limit.limit());
        limit = after;
      }
      assertThat(limit.limit()).as("seed %d", seed).isEqualTo(ConcurrencyLimit.FLOOR);
    }
  }

  /** It never goes below what the server needs, while it does as much as it ever did. */
  @Test
  void keepsWhatTheServerWasSeenToNeed() {
    ConcurrencyLimit limit = state(Phase.STEADY, 64);
    for (int i = 0; i < 20; i++) {
      // 400 answers of 10 ms in 100 ms: 40 at once, as fast as alone.
      limit = limit.after(used(window(400, ALONE)), 64);
    }
    assertThat(limit.speed().needed()).isCloseTo(40, within(1.0));
    for (int i = 0; i < 20; i++) {
      limit = limit.after(used(window(400, 40 * ALONE)), 64);
      assertThat(limit.limit()).isGreaterThanOrEqualTo(limit.speed().needed()).isGreaterThan(38);
    }
  }

  /** A queue that grows by a hundredth from window to window is a queue all the same. */
  @Test
  void doesNotFollowALatencyThatRisesSlowly() {
    ConcurrencyLimit limit = state(Phase.STEADY, 64);
    double latency = ALONE;
    for (int i = 0; i < 2000; i++) {
      latency *= 1.003;
      // The server does 2,000 requests a second, whatever is sent there.
      LimitWindow window = used(window(200, (long) latency));
      limit = limit.after(window, CEILING);
      if (limit.phase() == Phase.SETTLING) {
        limit = limit.after(waiting(window, 3), CEILING).after(window(100, ALONE), CEILING);
      }
    }
    assertThat(limit.speed().aloneNanos()).isCloseTo(ALONE, within(ALONE * 0.1));
    assertThat(limit.limit()).isLessThan(40);
  }

  /** Slower for good, not by load: a few looks tell, and the limit grows again. */
  @Test
  void learnsThatAServerHasBecomeSlower() {
    ConcurrencyLimit limit = state(Phase.STEADY, 64);
    long slower = 10 * ALONE;
    int windows = 0;
    for (; windows < 600 && limit.limit() < 100; windows++) {
      LimitWindow window = used(window(60, slower));
      limit =
          switch (limit.phase()) {
            case SETTLING -> limit.after(waiting(window, 3), CEILING);
            case STARTING, STEADY, PROBING -> limit.after(window, CEILING);
          };
    }
    assertThat(windows).as("windows of 100 ms").isLessThan(300);
  }

  @Test
  void recoversFromTheFloorWithinSeconds() {
    ConcurrencyLimit limit = state(Phase.STEADY, ConcurrencyLimit.FLOOR);
    int windows = 0;
    for (; limit.limit() < CEILING; windows++) {
      limit = limit.after(used(window(10L * limit.requests(), ALONE)), CEILING);
    }
    assertThat(windows).as("windows of 100 ms").isLessThan(50);
  }

  /** The quick look before it never says that a window is too little which is enough. */
  @Test
  void noWindowIsOverlooked() {
    int overlooked = 0;
    for (int seed = 0; seed < 200; seed++) {
      SeededRandom random = new SeededRandom(seed);
      for (int i = 0; i < 200; i++) {
        Phase phase = PHASES.get(random.nextInt(PHASES.size()));
        boolean known = random.nextInt(3) > 0;
        ConcurrencyLimit limit = known ? state(phase, 30) : ConcurrencyLimit.BEGIN;
        LimitWindow some = any(random);
        LimitWindow window =
            new LimitWindow(
                random.nextInt(18_000) * MS,
                some.answers() % 60,
                some.unavailable() % 5,
                some.late() % 5,
                some.medianNanos(),
                some.meanNanos(),
                some.use(),
                some.waiting());
        long overloads = window.unavailable() + window.late();
        long ended = window.answers() + overloads;
        if (limit.isSettled()
            && ConcurrencyLimit.saysTooLittle(window.elapsedNanos(), ended, overloads)) {
          overlooked++;
          assertThat(limit.isReady(window) || limit.isBlind(window))
              .as("seed %d, %s, %s", seed, limit, window)
              .isFalse();
        }
      }
    }
    assertThat(overlooked).as("some are").isPositive();
  }

  @Test
  void growsBlindOnlyUntilSomethingIsKnown() {
    ConcurrencyLimit limit = ConcurrencyLimit.BEGIN;
    assertThat(limit.isBlind(used(window(0, 0)))).isTrue();
    assertThat(limit.isBlind(window(0, 0))).as("not used").isFalse();
    assertThat(limit.isBlind(used(window(20, ALONE)))).as("will tell soon").isFalse();
    assertThat(limit.grows(CEILING).limit()).isEqualTo(2 * ConcurrencyLimit.START);
    assertThat(limit.grows(30).limit()).isEqualTo(30);
    ConcurrencyLimit known = limit.after(window(50, ALONE), CEILING);
    assertThat(known.isBlind(used(window(0, 0)))).as("known").isFalse();
  }

  @Test
  void aServerThatBeginsAnewStartsLow() {
    ConcurrencyLimit before = state(Phase.STEADY, 200);
    ConcurrencyLimit after = before.restarted();
    assertThat(after.phase()).isEqualTo(Phase.STARTING);
    assertThat(after.limit()).isEqualTo(ConcurrencyLimit.START);
    assertThat(after.speed()).isEqualTo(before.speed());
    assertThat(state(Phase.STEADY, 5).restarted().limit()).isEqualTo(5);
  }

  /** Enough answers and time, or a reason not to wait for them. */
  @Test
  void aWindowIsClosedWhenItSaysEnough() {
    ConcurrencyLimit steady = state(Phase.STEADY, 64);
    assertThat(steady.isReady(lasting(90, 1000))).as("too short").isFalse();
    assertThat(steady.isReady(lasting(100, 50))).isTrue();
    assertThat(steady.isReady(lasting(4_900, 49))).as("too few").isFalse();
    assertThat(steady.isReady(lasting(5_000, 20))).isTrue();
    assertThat(steady.isReady(used(lasting(15_000, 1)))).isTrue();
    assertThat(steady.isReady(lasting(15_000, 1))).as("few, and nobody waits").isFalse();
    assertThat(steady.isReady(used(failing(lasting(100, 1), 3, 0)))).as("503s").isTrue();
    // A drowning server would take seconds for a full window.
    assertThat(steady.isReady(used(lasting(500, 20, 4 * ALONE)))).isTrue();
    assertThat(steady.isReady(used(lasting(500, 19, 4 * ALONE)))).as("may be chance").isFalse();
    assertThat(steady.isReady(used(lasting(400, 20, 4 * ALONE)))).as("soon has more").isFalse();
    assertThat(steady.isReady(used(lasting(500, 20, 3 * ALONE)))).as("not drowning").isFalse();
    assertThat(steady.isReady(lasting(500, 20, 4 * ALONE))).as("has few").isFalse();
    // Of a server whose first answers came within 20 ms, the longer ones are under way.
    assertThat(ConcurrencyLimit.BEGIN.isReady(window(200, 20 * MS))).isFalse();
    assertThat(ConcurrencyLimit.BEGIN.isReady(window(200, 12 * MS))).isTrue();
  }

  /** A queue of a few milliseconds harms nobody, and may be none. */
  @Test
  void aFastServerIsNotHeldToItsMicroseconds() {
    ServerSpeed fast = new ServerSpeed(MS / 10.0, MS / 10.0, MS / 10.0, 0, 0, 0, 0);
    ConcurrencyLimit limit = ConcurrencyLimit.resumed(false, 64, fast);
    assertThat(limit.after(used(window(800, 8 * MS)), CEILING).limit()).isEqualTo(72);
    assertThat(limit.after(used(window(100, 60 * MS)), CEILING).limit()).isEqualTo(32);
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> state(Phase.STEADY, 0.5)).hasMessageContaining("limit: 0.5");
    assertThatThrownBy(() -> new ServerSpeed(1, 1, 1, 1, -1, 0, 0))
        .hasMessageContaining("-1.0 needed");
  }

  private static Arguments row(
      String what, ConcurrencyLimit before, LimitWindow window, Phase phase, double limit) {
    return Arguments.of(what, before, window, phase, limit);
  }

  /** Of a server that takes {@link #ALONE} and was not seen to need much. */
  private static ConcurrencyLimit state(Phase phase, double limit) {
    return new ConcurrencyLimit(
        phase,
        limit,
        new ServerSpeed(ALONE, ALONE, ALONE, 0, 0, 0, 0),
        LimitTrial.NONE,
        0,
        ConcurrencyLimit.SOON_NANOS);
  }

  /** 100 ms with these answers, whose latencies are alike. Nobody waits at its end. */
  private static LimitWindow window(long answers, long latencyNanos) {
    return lasting(100, answers, latencyNanos);
  }

  private static LimitWindow lasting(long millis, long answers) {
    return lasting(millis, answers, ALONE);
  }

  private static LimitWindow lasting(long millis, long answers, long latencyNanos) {
    return new LimitWindow(millis * MS, answers, 0, 0, latencyNanos, latencyNanos, Use.SPARE, 0);
  }

  private static LimitWindow used(LimitWindow window) {
    return changed(window, Use.EXHAUSTED, window.waiting());
  }

  private static LimitWindow waiting(LimitWindow window, int requests) {
    return changed(window, window.use(), requests);
  }

  private static LimitWindow changed(LimitWindow window, Use use, int waiting) {
    return new LimitWindow(
        window.elapsedNanos(),
        window.answers(),
        window.unavailable(),
        window.late(),
        window.medianNanos(),
        window.meanNanos(),
        use,
        waiting);
  }

  private static LimitWindow failing(LimitWindow window, long unavailable, long late) {
    return new LimitWindow(
        window.elapsedNanos(),
        window.answers(),
        unavailable,
        late,
        window.medianNanos(),
        window.meanNanos(),
        window.use(),
        window.waiting());
  }

  private static LimitWindow any(SeededRandom random) {
    long median = 1L + random.nextInt(500_000_000);
    long answers = random.nextInt(4) == 0 ? random.nextInt(10) : random.nextInt(2000);
    return new LimitWindow(
        (100 + random.nextInt(5000)) * MS,
        answers,
        random.nextInt(3) == 0 ? random.nextInt(100) : 0,
        random.nextInt(3) == 0 ? random.nextInt(100) : 0,
        answers == 0 ? 0 : median,
        answers == 0 ? 0 : median / 2 + random.nextInt(1_000_000_000),
        USES.get(random.nextInt(USES.size())),
        random.nextInt(300));
  }
}
