package io.evenkeel.bench.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.bench.resilience.RequestLog.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is made of a trial's record: here the record is made up, and the numbers are known. */
class FiguresTest {
  private static final Timing TIMING = Timing.of(15);
  private static final long SECOND = 1_000_000;
  private static final long BEGIN = 5 * SECOND;
  private static final long END = 20 * SECOND;
  private static final int PER_SECOND = 600;

  private final Scenario failFast = scenario("fail-fast");

  @Test
  void whereNothingHappensNothingIsFelt() {
    Figures figures = figures(failFast, entry -> entry);
    assertThat(figures.requests()).isEqualTo(TIMING.totalMillis() * PER_SECOND / 1_000);
    assertThat(figures.failed()).isZero();
    assertThat(figures.badSeconds()).isZero();
    assertThat(figures.okPerSecond()).isEqualTo(PER_SECOND, within(1.0));
    assertThat(figures.p99Millis()).isEqualTo(2);
    assertThat(figures.detectedSeconds()).isZero();
    assertThat(figures.feltSeconds()).isZero();
    assertThat(figures.recoveredSeconds()).isZero();
    assertThat(figures.amplification()).isEqualTo(1, within(0.01));
    assertThat(figures.worstShare()).isEqualTo(1 / 3.0, within(0.01));
    assertThat(figures.sentUntilSeconds()).as("never left alone").isNaN();
  }

  @Test
  void detectionIsFromTheFirstFeltMomentToTheFirstGoodSecond() {
    long until = BEGIN + 800_000;
    Figures figures =
        figures(failFast, e -> e.server() == 2 && isDue(e, BEGIN, until) ? late(e, until) : e);
    // Who was due in the last tenth before it waited less than users notice.
    assertThat(figures.detectedSeconds()).isEqualTo(0.7, within(0.11));
    assertThat(figures.feltSeconds()).isEqualTo(0.7, within(0.11));
    assertThat(figures.failed()).isZero();
    assertThat(figures.p99LaterMillis()).as("all later ones are quick").isEqualTo(2);
    assertThat(figures.p99Millis()).isGreaterThan(200);
  }

  @Test
  void aFaultThatIsFeltToItsEndWasNotDetected() {
    Figures figures =
        figures(failFast, e -> e.server() == 2 && isDue(e, BEGIN, END) ? status(e, 500) : e);
    assertThat(figures.detectedSeconds()).isNaN();
    assertThat(figures.feltSeconds()).isEqualTo(15);
    assertThat(figures.badSeconds()).isEqualTo(15);
    assertThat(figures.failed()).isEqualTo(15L * PER_SECOND / 3);
    assertThat(figures.okPerSecond()).isEqualTo(400, within(1.0));
    assertThat(figures.p99Millis()).as("of those that were answered well").isEqualTo(2);
    assertThat(figures.recoveredSeconds()).isZero();
  }

  @Test
  void whatWaitsForNothingCountsInTheLatencyAndWhatIsRefusedDoesNot() {
    Figures waiting =
        figures(failFast, e -> e.server() == 2 && isDue(e, BEGIN, END) ? unanswered(e) : e);
    assertThat(waiting.p99Millis()).isEqualTo(5_000);
    assertThat(waiting.refusedFast()).isZero();
    Figures refused =
        figures(failFast, e -> e.server() == 2 && isDue(e, BEGIN, END) ? status(e, 503) : e);
    assertThat(refused.p99Millis()).isEqualTo(2);
    assertThat(refused.refusedFast()).isEqualTo(refused.failed());
    assertThat(refused.failedOtherwise()).isZero();
  }

  @Test
  void aServerIsBackWithHalfOfItsShare() {
    long back = END + 3 * SECOND;
    Figures figures =
        figures(failFast, e -> e.server() == 2 && isDue(e, BEGIN, back) ? by(e, 1) : e);
    assertThat(figures.recoveredSeconds()).isEqualTo(2.5, within(0.11));
    Figures never = figures(failFast, e -> e.server() == 2 && e.due() >= BEGIN ? by(e, 1) : e);
    assertThat(never.recoveredSeconds()).isNaN();
  }

  @Test
  void attemptsAndSharesAreCountedWhereTheyArrive() {
    List<long[]> arrivals = arrivals();
    for (int tenth = 50; tenth < 210; tenth++) {
      arrivals.get(1)[tenth] = tenth < 53 ? 80 : 0;
      arrivals.get(0)[tenth] = 60;
    }
    Figures figures = Figures.of(outcome(failFast, log(e -> e), arrivals, Double.NaN));
    assertThat(figures.sentUntilSeconds()).isEqualTo(0.3, within(0.001));
    double most = 3 * 80 / (3 * 80 + 10 * (60 + 20.0));
    assertThat(figures.worstShare()).isEqualTo(most, within(0.001));
    assertThat(figures.amplification())
        .isEqualTo((160 * 80 + 3 * 80) / (16.0 * PER_SECOND), within(0.01));
  }

  @Test
  void goodputIsRelativeToTheBest() {
    Outcome outcome = outcome(scenario("last"), log(e -> e), arrivals(), 1_200);
    assertThat(Figures.of(outcome).goodputShare()).isEqualTo(0.5, within(0.01));
  }

  @Test
  void whatNeverCameToPassMeetsNoPromise() {
    Figures figures = figures(failFast, e -> isDue(e, BEGIN, END) ? status(e, 500) : e);
    assertThat(Bar.atMost("detected", Figures::detectedSeconds, 100).isMet(figures)).isFalse();
    assertThat(Bar.atLeast("detected", Figures::detectedSeconds, 0).isMet(figures)).isFalse();
    assertThat(Bar.atMost("deaths", Figures::survivorDeaths, 0).isMet(figures)).isTrue();
  }

  @Test
  void theLoadGeneratorsLinesAreRead() {
    RequestLog log = RequestLog.parse(List.of("0,12,2000,200,3,0", "1666,-1,5001666,-4,0,0"));
    assertThat(log.entries())
        .containsExactly(
            new Entry(0, 12, 2_000, 200, 3, false), new Entry(1_666, -1, 5_001_666, -4, 0, false));
  }

  private static Scenario scenario(String key) {
    return Scenarios.all().stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
  }

  private static Figures figures(Scenario scenario, UnaryOperator<Entry> change) {
    return Figures.of(outcome(scenario, log(change), arrivals(), Double.NaN));
  }

  private static Outcome outcome(
      Scenario scenario, RequestLog log, List<long[]> arrivals, double best) {
    return new Outcome(scenario, TIMING, log, arrivals, 3, 0, best);
  }

  /** Each server in turn answers after 2 ms, but for what is changed. */
  private static RequestLog log(UnaryOperator<Entry> change) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < TIMING.totalMillis() * PER_SECOND / 1_000; i++) {
      long due = i * SECOND / PER_SECOND;
      entries.add(change.apply(new Entry(due, due, due + 2_000, 200, 1 + i % 3, false)));
    }
    return new RequestLog(entries);
  }

  /** 20 per server and tenth of a second. */
  private static List<long[]> arrivals() {
    List<long[]> arrivals = new ArrayList<>();
    for (int server = 0; server < 3; server++) {
      long[] tenths = new long[1024];
      Arrays.fill(tenths, 20);
      arrivals.add(tenths);
    }
    return arrivals;
  }

  private static boolean isDue(Entry entry, long from, long to) {
    return entry.due() >= from && entry.due() < to;
  }

  private static Entry late(Entry e, long until) {
    return new Entry(e.due(), e.sent(), until + 2_000, 200, e.server(), false);
  }

  private static Entry by(Entry e, int server) {
    return new Entry(e.due(), e.sent(), e.done(), 200, server, false);
  }

  /** With the field Retry-After when it is a refusal. */
  private static Entry status(Entry e, int status) {
    return new Entry(e.due(), e.sent(), e.done(), status, 0, status == 503);
  }

  private static Entry unanswered(Entry e) {
    return new Entry(e.due(), e.sent(), e.due() + 5 * SECOND, -3, 0, false);
  }
}
