package io.evenkeel.control.status;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LogHistogram;
import java.util.Arrays;

/**
 * The last ten seconds of one server, from running totals. Not thread-safe.
 *
 * <p>Made for ten thousand servers. A reading overwrites the oldest in place, since garbage of
 * every second that lives for ten is what a generational collector pays most for. A server that did
 * nothing is not read: its totals are what they were.
 */
final class ServerWindow {
  private static final int HISTOGRAMS = 2;
  private static final long[][] NO_HISTOGRAMS = {};

  private final ServerState server;
  private final ReadingTimes times;
  private final long first;
  private final long[] finished = new long[ReadingTimes.READINGS];
  private final long[] failed = new long[ReadingTimes.READINGS];

  /** Number of the last reading that is in the rings. */
  private long newest;

  /** The two last that differ; none for a server that never answered. */
  private long[][] histograms = NO_HISTOGRAMS;

  private final long[] periods = new long[HISTOGRAMS];
  private int newerHistogram;

  ServerWindow(ServerState server, ReadingTimes times) {
    this.server = server;
    this.times = times;
    this.first = times.newest();
    this.newest = first;
    read();
    readHistogram(times.period() - 1);
  }

  /** Whether its totals change only with a further request. */
  boolean isAtRest() {
    return server.inFlight() == 0;
  }

  /** Takes the present reading. */
  void read() {
    catchUp();
    int index = ReadingTimes.index(newest);
    finished[index] = server.finishedAttempts();
    failed[index] = server.failedAttempts();
  }

  /** What happened between the oldest and the newest reading. */
  ServerRates rates() {
    catchUp();
    long oldest = Math.max(first, newest - ReadingTimes.READINGS + 1);
    if (oldest == newest) {
      return ServerRates.NONE;
    }
    int from = ReadingTimes.index(oldest);
    int to = ReadingTimes.index(newest);
    double seconds = (times.nanos(newest) - times.nanos(oldest)) / 1e9;
    long attempts = finished[to] - finished[from];
    long failures = failed[to] - failed[from];
    long[] latencies = recentLatencies();
    return new ServerRates(
        attempts,
        attempts / seconds,
        attempts == 0 ? 0 : (double) failures / attempts,
        LogHistogram.quantileNanos(latencies, 0.50),
        LogHistogram.quantileNanos(latencies, 0.99));
  }

  /** The readings that were left out are what the last one was. */
  private void catchUp() {
    int from = ReadingTimes.index(newest);
    long present = times.newest();
    for (long left = Math.min(present - newest, ReadingTimes.READINGS); left > 0; left--) {
      int to = ReadingTimes.index(present - left + 1);
      finished[to] = finished[from];
      failed[to] = failed[from];
    }
    newest = present;
  }

  private long[] recentLatencies() {
    long[] now = new long[LogHistogram.BUCKETS];
    server.addLatenciesTo(now);
    if (histograms.length == 0) {
      return now;
    }
    // What the histogram was when the period before this one began.
    boolean isOldEnough = periods[newerHistogram] < times.period();
    int before = isOldEnough ? newerHistogram : 1 - newerHistogram;
    for (int i = 0; i < now.length; i++) {
      now[i] = Math.max(0, now[i] - histograms[before][i]);
    }
    return now;
  }

  /** Keeps the latencies until now as those with which {@code period} begins. */
  void readHistogram(long period) {
    if (histograms.length == 0) {
      if (server.finishedAttempts() == 0) {
        return;
      }
      histograms = new long[HISTOGRAMS][LogHistogram.BUCKETS];
    }
    newerHistogram = 1 - newerHistogram;
    periods[newerHistogram] = period;
    Arrays.fill(histograms[newerHistogram], 0);
    server.addLatenciesTo(histograms[newerHistogram]);
  }
}
