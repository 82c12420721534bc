package io.evenkeel.core.forecast;

import io.evenkeel.core.time.NanoClock;
import java.util.PriorityQueue;

/**
 * A clock that jumps from event to event. One thread.
 *
 * <p>Events of one moment run in the order in which they were planned, so a run depends on nothing
 * but its seed.
 */
public final class VirtualTime implements NanoClock {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos;
  private long planned;

  @Override
  public long nanos() {
    return nowNanos;
  }

  /** Plans {@code what} for {@code delayNanos} from now; at least 0. */
  public void after(long delayNanos, Runnable what) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay: " + delayNanos + " ns (expected: >= 0)");
    }
    events.add(new Event(nowNanos + delayNanos, planned++, what));
  }

  /** Runs every event up to {@code untilNanos} and leaves the clock there. */
  public void runUntil(long untilNanos) {
    for (Event next = events.peek();
        next != null && next.atNanos <= untilNanos;
        next = events.peek()) {
      events.remove();
      nowNanos = next.atNanos;
      next.what.run();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private record Event(long atNanos, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
