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

    public boolean isWaiting() {
      return line != null;
    }

    /** The line it waits in; null: none. */
    public @Nullable WaitingLine<E> line() {
      return line;
    }
  }

  /** Both ends of the list of one priority. */
  private static final class Ends<E> {
    @Nullable Place<E> oldest;
    @Nullable Place<E> newest;
  }

  private final QueueDiscipline discipline;
  private final Ends<E>[] byPriority;
  private int size;
  private long occupiedSinceNanos;
  private long served;

  /** Whether it stood when it ran empty last, and when that was. */
  private boolean stood;

  private long emptiedNanos;

  @SuppressWarnings({"unchecked", "rawtypes"})
  public WaitingLine(QueueDiscipline discipline) {
    this.discipline = discipline;
    byPriority = new Ends[PRIORITIES.length];
    for (int i = 0; i < byPriority.length; i++) {
      byPriority[i] = new Ends<>();
    }
  }

  /** How many wait. */
  public int size() {
    return size;
  }

  /** Whether the queue does not drain: the newest go first, and waits are short. */
  public boolean isStanding(long nowNanos) {
    return size > 0 && discipline.isStanding(nowNanos - occupiedSinceNanos, served);
  }

  /** Why a newcomer may not {@link #enter}; null: it may. */
  public @Nullable ShedReason refusal(Priority newcomer, long nowNanos) {
    boolean standing = isStanding(nowNanos);
    Place<E> last = size < discipline.capacity() ? null : last(standing);
    return discipline.refusal(newcomer, size, last == null ? null : last.priority, standing);
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
    Place<E> displaced = size < discipline.capacity() ? null : last(isStanding(nowNanos));
    if (displaced != null) {
      leave(displaced, nowNanos);
    }
    boolean goesOn = size > 0 || (stood && nowNanos - emptiedNanos < discipline.intervalNanos());
    if (!goesOn) {
      occupiedSinceNanos = nowNanos;
      served = 0;
    }
    Ends<E> ends = byPriority[priority.ordinal()];
    place.priority = priority;
    place.sinceNanos = nowNanos;
    place.line = this;
    place.older = ends.newest;
    if (ends.newest != null) {
      ends.newest.newer = place;
    } else {
      ends.oldest = place;
    }
    ends.newest = place;
    size++;
    return displaced;
  }

  /** Ends a wait; nothing happens to one who does not wait here. */
  public void leave(Place<E> place, long nowNanos) {
    if (place.line != this) {
      return;
    }
    if (size == 1) {
      stood = isStanding(nowNanos);
      emptiedNanos = nowNanos;
    }
    Ends<E> ends = byPriority[place.priority.ordinal()];
    Place<E> older = place.older;
    Place<E> newer = place.newer;
    if (older != null) {
      older.newer = newer;
    } else {
      ends.oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else {
      ends.newest = older;
    }
    place.line = null;
    place.older = null;
    place.newer = null;
    size--;
  }

  /** One who waited has left for a server: counts for {@link #drainNanos}. */
  public void served() {
    served++;
  }

  /** Who goes next, never one whose time is over; null: nobody. */
  public @Nullable Place<E> first(long nowNanos) {
    boolean standing = isStanding(nowNanos);
    for (Ends<E> ends : byPriority) {
      Place<E> place = standing ? ends.newest : ends.oldest;
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
    boolean standing = isStanding(nowNanos);
    Place<E> first = standing ? first(nowNanos) : null;
    for (int i = byPriority.length - 1; i >= 0; i--) {
      Place<E> oldest = byPriority[i].oldest;
      if (oldest != null && expiry(oldest, first, standing, nowNanos) != null) {
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
  private @Nullable ShedReason expiry(
      Place<E> place, @Nullable Place<E> first, boolean standing, long nowNanos) {
    return discipline.expiry(
        nowNanos - place.sinceNanos, place == first, standing, paceNanos(nowNanos));
  }

  /** Who would be served last. */
  private @Nullable Place<E> last(boolean standing) {
    for (int i = byPriority.length - 1; i >= 0; i--) {
      Place<E> place = standing ? byPriority[i].oldest : byPriority[i].newest;
      if (place != null) {
        return place;
      }
    }
    return null;
  }
}
