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
   * @param failed refused fast, or otherwise
   * @param arrived requests that reached each server
   */
  record Second(long ok, long slow, long failed, long refusedFast, List<Long> arrived) {
    Second {
      arrived = List.copyOf(arrived);
    }
  }

  private static final int TENTHS = 10;

  private Seconds() {}

  static List<Second> of(Outcome outcome) {
    List<Second> seconds = new ArrayList<>();
    for (int second = 0; second < outcome.timing().totalMillis() / 1_000; second++) {
      List<Entry> due = outcome.log().dueBetween(second * 1_000_000L, (second + 1) * 1_000_000L);
      long failed = due.stream().filter(e -> !e.isOk()).count();
      long slow =
          due.stream().filter(e -> e.isOk() && e.latency() > Figures.NOTICED_MICROS).count();
      long refusedFast = due.stream().filter(Entry::isRefusedFast).count();
      int from = second * TENTHS;
      List<Long> arrived =
          outcome.allServers().stream()
              .map(server -> outcome.arrivedBetween(server, from, from + TENTHS))
              .toList();
      seconds.add(new Second(due.size() - failed - slow, slow, failed, refusedFast, arrived));
    }
    return seconds;
  }
}
