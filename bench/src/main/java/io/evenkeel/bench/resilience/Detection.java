package io.evenkeel.bench.resilience;

import io.evenkeel.bench.resilience.RequestLog.Entry;
import java.util.List;

/** When clients began to feel a fault, when they no longer did, and when all was as before. */
record Detection(Outcome outcome) {
  private static final long TENTH = ControlFile.BUCKET_MICROS;
  private static final int TENTHS = 10;
  private static final long SECOND = TENTHS * TENTH;

  /** The half of a server's share of the traffic; with it a server counts as back. */
  private static final double HALF = 0.5;

  /**
   * From the first tenth of a second of the fault that clients felt to the first whole second that
   * they did not: 0 when they felt nothing, NaN when it was felt to the end.
   */
  double seconds() {
    for (long at = begin(); at < end(); at += TENTH) {
      if (isFelt(at, at + TENTH)) {
        return secondsUntilGood(at);
      }
    }
    return 0;
  }

  private double secondsUntilGood(long felt) {
    for (long at = felt; at + SECOND <= end(); at += TENTH) {
      if (!isFelt(at, at + SECOND)) {
        return (at - felt) / 1e6;
      }
    }
    return Double.NaN;
  }

  /** All tenths of a second of the fault that clients felt, together. */
  double feltSeconds() {
    int felt = 0;
    for (long at = begin(); at < end(); at += TENTH) {
      if (isFelt(at, at + TENTH)) {
        felt++;
      }
    }
    return felt / (double) TENTHS;
  }

  private boolean isFelt(long from, long to) {
    List<Entry> due = outcome.log().dueBetween(from, to);
    return Figures.share(due, e -> !e.isOk() || e.latency() > Figures.NOTICED_MICROS)
        > Figures.GOOD;
  }

  /**
   * From the end of the fault until the struck servers together answer half of their share again;
   * NaN when that does not happen within the trial, or there is no one end.
   */
  double recoveredSeconds() {
    if (outcome.scenario().fault() instanceof Fault.RollingRestart) {
      return Double.NaN;
    }
    List<Integer> victims = outcome.scenario().fault().victims();
    double share =
        (double) outcome.scenario().load().perSecond() * victims.size() / Scenario.SERVERS;
    long total = outcome.timing().totalMillis() * 1_000;
    for (long at = end(); at + SECOND <= total; at += TENTH) {
      if (outcome.log().okFromBetween(victims, at, at + SECOND) >= HALF * share) {
        return (at - end()) / 1e6;
      }
    }
    return Double.NaN;
  }

  /**
   * From the fault to the last request before the struck servers were first left alone for a
   * second; NaN when they never were, or cannot tell.
   */
  double sentUntilSeconds() {
    if (!outcome.scenario().fault().isVisible()) {
      return Double.NaN;
    }
    int last = (int) (end() / TENTH);
    List<Integer> victims = outcome.scenario().fault().victims();
    for (int tenth = (int) (begin() / TENTH); tenth + TENTHS <= last; tenth++) {
      if (outcome.arrivedBetween(victims, tenth, tenth + TENTHS) == 0) {
        return tenth / (double) TENTHS - begin() / 1e6;
      }
    }
    return Double.NaN;
  }

  private long begin() {
    return outcome.timing().beginMillis() * 1_000;
  }

  private long end() {
    return outcome.timing().endMillis() * 1_000;
  }
}
