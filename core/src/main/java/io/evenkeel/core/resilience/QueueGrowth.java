package io.evenkeel.core.resilience;

/**
 * Whether more come to a queue than can be served from it, told from chance. Not thread-safe.
 *
 * <p>Three things must agree.
 *
 * <ul>
 *   <li>Of the last thousand who came or were served, those who came are more by {@value #SIGMAS}
 *       standard deviations: were both as many, the difference would be a random walk.
 *   <li>In the last whole interval, too, more came than were served. The first does not count: a
 *       single burst is over by then. Nor does what is before a pause.
 *   <li>The queue is strained: full, or too long to be served in time. Where each client waits for
 *       its answer before it asks again, a queue grows until all of them are in it, and no further.
 *       As long as it serves them in time, nobody has to go.
 * </ul>
 *
 * At three times the capacity it takes two intervals and sixteen served, and until the queue is
 * strained; below it a thousand seldom say so.
 *
 * <p>Once those who wait too long are sent away, the queue is strained no more, but those who ask
 * again at once keep it growing, although it might hold them all. So strain is believed for three
 * timeouts; if it shows again as soon as it is not, for {@value #BELIEF_GROWS} times as long.
 */
final class QueueGrowth {
  private static final int SIGMAS = 4;

  /** Some seconds of a slow pool; counts are halved beyond it. */
  private static final int REMEMBERED = 1_000;

  /** Of timeouts: a moment of too much leaves nobody refused for longer. */
  private static final int FIRST_BELIEF = 3;

  /** Of timeouts: looked at more seldom, a queue that is fine again would be noticed too late. */
  private static final int LAST_BELIEF = 243;

  private static final int BELIEF_GROWS = 3;

  private final long intervalNanos;
  private final long timeoutNanos;
  private boolean begun;
  private int came;
  private int served;
  private int windows;
  private long windowBeganNanos;
  private int windowCame;
  private int windowServed;
  private boolean grewLast;
  private boolean strained;
  private long strainedNanos;

  /** How long strain was believed the last time, in timeouts; 0: there was none since a pause. */
  private int belief;

  private long seenNanos;

  /**
   * @param intervalNanos of which one is compared with the next
   * @param timeoutNanos that one may wait; without anybody for half of it a queue is another one
   */
  QueueGrowth(long intervalNanos, long timeoutNanos) {
    this.intervalNanos = intervalNanos;
    this.timeoutNanos = timeoutNanos;
  }

  /** Somebody comes to wait, with or without success. */
  void came(long nowNanos) {
    if (!begun || nowNanos - seenNanos >= timeoutNanos / 2) {
      begin(nowNanos);
    }
    came++;
    windowCame++;
    seen(nowNanos);
  }

  /** One who waited is served. */
  void served(long nowNanos) {
    served++;
    windowServed++;
    seen(nowNanos);
  }

  /** There is no place for one, or those who wait cannot all be served in time. */
  void strained(long nowNanos) {
    if (!strained) {
      belief = isSuspect(nowNanos) ? Math.min(LAST_BELIEF, BELIEF_GROWS * belief) : FIRST_BELIEF;
    }
    strained = true;
    strainedNanos = nowNanos;
  }

  /** Whether it was strained so short a time ago that the same may be the matter again. */
  boolean isSuspect(long nowNanos) {
    return belief > 0 && nowNanos - strainedNanos < 2L * belief * timeoutNanos;
  }

  /** Whether the queue does not keep up. */
  boolean isGrowing() {
    long more = (long) came - served;
    return strained
        && grewLast
        && more > 0
        && more * more > (long) SIGMAS * SIGMAS * (came + served);
  }

  private void begin(long nowNanos) {
    begun = true;
    came = 0;
    served = 0;
    windows = 0;
    windowBeganNanos = nowNanos;
    windowCame = 0;
    windowServed = 0;
    grewLast = false;
    strained = false;
    belief = 0;
  }

  private void seen(long nowNanos) {
    seenNanos = nowNanos;
    strained &= nowNanos - strainedNanos < belief * timeoutNanos;
    if (came + served > REMEMBERED) {
      came /= 2;
      served /= 2;
    }
    if (nowNanos - windowBeganNanos >= intervalNanos) {
      if (windows == 0) {
        came = 0;
        served = 0;
      }
      grewLast = windows > 0 && windowCame > windowServed;
      windows++;
      windowBeganNanos = nowNanos;
      windowCame = 0;
      windowServed = 0;
    }
  }
}
