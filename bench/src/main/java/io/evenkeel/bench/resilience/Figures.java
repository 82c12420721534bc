package io.evenkeel.bench.resilience;

import io.evenkeel.bench.resilience.RequestLog.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a trial says, in numbers; docs/resilience.md tells users what each means. NaN: it never came
 * to pass, or does not apply.
 */
record Figures(
    long requests,
    long failed,
    long refusedFast,
    int badSeconds,
    double p50Millis,
    double p99Millis,
    double p99LaterMillis,
    double okPerSecond,
    double detectedSeconds,
    double feltSeconds,
    double recoveredSeconds,
    double sentUntilSeconds,
    double worstShare,
    long survivorPeak,
    int survivorDeaths,
    double amplification,
    double goodputShare) {
  /** A refusal that comes later is one that kept somebody waiting. */
  static final long FAST_REFUSAL_MICROS = 1_000_000;

  /** A request that takes longer is one that its user may have noticed; usual are 2 ms. */
  static final long NOTICED_MICROS = 100_000;

  /** The share of affected requests up to which a second is good. */
  static final double GOOD = 0.01;

  private static final long TENTH = ControlFile.BUCKET_MICROS;
  private static final int TENTHS = 10;

  static Figures of(Outcome outcome) {
    Timing timing = outcome.timing();
    long begin = timing.beginMillis() * 1_000;
    long end = timing.endMillis() * 1_000;
    RequestLog log = outcome.log();
    List<Entry> during = log.dueBetween(begin, end);
    List<Entry> later = log.dueBetween(begin + 2_000_000, end);
    double perSecond = log.okDoneBetween(begin, end) / timing.faultSeconds();
    Detection detection = new Detection(outcome);
    return new Figures(
        log.entries().size(),
        log.entries().stream().filter(e -> !e.isOk()).count(),
        log.entries().stream().filter(Entry::isRefusedFast).count(),
        badSeconds(log, timing),
        quantileMillis(during, 0.5),
        quantileMillis(during, 0.99),
        quantileMillis(later, 0.99),
        perSecond,
        detection.seconds(),
        detection.feltSeconds(),
        detection.recoveredSeconds(),
        detection.sentUntilSeconds(),
        worstShare(outcome),
        outcome.survivorPeak(),
        outcome.survivorDeaths(),
        amplification(outcome),
        perSecond / outcome.bestGoodput());
  }

  /** Failed in another way than by a quick word when to come again. */
  long failedOtherwise() {
    return failed - refusedFast;
  }

  private static int badSeconds(RequestLog log, Timing timing) {
    int bad = 0;
    for (long second = 0; second < timing.totalMillis() / 1_000; second++) {
      List<Entry> due = log.dueBetween(second * 1_000_000, (second + 1) * 1_000_000);
      if (share(due, e -> !e.isOk()) > GOOD) {
        bad++;
      }
    }
    return bad;
  }

  static double share(List<Entry> entries, Predicate<Entry> which) {
    return entries.isEmpty() ? 0 : (double) entries.stream().filter(which).count() / entries.size();
  }

  /** Of those answered well or not at all: an error that came quickly is no quick answer. */
  private static double quantileMillis(List<Entry> entries, double share) {
    long[] latencies =
        entries.stream()
            .filter(e -> e.isOk() || e.outcome() < 0)
            .mapToLong(Entry::latency)
            .sorted()
            .toArray();
    if (latencies.length == 0) {
      return Double.NaN;
    }
    return latencies[(int) Math.ceil(share * latencies.length) - 1] / 1e3;
  }

  /** Of all requests that reached servers in a second, those that reached the struck ones. */
  private static double worstShare(Outcome outcome) {
    Scenario scenario = outcome.scenario();
    if (!scenario.fault().isVisible() || scenario.survivor() == 0) {
      return Double.NaN;
    }
    int first = (int) (outcome.timing().beginMillis() * 1_000 / TENTH);
    int last = (int) (outcome.timing().endMillis() * 1_000 / TENTH);
    double worst = 0;
    for (int tenth = first; tenth + TENTHS <= last; tenth += TENTHS) {
      double all = outcome.arrivedBetween(outcome.allServers(), tenth, tenth + TENTHS);
      double bad = outcome.arrivedBetween(scenario.fault().victims(), tenth, tenth + TENTHS);
      worst = Math.max(worst, all == 0 ? 0 : bad / all);
    }
    return worst;
  }

  /**
   * Requests at the servers per request of the clients, from the fault to a second after its end:
   * what waited in a stopped server arrives then.
   */
  private static double amplification(Outcome outcome) {
    long begin = outcome.timing().beginMillis() * 1_000;
    long end = outcome.timing().endMillis() * 1_000 + 1_000_000;
    long sent =
        outcome.log().entries().stream().filter(e -> e.sent() >= begin && e.sent() < end).count();
    long arrived =
        outcome.arrivedBetween(outcome.allServers(), (int) (begin / TENTH), (int) (end / TENTH));
    return (double) arrived / Math.max(1, sent);
  }

  /** The middle one of several rounds, figure by figure. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** As many digits as mean something. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int digits = value == Math.rint(value) || Math.abs(value) >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
