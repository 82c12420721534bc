package io.evenkeel.proxy.telemetry;

import io.evenkeel.core.stats.LogHistogram;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * One lane's counts for one route and pool. Only the loop of the lane counts; any thread reads. An
 * opaque store by a single writer costs what a plain one does, and readers see it soon.
 */
@SuppressWarnings("EnumOrdinal") // slots of an array, never stored
public final class LaneTraffic {
  static final ProxyError[] ERRORS = ProxyError.values();

  /** Status classes 1 to 5, and 0: no answer. */
  static final int CLASSES = 6;

  /** Keeps the counts off the cache line of whatever array another lane has in front of ours. */
  private static final int PADDING = 8;

  static final int REQUESTS = PADDING;
  static final int BYTES_IN = REQUESTS + 1;
  static final int BYTES_OUT = BYTES_IN + 1;
  static final int NANOS = BYTES_OUT + 1;
  static final int RESPONSES = NANOS + 1;
  static final int FIRST_ERROR = RESPONSES + CLASSES;
  static final int SLOTS = FIRST_ERROR + ERRORS.length;

  final AtomicLongArray counts = new AtomicLongArray(SLOTS + PADDING);
  final LogHistogram durations = new LogHistogram();

  LaneTraffic() {}

  /** A request has begun. */
  public void begun() {
    add(REQUESTS, 1);
  }

  /**
   * A request that had begun has ended.
   *
   * @param status sent to the client; 0: none
   * @param error why the balancer answered in place of a server; null: it did not
   */
  public void ended(int status, @Nullable ProxyError error, long nanos) {
    int statusClass = status / 100;
    add(RESPONSES + (statusClass < CLASSES ? statusClass : 0), 1);
    if (error != null) {
      add(FIRST_ERROR + error.ordinal(), 1);
    }
    add(NANOS, nanos);
    durations.add(nanos);
  }

  /** Bytes were read from a client, and written to it. */
  public void bytes(long in, long out) {
    add(BYTES_IN, in);
    add(BYTES_OUT, out);
  }

  private void add(int slot, long amount) {
    counts.setOpaque(slot, counts.getPlain(slot) + amount);
  }
}
