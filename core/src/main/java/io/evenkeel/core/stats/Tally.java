package io.evenkeel.core.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop counts of the requests of one route to one pool on one side of a comparison.
 * Written by that loop only, read by anybody; lives as long as the comparison.
 */
public final class Tally {
  /** No server had a part in the answer. */
  public static final int NO_SERVER = -1;

  private static final int REQUESTS = 0;
  private static final int ERRORS = 1;
  private static final int CLIENT_ERRORS = 2;
  private static final int NANOS = 3;
  private static final int FIRST_SERVER = 4;

  private final AtomicLongArray counts;
  private final LogHistogram durations = new LogHistogram();

  Tally(int servers) {
    counts = new AtomicLongArray(FIRST_SERVER + servers);
  }

  /**
   * A request is over.
   *
   * @param status sent to the client; 0: none
   * @param broken whether it failed whatever the status says: an answer that was cut short, a
   *     request that no route took
   * @param server position of the server that answered last, or {@link #NO_SERVER}
   */
  public void ended(int status, boolean broken, int server, long nanos) {
    add(REQUESTS, 1);
    if (broken || status >= 500) {
      add(ERRORS, 1);
    } else if (status >= 400) {
      add(CLIENT_ERRORS, 1);
    }
    if (server >= 0) {
      add(FIRST_SERVER + server, 1);
    }
    add(NANOS, nanos);
    durations.add(nanos);
  }

  int servers() {
    return counts.length() - FIRST_SERVER;
  }

  long byServer(int server) {
    return counts.getOpaque(FIRST_SERVER + server);
  }

  RequestCounts sum() {
    long[] buckets = new long[LogHistogram.BUCKETS];
    durations.addTo(buckets);
    return new RequestCounts(
        counts.getOpaque(REQUESTS),
        counts.getOpaque(ERRORS),
        counts.getOpaque(CLIENT_ERRORS),
        new Durations(buckets, counts.getOpaque(NANOS)));
  }

  private void add(int slot, long amount) {
    counts.setOpaque(slot, counts.getPlain(slot) + amount);
  }
}
