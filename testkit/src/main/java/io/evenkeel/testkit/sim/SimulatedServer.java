package io.evenkeel.testkit.sim;

import io.evenkeel.core.forecast.VirtualTime;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.time.RandomSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A server with a few workers and an endless queue before them. One thread. */
public final class SimulatedServer {
  /** A round trip on a local network, with a little work on either side. */
  private static final long ROUND_TRIP_NANOS = 300_000;

  private final ServerProfile profile;
  private final VirtualTime time;
  private final RandomSource random;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final List<Work> working = new ArrayList<>();
  private Condition condition = Condition.UP;
  private double slowdown = 1;
  private long startedNanos;
  private int mostAtOnce;

  SimulatedServer(ServerProfile profile, VirtualTime time, RandomSource random) {
    this.profile = profile;
    this.time = time;
    this.random = random;
  }

  /** Becomes so now. A process that goes breaks what it has; one that comes back is cold. */
  public void become(Condition next) {
    if (next == Condition.REFUSING) {
      List<Work> lost = new ArrayList<>(working);
      lost.addAll(waiting);
      working.clear();
      waiting.clear();
      lost.forEach(work -> work.end(new AttemptResult.Broken(Phase.WAITING)));
    }
    if (condition == Condition.REFUSING && next == Condition.UP) {
      startedNanos = time.nanos();
    }
    condition = next;
    startWork();
  }

  /** Takes {@code factor} times as long for requests that begin from now on. */
  public void slowDown(double factor) {
    slowdown = factor;
  }

  /** The most requests it had at one moment, waiting ones included. */
  public int mostAtOnce() {
    return mostAtOnce;
  }

  Condition condition() {
    return condition;
  }

  /** Serves one request; {@code whenDone} is called at most once, later; never when it hangs. */
  void serve(Consumer<AttemptResult> whenDone) {
    Work work = new Work(time.nanos(), whenDone);
    switch (condition) {
      case REFUSING -> {
        AttemptResult refused = new AttemptResult.ConnectFailed(ConnectFailure.REFUSED);
        time.after(ROUND_TRIP_NANOS, () -> work.end(refused));
      }
      case FAILING, LYING -> time.after(ROUND_TRIP_NANOS, () -> work.end(answer(work, 503)));
      case UP, HANGING -> {
        waiting.add(work);
        mostAtOnce = Math.max(mostAtOnce, waiting.size() + working.size());
        startWork();
      }
    }
  }

  private void startWork() {
    while (condition == Condition.UP && working.size() < profile.workers() && !waiting.isEmpty()) {
      Work work = waiting.remove();
      working.add(work);
      time.after(ROUND_TRIP_NANOS + serviceNanos(), () -> finish(work));
    }
  }

  private void finish(Work work) {
    if (!working.contains(work)) {
      return;
    }
    if (condition == Condition.HANGING) {
      // Stopped in the middle: goes on when the server does.
      working.remove(work);
      waiting.addFirst(work);
      return;
    }
    working.remove(work);
    work.end(answer(work, 200));
    startWork();
  }

  private AttemptResult answer(Work work, int status) {
    return new AttemptResult.Responded(status, time.nanos() - work.sinceNanos);
  }

  private long serviceNanos() {
    double cold = 0;
    long warmUp = profile.warmUp().toNanos();
    if (warmUp > 0) {
      double left = 1 - (time.nanos() - startedNanos) / (double) warmUp;
      cold = (profile.coldFactor() - 1) * Math.max(0, left);
    }
    double exponential = -Math.log(1 - random.nextDouble());
    return (long) (profile.service().toNanos() * exponential * slowdown * (1 + cold));
  }

  private static final class Work {
    final long sinceNanos;
    final Consumer<AttemptResult> whenDone;

    Work(long sinceNanos, Consumer<AttemptResult> whenDone) {
      this.sinceNanos = sinceNanos;
      this.whenDone = whenDone;
    }

    void end(AttemptResult result) {
      whenDone.accept(result);
    }
  }
}
