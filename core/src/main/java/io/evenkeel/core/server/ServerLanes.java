package io.evenkeel.core.server;

import io.evenkeel.core.health.Traffic;
import io.evenkeel.core.stats.LogHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops counted at one server. A loop writes its own {@link ServerLane}, which comes
 * into being with its first attempt; anybody reads.
 */
final class ServerLanes {
  private static final @Nullable ServerLane[] NONE = {};

  private volatile @Nullable ServerLane[] lanes = NONE;

  void record(AttemptResult result, int lane) {
    ServerLane own = lane(lane);
    switch (result) {
      case AttemptResult.Responded(int status, long elapsedNanos) ->
          own.responded(status, elapsedNanos);
      case AttemptResult.ConnectFailed(AttemptResult.ConnectFailure why) ->
          own.count(
              why == AttemptResult.ConnectFailure.LOCAL
                  ? ServerLane.LOCAL
                  : ServerLane.CONNECT_FAILED);
      case AttemptResult.TimedOut _ -> own.count(ServerLane.TIMED_OUT);
      case AttemptResult.Broken _ -> own.count(ServerLane.BROKEN);
      case AttemptResult.Abandoned _ -> own.count(ServerLane.ABANDONED);
    }
  }

  ServerTotals totals(int inFlight) {
    long[] latencies = new long[LogHistogram.BUCKETS];
    addLatenciesTo(latencies);
    return new ServerTotals(counters(), latencies, inFlight);
  }

  Traffic traffic(int inFlight) {
    long[] counters = counters();
    return new Traffic(
        counters[1] + counters[2] + counters[3],
        counters[4],
        failed(),
        counters[ServerLane.ABANDONED],
        inFlight);
  }

  long finished() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.finished();
    }
    return sum;
  }

  void answerBegun(int lane) {
    lane(lane).answerBegun();
  }

  long answersBegun() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.answersBegun();
    }
    return sum;
  }

  long judged() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.judged();
    }
    return sum;
  }

  long failed() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.failed();
    }
    return sum;
  }

  long unavailable() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.unavailable();
    }
    return sum;
  }

  long late() {
    long sum = 0;
    for (ServerLane lane : lanes) {
      sum += lane == null ? 0 : lane.late();
    }
    return sum;
  }

  void addLatenciesTo(long[] sums) {
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addLatenciesTo(sums);
      }
    }
  }

  void addServedTo(long[] sums) {
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addServedTo(sums);
      }
    }
  }

  private long[] counters() {
    long[] sums = new long[ServerLane.COUNTERS];
    for (ServerLane lane : lanes) {
      if (lane != null) {
        lane.addCountersTo(sums);
      }
    }
    return sums;
  }

  private ServerLane lane(int number) {
    @Nullable ServerLane[] seen = lanes;
    ServerLane lane = number < seen.length ? seen[number] : null;
    return lane != null ? lane : add(number);
  }

  /** Copy on write: happens once per server and loop, readers never wait. */
  private synchronized ServerLane add(int number) {
    ServerLane added = new ServerLane();
    @Nullable ServerLane[] next = Arrays.copyOf(lanes, Math.max(lanes.length, number + 1));
    next[number] = added;
    lanes = next;
    return added;
  }
}
