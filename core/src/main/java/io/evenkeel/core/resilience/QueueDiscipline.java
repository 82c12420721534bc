package io.evenkeel.core.resilience;

import io.evenkeel.core.model.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a queue for full servers behaves: the one place that says who may wait, how long, and who
 * goes first. Pure.
 *
 * <p>A queue that keeps up smooths bursts: first come, first served, up to the queue timeout. One
 * that grows and grows is a standing queue: it makes every answer late and carries nothing more.
 * Then the allowed wait falls to a short target and the newest goes first, whose client is the most
 * likely to be there still (K. Nichols, V. Jacobson, "Controlling Queue Delay", 2012; B. Maurer,
 * "Fail at Scale", 2015, for requests). Each priority is judged by itself: LOW may stand while HIGH
 * never waits. Departures, for pools of a few slow servers as well as of many fast ones:
 *
 * <ul>
 *   <li>Interval and target are parts of the queue timeout, for that is how long the operator says
 *       that a client of this pool can wait.
 *   <li>Not to have been empty for an interval is no sign of too much: a pool of four slots of 20
 *       ms at nine tenths of its capacity has somebody waiting for seconds, and nobody for long.
 *       {@link QueueGrowth} is.
 *   <li>The target is at least the time of {@value #SERVICES_PER_TARGET} services, or the queue
 *       would run dry between them; but at most half of the timeout.
 *   <li>The first of all in the order of service may wait up to the queue timeout even then: a
 *       server that gets free finds somebody.
 * </ul>
 *
 * <p>Higher priorities always go first, and nothing protects lower ones from starving: while
 * servers are full, that is what priority means. With room at the servers nobody waits.
 *
 * @param capacity requests that may wait
 * @param timeoutNanos how long one may wait at most
 * @param intervalNanos of which two in a row must see the queue grow
 * @param targetNanos how long one may wait in such a queue, but for the first
 */
public record QueueDiscipline(
    int capacity, long timeoutNanos, long intervalNanos, long targetNanos) {
  /** 100 ms of the default timeout of a second: the figure of both papers. */
  private static final int INTERVALS_PER_TIMEOUT = 10;

  /** 20 ms of a second: some times the service time of most requests, which CoDel asks for. */
  private static final int TARGETS_PER_TIMEOUT = 50;

  private static final int SERVICES_PER_TARGET = 4;

  /** Below it pauses of the collector would look like a queue. */
  private static final long LEAST_TARGET_NANOS = 5_000_000;

  public QueueDiscipline {
    if (capacity < 0 || targetNanos < 0 || timeoutNanos < targetNanos || intervalNanos < 0) {
      throw new IllegalArgumentException(
          "queue: capacity "
              + capacity
              + ", target "
              + targetNanos
              + " ns, timeout "
              + timeoutNanos
              + " ns, interval "
              + intervalNanos
              + " ns (expected: none below 0, target at most the timeout)");
    }
  }

  /** The discipline of a queue of {@code capacity} in which one may wait for {@code timeout}. */
  public static QueueDiscipline of(int capacity, Duration timeout) {
    long nanos = timeout.toNanos();
    long target = Math.max(LEAST_TARGET_NANOS, nanos / TARGETS_PER_TIMEOUT);
    long interval = Math.max(2 * target, nanos / INTERVALS_PER_TIMEOUT);
    return new QueueDiscipline(capacity, nanos, Math.min(nanos, interval), Math.min(nanos, target));
  }

  /**
   * Whether those who wait may not be served in time.
   *
   * <p>They may not when it takes half of the timeout until all are: servers need only become twice
   * as slow. But servers that have just been filled, or whose limit has just fallen, serve nobody
   * for a moment, so one must have waited for a quarter already. A queue that is only tried again
   * should not make many wait in vain: there a quarter is too long.
   *
   * @param drainNanos about how long it takes until all are served
   * @param longestNanos that one of them has waited
   * @param occupiedNanos since the queue was empty
   * @param suspect whether it was so a short time ago
   */
  boolean isStrained(long drainNanos, long longestNanos, long occupiedNanos, boolean suspect) {
    return suspect
        ? occupiedNanos >= 2 * intervalNanos && drainNanos >= timeoutNanos / 4
        : longestNanos >= timeoutNanos / 4 && drainNanos >= timeoutNanos / 2;
  }

  /**
   * Whether a newcomer must go at once; null: it may wait, if need be in the place of the last.
   *
   * <pre>
   *             up to half full    above            full
   * HIGH        waits              waits            displaces the last, if that is below it (*)
   * NORMAL      waits              waits            displaces the last, if that is below it (*)
   * LOW         waits              goes             goes
   *
   * (*) in a standing queue also one of its own priority: the newest goes first there.
   * </pre>
   *
   * @param last of those who wait, in the order of service; null: nobody waits
   */
  @Nullable ShedReason refusal(
      Priority newcomer, int waiting, @Nullable Priority last, boolean standing) {
    if (waiting < capacity) {
      boolean filling = newcomer == Priority.LOW && 2L * waiting > capacity;
      return filling ? ShedReason.QUEUE_FILLING : null;
    }
    int rank = last == null ? -1 : newcomer.compareTo(last);
    boolean displaces =
        newcomer != Priority.LOW && last != null && (rank < 0 || (rank == 0 && standing));
    return displaces ? null : ShedReason.QUEUE_FULL;
  }

  /**
   * Whether one who has waited so long must go; null: not yet.
   *
   * @param isFirst in the order of service
   * @param paceNanos between two services
   */
  @Nullable ShedReason expiry(long waitedNanos, boolean isFirst, boolean standing, long paceNanos) {
    if (waitedNanos >= timeoutNanos) {
      return ShedReason.QUEUE_TIMEOUT;
    }
    // A server that answers nobody has no pace.
    long services = Math.min(SERVICES_PER_TARGET * paceNanos, timeoutNanos / 2);
    boolean mayGo = standing && !isFirst && waitedNanos >= Math.max(targetNanos, services);
    return mayGo ? ShedReason.QUEUE_DELAY : null;
  }
}
