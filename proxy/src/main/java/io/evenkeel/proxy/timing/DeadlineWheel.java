package io.evenkeel.proxy.timing;

/**
 * A hashed timing wheel for the deadlines of one event loop; only that loop may call it.
 *
 * <p>Setting, moving and clearing cost O(1) and allocate nothing. A deadline that moves later stays
 * in its bucket and is placed again when the bucket is reached, so a busy keep-alive connection
 * touches the wheel about once per turn, not once per request. After G. Varghese, A. Lauck, "Hashed
 * and Hierarchical Timing Wheels" (1987), scheme 6 with lazy moves.
 */
public final class DeadlineWheel {
  /**
   * Every timeout of the interface is at least 100 ms in practice; half of that keeps the error
   * below 50 ms.
   */
  public static final long TICK_NANOS = 50_000_000L;

  /** 512 x 50 ms = 25.6 s a turn; later deadlines are looked at once a turn. */
  private static final int BUCKETS = 512;

  private final Deadline[] buckets = new Deadline[BUCKETS];
  private final long originNanos;
  private final long tickNanos;
  private long nextTick;
  private int linked;

  /** A wheel of timeouts that begins to turn at {@code nowNanos}. */
  public DeadlineWheel(long nowNanos) {
    this(nowNanos, TICK_NANOS);
  }

  /** A wheel with ticks of {@code tickNanos}, to be advanced about once each. */
  public DeadlineWheel(long nowNanos, long tickNanos) {
    originNanos = nowNanos;
    this.tickNanos = tickNanos;
    for (int i = 0; i < BUCKETS; i++) {
      Deadline head = new Deadline(this, _ -> {});
      head.previous = head;
      head.next = head;
      buckets[i] = head;
    }
  }

  /** How many deadlines are linked, cleared ones that were not yet passed included. */
  public int size() {
    return linked;
  }

  /** Calls the owners whose time has come; call about once a tick. */
  public void advance(long nowNanos) {
    long lastTick = (nowNanos - originNanos) / tickNanos;
    if (lastTick - nextTick >= BUCKETS) {
      nextTick = lastTick - BUCKETS + 1;
    }
    while (nextTick <= lastTick) {
      long tick = nextTick++;
      sweep(buckets[(int) (tick & BUCKETS - 1)], nowNanos);
    }
  }

  // Takes from the front until the bucket is empty: owners may unlink any other deadline meanwhile,
  // and nothing is ever
  // placed into the bucket that is being swept.
  private void sweep(Deadline head, long nowNanos) {
    Deadline deadline = head.next;
    while (deadline != null && deadline != head) {
      remove(deadline);
      if (deadline.atNanos <= nowNanos) {
        deadline.atNanos = Deadline.NEVER;
        deadline.owner.onDeadline(nowNanos);
      } else if (deadline.atNanos != Deadline.NEVER) {
        place(deadline);
      }
      deadline = head.next;
    }
  }

  void place(Deadline deadline) {
    long tick = Math.ceilDiv(deadline.atNanos - originNanos, tickNanos);
    long placed = Math.min(Math.max(tick, nextTick), nextTick + BUCKETS - 2);
    if (deadline.isLinked()) {
      if (deadline.tick <= placed && deadline.tick >= nextTick) {
        return;
      }
      remove(deadline);
    }
    Deadline head = buckets[(int) (placed & BUCKETS - 1)];
    Deadline last = head.previous;
    deadline.tick = placed;
    deadline.previous = last;
    deadline.next = head;
    if (last != null) {
      last.next = deadline;
    }
    head.previous = deadline;
    linked++;
  }

  void remove(Deadline deadline) {
    Deadline previous = deadline.previous;
    Deadline next = deadline.next;
    if (previous == null || next == null) {
      return;
    }
    previous.next = next;
    next.previous = previous;
    deadline.previous = null;
    deadline.next = null;
    linked--;
  }
}
