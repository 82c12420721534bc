package io.evenkeel.core.resilience;

/**
 * Whether a pool is sending requests away, as people are told: it begins with the first and is over
 * when none was for a while, so that a pool at its limit is one story and not hundreds. Pure; the
 * control loop steps it once a second.
 *
 * <pre>
 * state          more were shed    none was shed
 * Not            For               Not
 * For            For               For until {@link #QUIET_NANOS} without one, then Not
 * </pre>
 */
public sealed interface Shedding {
  /** Clients that were sent away come back after a second or two; this is some times that. */
  long QUIET_NANOS = 10_000_000_000L;

  /** How many were shed up to now, since the process started. */
  long total();

  /** Nobody is sent away. */
  record Not(long total) implements Shedding {}

  /**
   * Requests are shed.
   *
   * @param before total when it began
   * @param lastNanos when it was last seen to go on
   */
  record For(long total, long before, long sinceNanos, long lastNanos) implements Shedding {
    /** Shed in this episode. */
    public long shed() {
      return total - before;
    }
  }

  /** The state after {@code total} was read; a smaller total than before begins to count anew. */
  static Shedding next(Shedding state, long total, long nowNanos) {
    boolean more = total > state.total();
    return switch (state) {
      case Not(long before) when more -> new For(total, before, nowNanos, nowNanos);
      case Not _ -> new Not(total);
      case For now when more -> new For(total, now.before, now.sinceNanos, nowNanos);
      case For now when total < now.total || nowNanos - now.lastNanos >= QUIET_NANOS ->
          new Not(total);
      case For now -> now;
    };
  }
}
