package io.evenkeel.control.health;

import io.evenkeel.core.health.Pace;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LogHistogram;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The latest answers of one server, as many as it takes to judge them. Control loop only; takes 3
 * KB once the server has traffic.
 */
final class LatencyWindow {
  /** Older answers say nothing of now. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A server whose pace was cut gets so few that it is given more time. */
  static final long LONGEST_OF_SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long[] NOTHING = {};

  private long[] base = NOTHING;
  private long[] recent = NOTHING;
  private long baseNanos;
  private long recentNanos;
  private long finishedAtBase;

  /** What {@link #advance} took in last. */
  long[] recent() {
    return recent;
  }

  /** Whether there is something not too old in it. */
  boolean isFresh(long nowNanos) {
    return recent.length > 0 && nowNanos - recentNanos < LONGEST_NANOS;
  }

  /** After a time without answers: what comes is compared from now on. */
  void begin(long nowNanos) {
    baseNanos = nowNanos;
  }

  /** Whether answers have come that were not taken in. */
  boolean hasMore(ServerState server) {
    return server.finishedAttempts() != finishedAtBase;
  }

  /**
   * Takes in what has come since the last time, if that is enough; whether it was.
   *
   * @param scratch of {@link LogHistogram#BUCKETS}, overwritten
   */
  boolean advance(ServerState server, boolean slow, long[] scratch, long nowNanos) {
    long finished = server.finishedAttempts();
    long news = finished - finishedAtBase;
    if (news == 0) {
      begin(nowNanos);
      return false;
    }
    boolean isOld =
        base.length == 0 || nowNanos - baseNanos > (slow ? LONGEST_OF_SLOW_NANOS : LONGEST_NANOS);
    boolean isEnough = news >= (slow ? Pace.FEW_OF_SLOW : Pace.FEW);
    if (!isEnough && !isOld) {
      return false;
    }
    Arrays.fill(scratch, 0);
    server.addLatenciesTo(scratch);
    boolean taken = isEnough && !isOld;
    if (taken) {
      taken = take(scratch, slow ? Pace.FEW_OF_SLOW : Pace.FEW);
      if (!taken) {
        return false; // failures have no latency: wait for more
      }
      recentNanos = nowNanos;
    }
    if (base.length == 0) {
      base = new long[LogHistogram.BUCKETS];
    }
    System.arraycopy(scratch, 0, base, 0, base.length);
    baseNanos = nowNanos;
    finishedAtBase = finished;
    return taken;
  }

  private boolean take(long[] sums, int least) {
    long count = 0;
    for (int bucket = 0; bucket < sums.length; bucket++) {
      count += sums[bucket] - base[bucket];
    }
    if (count < least) {
      return false;
    }
    if (recent.length == 0) {
      recent = new long[LogHistogram.BUCKETS];
    }
    for (int bucket = 0; bucket < sums.length; bucket++) {
      recent[bucket] = Math.max(0, sums[bucket] - base[bucket]);
    }
    return true;
  }
}
