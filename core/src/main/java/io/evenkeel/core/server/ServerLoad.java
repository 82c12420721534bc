package io.evenkeel.core.server;

import io.evenkeel.core.stats.AtomicFields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How busy a server is: the requests that are at it, and what its answers say. Any thread.
 *
 * <p>A part of {@link ServerState} by inheritance and not by reference, because a pick would pay
 * for the reference with a cache line of every candidate.
 */
abstract sealed class ServerLoad permits ServerState {
  private static final VarHandle IN_FLIGHT =
      AtomicFields.of(MethodHandles.lookup(), "inFlight", int.class);
  private static final VarHandle ASIDE =
      AtomicFields.of(MethodHandles.lookup(), "aside", int.class);
  private static final VarHandle LATENCY =
      AtomicFields.of(MethodHandles.lookup(), "latency", long.class);
  private static final VarHandle FAILURES =
      AtomicFields.of(MethodHandles.lookup(), "failures", long.class);

  private volatile int inFlight;
  private volatile int aside;
  private volatile long latency = LoadSignal.NO_LATENCY;
  private volatile long failures = LoadSignal.NO_FAILURE;

  /** Requests now at this server. */
  public final int inFlight() {
    return inFlight;
  }

  /**
   * Requests at the server that it has the next step of: they are there as a whole, and no answer
   * has come, or came in one piece a moment ago. Any thread.
   */
  public final int waiting() {
    return waitingOf(inFlight);
  }

  /** The same, when {@code seen} are in flight. */
  final int waitingOf(int seen) {
    return seen - aside;
  }

  /**
   * Counts a request if there are still {@code seen}.
   *
   * @return how many there were: {@code seen}, or nothing was done
   */
  final int oneMore(int seen) {
    return (int) IN_FLIGHT.compareAndExchange(this, seen, seen + 1);
  }

  final void oneLess() {
    IN_FLIGHT.getAndAdd(this, -1);
  }

  /**
   * A request in flight does not wait for the server now: its client has yet to send more of it, or
   * its answer has begun and goes on. To be taken back by {@link #waitsAgain} before the request is
   * finished.
   */
  public final void steppedAside() {
    ASIDE.getAndAdd(this, 1);
  }

  /** The request of {@link #steppedAside} waits again, or is about to finish. */
  public final void waitsAgain() {
    ASIDE.getAndAdd(this, -1);
  }

  /**
   * How busy the server is, in requests: those in flight, made worse by recent failures. Idle and
   * without failures: 0.
   */
  public final double load(long nowNanos) {
    return LoadSignal.load(inFlight, failures, nowNanos);
  }

  /**
   * How long the server's queue is, in nanoseconds, when {@code weight} relative to the pool's mean
   * is its size: peak-sensitive latency times the requests in flight, made worse by recent
   * failures.
   */
  public final double latencyLoad(double weight, long nowNanos) {
    return LoadSignal.latencyLoad(inFlight / weight, latency, failures, nowNanos);
  }

  /** A request ended well. */
  final void sawSuccess(AttemptResult result, long nowNanos) {
    if (result instanceof AttemptResult.Responded(int _, long elapsedNanos)) {
      long seen = latency;
      long witness;
      while ((witness = sawLatency(seen, elapsedNanos, nowNanos)) != seen) {
        seen = witness;
      }
    }
    if (failures != LoadSignal.NO_FAILURE) {
      sawOutcome(false, nowNanos);
    }
  }

  /** The server failed a request. */
  final void sawFailure(long nowNanos) {
    sawOutcome(true, nowNanos);
    long seen = latency;
    LATENCY.compareAndSet(this, seen, LoadSignal.keepLatency(seen, nowNanos));
  }

  private long sawLatency(long seen, long elapsedNanos, long nowNanos) {
    long next = LoadSignal.sawLatency(seen, elapsedNanos, nowNanos);
    return (long) LATENCY.compareAndExchange(this, seen, next);
  }

  private void sawOutcome(boolean failure, long nowNanos) {
    long seen = failures;
    while (true) {
      long next = LoadSignal.sawOutcome(seen, failure, nowNanos);
      long witness = (long) FAILURES.compareAndExchange(this, seen, next);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }
}
