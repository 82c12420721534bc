package io.evenkeel.core.resilience;

/**
 * Whether more come to a queue than are served from it, told from chance. Not thread-safe.
 *
 * <p>Two things must agree. Of the last thousand who came or were served, those who came are more
 * by {@value #SIGMAS} standard deviations: were both as many, the difference would be a random
 * walk. And in the last whole interval, too, more came than were served, and it was not the first:
 * a single burst is over by then. A pause forgets it all. At three times the capacity it takes two
 * intervals and sixteen served; below it a thousand seldom say so.
 */
final class QueueGrowth {
  private static final int SIGMAS = 4;

  /** Some seconds of a slow pool; counts are halved beyond it. */
  private static final int REMEMBERED = 1_000;

  private final long intervalNanos;
  private final long pauseNanos;
  private int came;
  private int served;
  private int windows;
  private long windowBeganNanos;
  private int windowCame;
  private int windowServed;
  private boolean grewLast;
  private long seenNanos;

  /**
   * @param intervalNanos of which one is compared with the next
   * @param pauseNanos without anybody, after which a queue is another one
   */
  QueueGrowth(long intervalNanos, long pauseNanos) {
    this.intervalNanos = intervalNanos;
    this.pauseNanos = pauseNanos;
  }

  /** Somebody comes to wait, with or without success. */
  void came(long nowNanos) {
    if (came == 0 || nowNanos - seenNanos >= pauseNanos) {
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

  /** Whether the queue does not keep up. */
  boolean isGrowing() {
    long more = (long) came - served;
    return grewLast && more > 0 && more * more > (long) SIGMAS * SIGMAS * (came + served);
  }

  private void begin(long nowNanos) {
    came = 0;
    served = 0;
    windows = 0;
    windowBeganNanos = nowNanos;
    windowCame = 0;
    windowServed = 0;
    grewLast = false;
  }

  private void seen(long nowNanos) {
    seenNanos = nowNanos;
    if (came + served > REMEMBERED) {
      came /= 2;
      served /= 2;
    }
    if (nowNanos - windowBeganNanos >= intervalNanos) {
      grewLast = windows > 0 && windowCame > windowServed;
      windows++;
      windowBeganNanos = nowNanos;
      windowCame = 0;
      windowServed = 0;
    }
  }
}
