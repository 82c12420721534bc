package io.evenkeel.core.resilience;

import io.evenkeel.core.resilience.LimitWindow.Use;

/**
 * How many requests a server may have waiting at once, found out from its latency: a pure rule from
 * one window of answers to the next limit.
 *
 * <p><b>Idea.</b> A server with room answers as fast as it does alone; when requests queue inside
 * it, all of them take longer, and beyond its best point more requests at once mean fewer answers.
 * So the ratio of the latency now to the latency without load is watched, as TCP Vegas does
 * (Brakmo, Peterson, TCP Vegas: End to End Congestion Avoidance on a Global Internet, 1995) and,
 * for servers, Netflix' Gradient2 and Envoy's adaptive concurrency. Up to {@link #FLAT} the limit
 * may grow, from {@link #CONGESTED} on it shrinks in proportion, in between it stays. A server
 * faster than {@link ServerSpeed#UNNOTICED_NANOS} is measured by that.
 *
 * <p><b>What is done differently, and why.</b>
 *
 * <ul>
 *   <li>The latency is the median of a window of answers, not a mean or single samples: a few slow
 *       pages, or one slow page among two kinds, do not move it.
 *   <li>The latency without load is learned downwards from every window, upwards only from windows
 *       with few requests at once. Gradient2 compares with a long average, which follows a latency
 *       that rises slowly, and the limit with it. Here a queue that grows slowly is still a queue.
 *   <li>When the limit has fallen by half and the latency has not, then the limit was not the
 *       reason, and the latency is the server's own ({@link LimitTrial}).
 *   <li>A server that has become slower for good would still be held down. So while the limit is in
 *       the way, it is lowered for a moment from time to time, and what the latency is then, is the
 *       latency without load: as BBR does (Cardwell et al., BBR: Congestion-Based Congestion
 *       Control, 2016). It costs about one answer in a hundred, and only while there are more
 *       requests than the limit anyway.
 *   <li>The limit does not fall below what is {@link ServerSpeed#needed}: the requests that the
 *       server has to have at its best throughput without a queue, throughput times latency
 *       (Little, A Proof for the Queuing Formula L = λW, 1961). However wrong a latency may look,
 *       that much it can do.
 *   <li>It grows only when it was used, and shrinks only when the server was busy: nothing is
 *       learned from an idle server. A pause that bunches requests uses it too, so it stays within
 *       a multiple of what the server has on average: a limit that crept up through quiet days
 *       would let the last server drown before the first window of its end is over.
 *   <li>Many timeouts or 503s shrink it as well; answers that fail fast are no answers and never
 *       raise it.
 * </ul>
 *
 * <p><b>Slow start.</b> A server that begins may have {@link #START} at once, and twice as many
 * after each window that used them and was not slower. That holds when the balancer starts, too:
 * nobody knows then whether the servers are warm.
 *
 * <p><b>Trade-offs.</b> When most requests become slower at once, for a reason that is not load,
 * the limit is too low until the latency was looked at anew: {@link #SOON_NANOS}, at most {@link
 * #LATE_NANOS}. A balancer that starts while its servers are overloaded takes their latency for
 * normal and needs about ten seconds of such looks. Several balancers before one server take the
 * load of the others for its latency. A server that sends the head of its answer before it has done
 * the work cannot be judged by this.
 *
 * <table>
 * <caption>Transitions; the first line that applies wins</caption>
 * <tr><th>phase</th><th>window</th><th>next</th></tr>
 * <tr><td>any</td><td>timeouts and 503s</td><td>STEADY, limit × {@link #BACK_OFF}, not while more wait than it allows</td></tr>
 * <tr><td>SETTLING</td><td>no more wait than it allows</td><td>PROBING</td></tr>
 * <tr><td>SETTLING</td><td>more do, after a second</td><td>STEADY, the next look later</td></tr>
 * <tr><td>PROBING</td><td>no answer</td><td>STEADY, the next look later</td></tr>
 * <tr><td>STARTING</td><td>used, no answer yet at all</td><td>limit doubled</td></tr>
 * <tr><td>PROBING</td><td>answers</td><td>STEADY; their median is the latency without load</td></tr>
 * <tr><td>STARTING</td><td>used, flat</td><td>limit doubled, see {@link #UNPROVEN}</td></tr>
 * <tr><td>STEADY</td><td>used, flat</td><td>limit + up to √limit, see {@link #UNPROVEN}</td></tr>
 * <tr><td>both</td><td>used, not flat</td><td>STEADY, limit − up to √limit</td></tr>
 * <tr><td>both</td><td>busy, congested</td><td>STEADY, limit × flat / ratio, at least half</td></tr>
 * <tr><td>both</td><td>requests turned away, not flat, long since the last look</td><td>SETTLING</td></tr>
 * </table>
 *
 * @param limit requests that may wait at once; fractional, so that small steps add up
 * @param speed what is known of the server
 * @param trial what lowering the limit has shown so far
 * @param blockedNanos how long the limit has been in the way since the last look
 * @param lookNanos after how long of that the next look is due
 */
public record ConcurrencyLimit(
    Phase phase,
    double limit,
    ServerSpeed speed,
    LimitTrial trial,
    long blockedNanos,
    long lookNanos) {
  /** What the limit is doing. */
  public enum Phase {
    /** Doubles until the latency rises. */
    STARTING,
    STEADY,
    /** Lowered for a look at the latency without load; requests from before are still there. */
    SETTLING,
    /** Lowered, and those are gone. */
    PROBING
  }

  /** What a server may have at once before anything is known of it. */
  public static final double START = 20;

  /** A burst of so many is borne by most, and no sign of what can be borne for long. */
  static final double UNPROVEN = 64;

  /** Above that the limit stays within so many times of what the server had on average. */
  private static final int HEADROOM = 4;

  /**
   * Never less: one request on its way there, one being worked on, one answer on its way back. With
   * fewer a server of one worker waits for the network.
   */
  public static final double FLOOR = 3;

  /** Latency, relative to that without load, up to which a server has room. */
  static final double FLAT = 1.4;

  /** From here on, as much waiting as work is in the latency. */
  static final double CONGESTED = 2;

  /**
   * A server that drowns answers so seldom that a full window of it takes seconds, in which it
   * stays under water: from here on few answers tell enough, if they took half a second.
   */
  private static final double DROWNING = 2 * CONGESTED;

  static final double BACK_OFF = 0.7;

  /** One window, maybe of bad luck, takes at most half. */
  private static final double MOST_CUT = 0.5;

  /** First look at the latency without load, and each one after a look that found news. */
  static final long SOON_NANOS = 2_000_000_000L;

  /** A look takes about half a second at half the throughput: 1.5 % of this. */
  static final long LATE_NANOS = 16_000_000_000L;

  /**
   * A look takes some latencies. With a slower server that would be seconds at half the throughput:
   * there {@link LimitTrial} and what is needed must do.
   */
  private static final long MOST_LOOKED_AT_NANOS = 500_000_000L;

  /** Shorter windows see single pauses of a garbage collector. */
  public static final long LEAST_NANOS = 100_000_000L;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** A server that answers seldom is judged by fewer answers after so long. */
  private static final long LONG_NANOS = 5_000_000_000L;

  private static final int FEW_ANSWERS = 20;

  /** How long a look may take: the requests from before must go, and others be answered. */
  private static final long MOST_LOOK_NANOS = 2_000_000_000L;

  /** What was begun so long ago is no window of anything. */
  public static final long MOST_NANOS = 15_000_000_000L;

  /** The first answers of all are those of the shortest requests: they are waited out. */
  private static final int FIRST_MEDIANS = 8;

  /** What a server has at the beginning. */
  public static final ConcurrencyLimit BEGIN =
      new ConcurrencyLimit(
          Phase.STARTING, START, ServerSpeed.UNKNOWN, LimitTrial.NONE, 0, SOON_NANOS);

  public ConcurrencyLimit {
    if (!(limit >= 1)) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
  }

  /**
   * What another process had learned of the same server: its limit and its speed go on, what it was
   * just trying does not.
   *
   * @param isStarting whether it was still looking for the limit
   */
  public static ConcurrencyLimit resumed(boolean isStarting, double limit, ServerSpeed speed) {
    Phase phase = isStarting ? Phase.STARTING : Phase.STEADY;
    return new ConcurrencyLimit(
        phase, Math.max(FLOOR, limit), speed, LimitTrial.NONE, 0, SOON_NANOS);
  }

  /** What the server may have waiting now. */
  public int requests() {
    return (int) (isLooking() ? Math.min(limit, Math.max(FLOOR, speed.worked() / 2)) : limit);
  }

  /** The server begins anew, maybe cold: what is known of its best days stays known. */
  public ConcurrencyLimit restarted() {
    return new ConcurrencyLimit(
        Phase.STARTING, Math.min(limit, START), speed, LimitTrial.NONE, 0, SOON_NANOS);
  }

  /**
   * Whether, as long as this is the state, no window that {@link #saysTooLittle} can be {@link
   * #isReady} or {@link #isBlind}.
   */
  boolean isSettled() {
    return speed.isKnown() && !isLooking();
  }

  /**
   * What can be told of a window without putting it together.
   *
   * @param ended attempts in it, however they did
   * @param overloads of these: late, or 503
   */
  static boolean saysTooLittle(long elapsedNanos, long ended, long overloads) {
    return elapsedNanos < MOST_NANOS
        && ended < FEW_ANSWERS
        && overloads < LimitWindow.LEAST_OVERLOADS;
  }

  /** Whether {@code window} says enough to be closed. */
  public boolean isReady(LimitWindow window) {
    long elapsed = window.elapsedNanos();
    long answers = window.answers();
    if (elapsed < LEAST_NANOS) {
      return false;
    }
    boolean isLong = elapsed >= MOST_LOOK_NANOS;
    if (phase == Phase.SETTLING) {
      // As many answers as there were requests: those that are left are not only the longest.
      return isLong || (window.waiting() <= requests() && answers >= limit);
    }
    if (isOverloaded(window)) {
      return true;
    }
    if (phase == Phase.PROBING) {
      boolean isFair = elapsed >= SECOND_NANOS && answers >= FEW_ANSWERS;
      boolean isWhole = elapsed >= FIRST_MEDIANS * window.medianNanos();
      return isLong || (isWhole && (answers >= ServerSpeed.ANSWERS || isFair));
    }
    if (!speed.isKnown() && elapsed < FIRST_MEDIANS * window.medianNanos()) {
      return false;
    }
    return answers >= ServerSpeed.ANSWERS
        || ((elapsed >= LONG_NANOS || isDrowning(window)) && answers >= FEW_ANSWERS)
        || (elapsed >= MOST_NANOS && answers > 0 && window.used());
  }

  /** The limit after {@code window}, which {@link #isReady}; at most {@code ceiling}. */
  public ConcurrencyLimit after(LimitWindow window, int ceiling) {
    ConcurrencyLimit next = isOverloaded(window) ? backedOff(window) : judged(window);
    return next.limit <= ceiling ? next : next.limited(Math.max(1, ceiling));
  }

  private ConcurrencyLimit judged(LimitWindow window) {
    return switch (phase) {
      case SETTLING -> window.waiting() <= requests() ? in(Phase.PROBING) : sawNothing();
      case PROBING -> window.answers() == 0 ? sawNothing() : looked(window);
      case STARTING, STEADY -> learned(window).byRatio(window);
    };
  }

  /**
   * Whether nothing is known of the server yet, and {@code window} will not tell soon: then nothing
   * speaks against more, and the limit {@link #grows} every second in which it was used.
   */
  public boolean isBlind(LimitWindow window) {
    return !speed.isKnown()
        && phase == Phase.STARTING
        && window.used()
        && window.answers() < FEW_ANSWERS;
  }

  /** Twice as much, while {@link #isBlind}. */
  public ConcurrencyLimit grows(int ceiling) {
    return limited(Math.min(2 * limit, Math.max(1, ceiling)));
  }

  private boolean isLooking() {
    return phase == Phase.SETTLING || phase == Phase.PROBING;
  }

  private boolean isOverloaded(LimitWindow window) {
    return isBusy(window) && window.isOverloaded(speed.ratio((double) window.medianNanos()) > FLAT);
  }

  private boolean isDrowning(LimitWindow window) {
    return speed.isKnown()
        && window.used()
        && window.elapsedNanos() >= SECOND_NANOS / 2
        && speed.ratio((double) window.medianNanos()) >= DROWNING;
  }

  private boolean isBusy(LimitWindow window) {
    return window.used() || concurrency(window) >= START / 2;
  }

  private ConcurrencyLimit backedOff(LimitWindow window) {
    if (window.waiting() > limit) {
      return in(Phase.STEADY);
    }
    double lower = Math.max(limit * BACK_OFF, Math.max(FLOOR, speed.needed()));
    return new ConcurrencyLimit(Phase.STEADY, Math.min(limit, lower), speed, trial, 0, lookNanos);
  }

  /** What waited from before did not go, or nothing was answered. */
  private ConcurrencyLimit sawNothing() {
    return new ConcurrencyLimit(Phase.STEADY, limit, speed, trial, 0, later());
  }

  private ConcurrencyLimit looked(LimitWindow window) {
    ServerSpeed seen = speed.looked(window);
    return new ConcurrencyLimit(
        Phase.STEADY, limit, seen, trial, 0, seen.isLike(speed) ? later() : SOON_NANOS);
  }

  private long later() {
    return Math.min(LATE_NANOS, 2 * lookNanos);
  }

  private ConcurrencyLimit learned(LimitWindow window) {
    ServerSpeed known = speed.after(window, concurrency(window));
    return new ConcurrencyLimit(phase, limit, known, trial, blockedNanos, lookNanos);
  }

  private ConcurrencyLimit byRatio(LimitWindow window) {
    double ratio = speed.ratio();
    if (ratio <= FLAT) {
      return window.used() ? grown(ratio, window) : unblocked();
    }
    ConcurrencyLimit next = this;
    if (isBusy(window) && window.waiting() <= limit) {
      double lower = Math.max(shrunk(window), Math.max(FLOOR, speed.needed()));
      next = limited(Math.min(limit, lower)).tried();
    }
    next = window.used() ? next.in(Phase.STEADY) : next;
    return window.use() == Use.EXHAUSTED ? next.blocked(window.elapsedNanos()) : next;
  }

  /** Where the latency stayed what it was while the limit fell, it is the server's own. */
  private ConcurrencyLimit tried() {
    LimitTrial next = trial.after(limit, speed.nowNanos());
    ServerSpeed known = next.isRefuted(limit, speed.nowNanos()) ? speed.alone() : speed;
    return new ConcurrencyLimit(
        phase, limit, known, next.isOver(limit) ? LimitTrial.NONE : next, blockedNanos, lookNanos);
  }

  /** A little where the server is a little slow; in proportion where it is congested. */
  private double shrunk(LimitWindow window) {
    // What was cut before has an effect already: the mean still knows the time before.
    double ratio = Math.min(speed.ratio(), speed.ratio((double) window.medianNanos()));
    if (ratio <= FLAT) {
      return limit;
    }
    if (ratio < CONGESTED) {
      return window.used() ? limit + step(ratio) : limit;
    }
    // What was not in use proves nothing: it goes first.
    double proven = window.used() ? limit : Math.min(limit, 2 * concurrency(window));
    return proven * Math.max(MOST_CUT, FLAT / ratio);
  }

  private ConcurrencyLimit grown(double ratio, LimitWindow window) {
    double wanted = phase == Phase.STARTING ? 2 * limit : limit + step(ratio);
    double proven = Math.max(UNPROVEN, HEADROOM * concurrency(window));
    double more = Math.max(limit, Math.min(wanted, proven));
    LimitTrial left = more >= trial.limit() ? LimitTrial.NONE : trial;
    return new ConcurrencyLimit(phase, more, speed, left, 0, SOON_NANOS);
  }

  /** Up to the root of the limit, less the nearer the latency is to where it should be. */
  private double step(double ratio) {
    return Math.sqrt(limit) * Math.clamp((FLAT - ratio) / (FLAT - 1), -1, 1);
  }

  private ConcurrencyLimit unblocked() {
    return blockedNanos == 0
        ? this
        : new ConcurrencyLimit(phase, limit, speed, trial, 0, lookNanos);
  }

  private ConcurrencyLimit blocked(long elapsedNanos) {
    long blocked = blockedNanos + elapsedNanos;
    return blocked >= lookNanos && speed.nowNanos() <= MOST_LOOKED_AT_NANOS
        ? new ConcurrencyLimit(Phase.SETTLING, limit, speed, trial, 0, lookNanos)
        : new ConcurrencyLimit(phase, limit, speed, trial, blocked, lookNanos);
  }

  /** No more than can have been there: answers that come in a bunch tell of time long past. */
  private double concurrency(LimitWindow window) {
    return Math.min(window.concurrency(), Math.max(limit, window.waiting()));
  }

  private ConcurrencyLimit in(Phase next) {
    return next == phase
        ? this
        : new ConcurrencyLimit(next, limit, speed, trial, blockedNanos, lookNanos);
  }

  private ConcurrencyLimit limited(double requests) {
    return new ConcurrencyLimit(phase, requests, speed, trial, blockedNanos, lookNanos);
  }
}
