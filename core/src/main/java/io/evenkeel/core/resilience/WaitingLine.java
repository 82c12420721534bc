package io.evenkeel.core.resilience;

import io.evenkeel.core.model.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for one pool on one event loop, kept by a {@link QueueDiscipline}. Not
 * thread-safe.
 *
 * <p>A linked list for each priority, oldest first, through the {@link Place} that each who may
 * wait owns: to enter and to leave cost the same however many wait, and allocate nothing.
 */
@SuppressWarnings("EnumOrdinal") // index of an array, never stored
public final class WaitingLine<E> {
  private static final Priority[] PRIORITIES = Priority.values();

  /** Where one can wait, in one line at a time. */
  public static final class Place<E> {
    private final E who;
    private Priority priority = Priority.NORMAL;
    private long sinceNanos;
    private @Nullable WaitingLine<E> line;
    private @Nullable Place<E> older;
    private @Nullable Place<E> newer;

    public Place(E who) {
      this.who = who;
    }

    /** Who waits here. */
    public E who() {
      return who;
    }

    /** The priority it waits with, or waited with last. */
    public Priority priority() {
      return priority;
    }

    /** When it began to wait. */
    public long sinceNanos() {
      return sinceNanos;
    }

    /** The line it waits in; null: none. */
    public @Nullable WaitingLine<E> line() {
      return line;
    }
  }

  /** Those of one priority. */
  private static final class Rank<E> {
    @Nullable Place<E> oldest;
    @Nullable Place<E> newest;

    final QueueGrowth growth;

    Rank(QueueGrowth growth) {
      this.growth = growth;
    }
  }

  private final QueueDiscipline discipline;
  private final Rank<E>[] byPriority;
  private int size;
  private long occupiedSinceNanos;
  private long served;

  @SuppressWarnings({"unchecked", "rawtypes"})
  public WaitingLine(QueueDiscipline discipline) {
    this.discipline = discipline;
    byPriority = new Rank[PRIORITIES.length];
    for (int i = 0; i < byPriority.length; i++) {
      byPriority[i] =
          new Rank<>(new QueueGrowth(discipline.intervalNanos(), discipline.timeoutNanos()));
    }
  }

  /** How many wait. */
  public int size() {
    return size;
  }

  /** Somebody comes: why it may not {@link #enter}; null: it may. Asked once for each. */
  public @Nullable ShedReason refusal(Priority newcomer, long nowNanos) {
    Rank<E> rank = byPriority[newcomer.ordinal()];
    QueueGrowth growth = rank.growth;
    growth.came(nowNanos);
    Place<E> last = size < discipline.capacity() ? null : last();
    ShedReason refusal =
        discipline.refusal(newcomer, size, last == null ? null : last.priority, growth.isGrowing());
    if (refusal != null || last != null || isSlow(rank, nowNanos)) {
      growth.strained(nowNanos);
    }
    return refusal;
  }

  private boolean isSlow(Rank<E> rank, long nowNanos) {
    Place<E> oldest = rank.oldest;
    return oldest != null
        && discipline.isStrained(
            drainNanos(nowNanos),
            nowNanos - oldest.sinceNanos,
            nowNanos - occupiedSinceNanos,
            rank.growth.isSuspect(nowNanos));
  }

  /**
   * Begins to wait. Only after {@link #refusal} said null.
   *
   * @return who has to leave for it, and has left already; null: there was room
   */
  public @Nullable Place<E> enter(Place<E> place, Priority priority, long nowNanos) {
    if (place.line != null) {
      throw new IllegalStateException("waits already (expected: in one line at a time)");
    }
    Place<E> displaced = size < discipline.capacity() ? null : last();
    if (displaced != null) {
      leave(displaced);
    }
    if (size == 0) {
      occupiedSinceNanos = nowNanos;
      served = 0;
    }
    Rank<E> rank = byPriority[priority.ordinal()];
    place.priority = priority;
    place.sinceNanos = nowNanos;
    place.line = this;
    place.older = rank.newest;
    if (rank.newest != null) {
      rank.newest.newer = place;
    } else {
      rank.oldest = place;
    }
    rank.newest = place;
    size++;
    return displaced;
  }

  /** Ends a wait; nothing happens to one who does not wait here. */
  public void leave(Place<E> place) {
    if (place.line != this) {
      return;
    }
    Rank<E> rank = byPriority[place.priority.ordinal()];
    Place<E> older = place.older;
    Place<E> newer = place.newer;
    if (older != null) {
      older.newer = newer;
    } else {
      rank.oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else {
      rank.newest = older;
    }
    place.line = null;
    place.older = null;
    place.newer = null;
    size--;
  }

  /** Ends a wait because there is a server. */
  public void serve(Place<E> place, long nowNanos) {
    byPriority[place.priority.ordinal()].growth.served(nowNanos);
    served++;
    leave(place);
  }

  /** Who goes next, never one whose time is over; null: nobody. */
  public @Nullable Place<E> first(long nowNanos) {
    for (Rank<E> rank : byPriority) {
      boolean standing = rank.growth.isGrowing();
      Place<E> place = standing ? rank.newest : rank.oldest;
      while (place != null && nowNanos - place.sinceNanos >= discipline.timeoutNanos()) {
        // Those who come after the oldest may still have time; before the newest nobody has.
        place = standing ? null : place.newer;
      }
      if (place != null) {
        return place;
      }
    }
    return null;
  }

  /** One whose time is over, lowest priority and oldest first; null: nobody. It still waits. */
  public @Nullable Place<E> expired(long nowNanos) {
    if (size == 0) {
      return null;
    }
    Place<E> first = first(nowNanos);
    long pace = paceNanos(nowNanos);
    for (int i = byPriority.length - 1; i >= 0; i--) {
      Place<E> oldest = byPriority[i].oldest;
      if (oldest != null && isOver(oldest, first, pace, nowNanos)) {
        return oldest;
      }
    }
    return null;
  }

  /** Why the time of {@code place}, given by {@link #expired}, is over. */
  public ShedReason expiryOf(Place<E> place, long nowNanos) {
    return nowNanos - place.sinceNanos >= discipline.timeoutNanos()
        ? ShedReason.QUEUE_TIMEOUT
        : ShedReason.QUEUE_DELAY;
  }

  /**
   * About how long it takes until all who wait now are served at the pace since the queue was last
   * empty, in nanoseconds; the queue timeout when nobody was.
   */
  public long drainNanos(long nowNanos) {
    if (size == 0) {
      return 0;
    }
    return served == 0 ? discipline.timeoutNanos() : paceNanos(nowNanos) * size;
  }

  /** Between two services since the queue was last empty. */
  private long paceNanos(long nowNanos) {
    return (nowNanos - occupiedSinceNanos) / Math.max(1, served);
  }

  @SuppressWarnings("ReferenceEquality") // a place is itself only
  private boolean isOver(Place<E> oldest, @Nullable Place<E> first, long paceNanos, long nowNanos) {
    boolean standing = isStanding(oldest.priority);
    long waited = nowNanos - oldest.sinceNanos;
    return discipline.expiry(waited, oldest == first, standing, paceNanos) != null;
  }

  /** Whether those of this priority do not keep up. */
  boolean isStanding(Priority priority) {
    return byPriority[priority.ordinal()].growth.isGrowing();
  }

  /** Who would be served last. */
  private @Nullable Place<E> last() {
    for (int i = byPriority.length - 1; i >= 0; i--) {
      Rank<E> rank = byPriority[i];
      Place<E> place = rank.growth.isGrowing() ? rank.oldest : rank.newest;
      if (place != null) {
        return place;
      }
    }
    return null;
  }
}
