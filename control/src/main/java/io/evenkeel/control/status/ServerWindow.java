package io.evenkeel.control.status;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LogHistogram;
import java.util.Arrays;

/**
 * The last ten seconds of one server, from running totals read once a second. Not thread-safe.
 *
 * <p>Made for ten thousand servers: a reading overwrites the oldest in place, since garbage of
 * every second that lives for ten is what a generational collector pays most for. Histograms are
 * large, so only two are kept, five readings apart: percentiles are of the last five to ten
 * seconds.
 */
final class ServerWindow {
  /** Ten intervals need eleven readings. */
  private static final int READINGS = 11;

  private static final int HISTOGRAM_PERIOD = 5;
  private static final int HISTOGRAMS = 2;
  private static final long[][] NO_HISTOGRAMS = {};

  private final ServerState server;
  private final long[] atNanos = new long[READINGS];
  private final long[] finished = new long[READINGS];
  private final long[] failed = new long[READINGS];

  /** Empty for a server that never answered. */
  private long[][] histograms = NO_HISTOGRAMS;

  private int count;

  ServerWindow(ServerState server) {
    this.server = server;
  }

  void read(long nowNanos) {
    int index = count % READINGS;
    atNanos[index] = nowNanos;
    finished[index] = server.finishedAttempts();
    failed[index] = server.failedAttempts();
    if (count % HISTOGRAM_PERIOD == 0 && (histograms.length > 0 || finished[index] > 0)) {
      readHistogram(count / HISTOGRAM_PERIOD % HISTOGRAMS);
    }
    count++;
  }

  /** What happened between the oldest and the newest reading. */
  ServerRates rates() {
    if (count < 2) {
      return ServerRates.NONE;
    }
    int newest = (count - 1) % READINGS;
    int oldest = Math.max(0, count - READINGS) % READINGS;
    double seconds = (atNanos[newest] - atNanos[oldest]) / 1e9;
    long attempts = finished[newest] - finished[oldest];
    long failures = failed[newest] - failed[oldest];
    long[] latencies = recentLatencies();
    return new ServerRates(
        attempts,
        attempts / seconds,
        attempts == 0 ? 0 : (double) failures / attempts,
        LogHistogram.quantileNanos(latencies, 0.50),
        LogHistogram.quantileNanos(latencies, 0.99));
  }

  private long[] recentLatencies() {
    long[] now = new long[LogHistogram.BUCKETS];
    server.addLatenciesTo(now);
    if (histograms.length > 0) {
      // The next to be overwritten is the older one.
      long[] before = histograms[((count - 1) / HISTOGRAM_PERIOD + 1) % HISTOGRAMS];
      for (int i = 0; i < now.length; i++) {
        now[i] = Math.max(0, now[i] - before[i]);
      }
    }
    return now;
  }

  private void readHistogram(int index) {
    if (histograms.length == 0) {
      histograms = new long[HISTOGRAMS][LogHistogram.BUCKETS];
    }
    Arrays.fill(histograms[index], 0);
    server.addLatenciesTo(histograms[index]);
  }
}
