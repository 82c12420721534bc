package io.evenkeel.core.server;

import io.evenkeel.core.health.Traffic;
import io.evenkeel.core.stats.Lanes;
import io.evenkeel.core.stats.LogHistogram;

/** What the event loops counted at one server. */
final class ServerLanes extends Lanes<ServerLane> {
  @Override
  protected ServerLane open() {
    return new ServerLane();
  }

  void record(AttemptResult result, int lane) {
    ServerLane own = lane(lane);
    switch (result) {
      case AttemptResult.Responded(int status, long elapsedNanos) ->
          own.responded(status, elapsedNanos);
      case AttemptResult.ConnectFailed(AttemptResult.ConnectFailure why) ->
          own.add(
              why == AttemptResult.ConnectFailure.LOCAL
                  ? ServerLane.LOCAL
                  : ServerLane.CONNECT_FAILED);
      case AttemptResult.TimedOut _ -> own.add(ServerLane.TIMED_OUT);
      case AttemptResult.Broken _ -> own.add(ServerLane.BROKEN);
      case AttemptResult.Abandoned _ -> own.add(ServerLane.ABANDONED);
    }
  }

  void answerBegun(int lane) {
    lane(lane).answerBegun();
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
    return sum(ServerLane::finished);
  }

  long answersBegun() {
    return sum(ServerLane::answersBegun);
  }

  long judged() {
    return sum(ServerLane::judged);
  }

  long failed() {
    return sum(ServerLane::failed);
  }

  long unavailable() {
    return sum(ServerLane::unavailable);
  }

  long late() {
    return sum(ServerLane::late);
  }

  void addLatenciesTo(long[] sums) {
    forEach(lane -> lane.addLatenciesTo(sums));
  }

  void addServedTo(long[] sums) {
    forEach(lane -> lane.addServedTo(sums));
  }

  private long[] counters() {
    long[] sums = new long[ServerLane.COUNTERS];
    forEach(lane -> lane.addCountersTo(sums));
    return sums;
  }
}
