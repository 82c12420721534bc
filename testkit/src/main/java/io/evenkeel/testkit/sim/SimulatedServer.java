package io.evenkeel.testkit.sim;

import io.evenkeel.core.forecast.VirtualTime;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.time.RandomSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A server with a few workers and an endless queue before them, which can be slow, fail, thrash and
 * run out of memory. One thread.
 */
public final class SimulatedServer {
  /** A round trip on a local network, with a little work on either side. */
  private static final long ROUND_TRIP_NANOS = 300_000;

  private static final long CONNECT_TIMEOUT_NANOS = Timeouts.DEFAULT.connect().toNanos();

  private final ServerProfile profile;
  private final VirtualTime time;
  private final RandomSource random;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final List<Work> working = new ArrayList<>();
  private Condition condition = Condition.UP;
  private double slowdown = 1;
  private long delayNanos;
  private double failureShare;
  private double leak;
  private double leaked;
  private int workers;
  private int deaths;
  private long startedNanos;
  private int mostAtOnce;

  SimulatedServer(ServerProfile profile, VirtualTime time, RandomSource random) {
    this.profile = profile;
    this.workers = profile.workers();
    this.leak = profile.strain().leak();
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
      leaked = 0;
    }
    condition = next;
    startWork();
  }

  /** Takes {@code factor} times as long for requests that begin from now on. */
  public void slowDown(double factor) {
    slowdown = factor;
  }

  /** Answers so much later from now on, without being busier for it. */
  public void delay(Duration more) {
    delayNanos = more.toNanos();
  }

  /** Answers this share of the requests with 500, at once, from now on. */
  public void fail(double share) {
    failureShare = share;
  }

  /** Has so many workers from now on. */
  public void workWith(int newWorkers) {
    workers = newWorkers;
    startWork();
  }

  /** Every request leaves so much memory behind from now on. */
  public void leak(double perRequest) {
    leak = perRequest;
  }

  /** How often it ran out of memory. */
  public int deaths() {
    return deaths;
  }

  /** The most requests it had at one moment, waiting ones included. */
  public int mostAtOnce() {
    return mostAtOnce;
  }

  Condition condition() {
    return condition;
  }

  /** Whether a request comes to it, whatever becomes of it then. */
  boolean isReached() {
    return condition != Condition.REFUSING && condition != Condition.UNREACHABLE;
  }

  /** Serves one request; {@code whenDone} is called at most once, later; never when it hangs. */
  void serve(Consumer<AttemptResult> whenDone) {
    Work work = new Work(time.nanos(), whenDone);
    switch (condition) {
      case REFUSING -> {
        AttemptResult refused = new AttemptResult.ConnectFailed(ConnectFailure.REFUSED);
        time.after(ROUND_TRIP_NANOS, () -> work.end(refused));
      }
      case UNREACHABLE -> {
        AttemptResult late = new AttemptResult.ConnectFailed(ConnectFailure.TIMED_OUT);
        time.after(CONNECT_TIMEOUT_NANOS, () -> work.end(late));
      }
      case FAILING, LYING -> time.after(ROUND_TRIP_NANOS, () -> work.end(answer(work, 503)));
      case UP, HANGING -> take(work);
    }
  }

  private void take(Work work) {
    if (condition == Condition.UP && random.nextDouble() < failureShare) {
      time.after(ROUND_TRIP_NANOS, () -> work.end(answer(work, 500)));
      return;
    }
    waiting.add(work);
    leaked += leak;
    mostAtOnce = Math.max(mostAtOnce, atOnce());
    if (atOnce() + leaked > profile.strain().memory()) {
      die();
    } else {
      startWork();
    }
  }

  private void die() {
    deaths++;
    become(Condition.REFUSING);
    time.after(
        profile.strain().restart().toNanos(),
        () -> {
          if (condition == Condition.REFUSING) {
            become(Condition.UP);
          }
        });
  }

  private int atOnce() {
    return waiting.size() + working.size();
  }

  private void startWork() {
    while (condition == Condition.UP && working.size() < workers && !waiting.isEmpty()) {
      Work work = waiting.remove();
      working.add(work);
      time.after(ROUND_TRIP_NANOS + serviceNanos(), () -> finish(work));
    }
  }

  private void finish(Work work) {
    if (!working.contains(work)) {
      return;
    }
    if (condition == Condition.HANGING || condition == Condition.UNREACHABLE) {
      // Stopped in the middle: goes on when the server does.
      working.remove(work);
      waiting.addFirst(work);
      return;
    }
    working.remove(work);
    if (delayNanos == 0) {
      work.end(answer(work, 200));
    } else {
      time.after(delayNanos, () -> work.end(answer(work, 200)));
    }
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
    double strain = Math.max(0, atOnce() - workers) / profile.strain().thrash();
    double factor = slowdown * (1 + cold) * (1 + strain * strain);
    return (long) (profile.service().toNanos() * exponential * factor);
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
