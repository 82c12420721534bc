package io.evenkeel.bench.resilience;

import io.evenkeel.bench.resilience.RequestLog.Entry;
import java.util.ArrayList;
import java.util.List;

/** A trial second by second, by when requests were due. */
final class Seconds {
  /**
   * One of them.
   *
   * @param ok answered well and quickly
   * @param slow answered well, but so late that users notice
   * @param atVictims requests that reached the struck servers
   */
  record Second(long ok, long slow, long failed, long atVictims) {}

  private static final int TENTHS = 10;

  private Seconds() {}

  static List<Second> of(Outcome outcome) {
    List<Second> seconds = new ArrayList<>();
    List<Integer> victims = outcome.scenario().fault().victims();
    for (int second = 0; second < outcome.timing().totalMillis() / 1_000; second++) {
      List<Entry> due = outcome.log().dueBetween(second * 1_000_000L, (second + 1) * 1_000_000L);
      long failed = due.stream().filter(e -> !e.isOk()).count();
      long slow =
          due.stream().filter(e -> e.isOk() && e.latency() > Figures.NOTICED_MICROS).count();
      long arrived = outcome.arrivedBetween(victims, second * TENTHS, (second + 1) * TENTHS);
      seconds.add(new Second(due.size() - failed - slow, slow, failed, arrived));
    }
    return seconds;
  }
}
