package io.evenkeel.control.trial;

import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which server of a preflight may be asked now. One thread, which brings the time; O(log n) per
 * call.
 *
 * <p>A server is an address, in however many pools it stands: it has one probe at a time, and from
 * the beginning of one to that of the next at least {@link PreflightBounds#spacing}, or the check's
 * interval where that is shorter. All servers together are kept to the bounds in flight and per
 * second; who waits longest comes first.
 */
final class ProbeQueue {
  /** How far the rate may catch up after a late call: five milliseconds' worth of probes. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final PreflightBounds bounds;
  private final long gapNanos;
  private final Map<HostPort, Lane> lanes = new LinkedHashMap<>();
  private final PriorityQueue<Lane> waiting = new PriorityQueue<>();
  private final long beginNanos;
  private long nextStartNanos;
  private long sequence;
  private int inFlight;

  ProbeQueue(PreflightBounds bounds, long nowNanos) {
    this.bounds = bounds;
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / bounds.perSecond();
    this.beginNanos = nowNanos;
    this.nextStartNanos = nowNanos;
  }

  /** Before the first {@link #takeDue}. */
  void add(ServerTrial trial) {
    if (trial.next() == null) {
      return;
    }
    Lane lane = lanes.get(trial.server().address());
    if (lane == null) {
      lane = new Lane(trial.server().address(), sequence++, beginNanos);
      lanes.put(lane.address, lane);
      waiting.add(lane);
    }
    lane.trials.add(trial);
  }

  /** Nothing waits and nothing is under way. */
  boolean isDone() {
    return inFlight == 0 && waiting.isEmpty();
  }

  /** The next probe to send, to be reported by {@link #answered}; null: none may be sent now. */
  @Nullable Turn takeDue(long nowNanos) {
    Lane lane = waiting.peek();
    if (lane == null
        || inFlight >= bounds.inFlight()
        || lane.dueNanos - nowNanos > 0
        || nextStartNanos - nowNanos > 0) {
      return null;
    }
    waiting.remove();
    HealthCheck.Active check = lane.next();
    if (check == null) {
      throw new IllegalStateException(lane.address + ": waits without a question");
    }
    long spacing = Math.min(bounds.spacing().toNanos(), check.interval().toNanos());
    lane.dueNanos = nowNanos + spacing;
    nextStartNanos = later(nextStartNanos, nowNanos - BURST_NANOS) + gapNanos;
    inFlight++;
    return new Turn(lane, check);
  }

  void answered(Turn turn, ProbeResult result, long nowNanos) {
    inFlight--;
    Lane lane = turn.lane;
    lane.trials.element().answered(result);
    if (lane.next() != null) {
      lane.dueNanos = later(lane.dueNanos, nowNanos);
      waiting.add(lane);
    }
  }

  /** When {@link #takeDue} is worth asking again; null: not before an answer. */
  @Nullable Long nextDueNanos() {
    Lane lane = waiting.peek();
    return lane == null || inFlight >= bounds.inFlight()
        ? null
        : Long.valueOf(later(lane.dueNanos, nextStartNanos));
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }

  /** One probe that is under way. */
  static final class Turn {
    private final Lane lane;
    private final HealthCheck.Active check;

    private Turn(Lane lane, HealthCheck.Active check) {
      this.lane = lane;
      this.check = check;
    }

    HostPort server() {
      return lane.address;
    }

    HealthCheck.Active check() {
      return check;
    }
  }

  private static final class Lane implements Comparable<Lane> {
    final HostPort address;
    final long sequence;
    final Deque<ServerTrial> trials = new ArrayDeque<>();
    long dueNanos;

    Lane(HostPort address, long sequence, long dueNanos) {
      this.address = address;
      this.sequence = sequence;
      this.dueNanos = dueNanos;
    }

    /** Goes on to the server's next pool when it is through with this one. */
    HealthCheck.@Nullable Active next() {
      while (!trials.isEmpty() && trials.element().next() == null) {
        trials.remove();
      }
      return trials.isEmpty() ? null : trials.element().next();
    }

    /** By difference, since the clock's origin is arbitrary and may lie near the overflow. */
    @Override
    public int compareTo(Lane other) {
      int byDue = Long.signum(dueNanos - other.dueNanos);
      return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
    }
  }
}
