package io.evenkeel.core.server;

import io.evenkeel.core.stats.LogHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counted at one server. Written by that loop only, read by anybody.
 *
 * <p>Counters are opaque writes, which cost no more than plain ones but are seen by readers. The
 * array ends in unused elements, so that the counters of two loops do not share a cache line.
 */
final class ServerLane {
  /** Index 1 to 5: responses by the first digit of their status. */
  static final int CONNECT_FAILED = 6;

  static final int TIMED_OUT = 7;
  static final int BROKEN = 8;
  static final int ABANDONED = 9;
  static final int LOCAL = 0;
  static final int COUNTERS = 10;

  /** Those of the 5xx that are a 503; not one of the sum. */
  private static final int UNAVAILABLE = COUNTERS;

  /** Attempts of whose answer a byte has come; not one of the sum either. */
  private static final int ANSWERS_BEGUN = COUNTERS + 1;

  /** 64 bytes: one cache line. */
  private static final int PADDING = 8;

  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counters = new long[COUNTERS + 2 + PADDING];

  /** Of good answers, and of all others: what fails fast must not make a server look fast. */
  private volatile @Nullable LogHistogram served;

  private volatile @Nullable LogHistogram refused;

  /** Counts one more. */
  void add(int counter) {
    COUNTER.setOpaque(counters, counter, counters[counter] + 1);
  }

  private long count(int counter) {
    return (long) COUNTER.getOpaque(counters, counter);
  }

  void answerBegun() {
    add(ANSWERS_BEGUN);
  }

  long answersBegun() {
    return count(ANSWERS_BEGUN);
  }

  void responded(int status, long latencyNanos) {
    add(status / 100);
    if (status == 503) {
      add(UNAVAILABLE);
    }
    LogHistogram histogram = status < 400 ? served : refused;
    if (histogram == null) {
      histogram = added(status < 400);
    }
    histogram.add(latencyNanos);
  }

  private LogHistogram added(boolean isServed) {
    LogHistogram histogram = new LogHistogram();
    if (isServed) {
      served = histogram;
    } else {
      refused = histogram;
    }
    return histogram;
  }

  long unavailable() {
    return count(UNAVAILABLE);
  }

  long late() {
    return count(TIMED_OUT);
  }

  void addCountersTo(long[] sums) {
    for (int i = 0; i < COUNTERS; i++) {
      sums[i] += count(i);
    }
  }

  void addLatenciesTo(long[] sums) {
    addServedTo(sums);
    LogHistogram histogram = refused;
    if (histogram != null) {
      histogram.addTo(sums);
    }
  }

  void addServedTo(long[] sums) {
    LogHistogram histogram = served;
    if (histogram != null) {
      histogram.addTo(sums);
    }
  }

  long finished() {
    long sum = 0;
    for (int i = 0; i < COUNTERS; i++) {
      sum += count(i);
    }
    return sum;
  }

  /** Those that the server ended, well or badly: not what the client or our own machine did. */
  long judged() {
    return finished() - count(LOCAL) - count(ABANDONED);
  }

  /**
   * What the server failed: no connection, too slow, broken off, or answered 5xx. What the client
   * or our own machine caused is not among it.
   */
  long failed() {
    return count(CONNECT_FAILED) + count(TIMED_OUT) + count(BROKEN) + count(5);
  }
}
