package io.evenkeel.core.resilience;

/**
 * What the answers of a server tell of how fast it is, alone and now: the memory of a {@link
 * ConcurrencyLimit}. Pure.
 *
 * @param aloneNanos median latency without a queue; 0: not known yet
 * @param nowNanos median latency of the last windows
 * @param meanNanos median latency of the last ten or so: what {@code aloneNanos} learns from, for
 *     the lowest of single windows is far below what is usual
 * @param worked requests that it worked on at once in the last window, those in its queue not
 *     counted: throughput times latency without a queue (Little, A Proof for the Queuing Formula L
 *     = λW, 1961)
 * @param needed the most of that in the last time: with fewer at once it cannot do what it did.
 *     Fades, for a server may have become smaller
 * @param rate answers per second of the last windows
 * @param bestRate the highest of those in the last time; fades as {@code needed} does
 */
public record ServerSpeed(
    double aloneNanos,
    double nowNanos,
    double meanNanos,
    double worked,
    double needed,
    double rate,
    double bestRate) {
  static final ServerSpeed UNKNOWN = new ServerSpeed(0, 0, 0, 0, 0, 0, 0);

  /** A server that takes this long is as good as one that takes nothing. */
  static final double UNNOTICED_NANOS = 10e6;

  /** Answers of a full window: their median is off by a fifth at most, most of the time. */
  static final int ANSWERS = 50;

  /** A latency that differs by less from another is the same. */
  private static final double SAME = 1.15;

  /** One look finds at most so much more latency: a queue is not believed whole. */
  private static final double MOST_NEWS = 4;

  /** A window counts as much as all before it. */
  private static final double WEIGHT = 0.5;

  /** For the best rate, which chance must not make, a quarter. */
  private static final double RATE_WEIGHT = 0.25;

  /** A rate below this part of the best is clearly less. */
  private static final double LESS = 0.7;

  private static final double MEAN_WEIGHT = 0.1;

  /** A higher latency is learned slowly, and only from few requests at once. */
  private static final double LEARN_UP = 0.02;

  /** What is needed halves in so long. */
  private static final double FADES_NANOS = 90e9;

  /**
   * The same while the server has all it could want, is slow, and does less: either it has become
   * smaller, or slower for good. A {@link #looked look} comes about as soon.
   */
  private static final double DISPROVED_NANOS = 2.5e9;

  private static final double DISPROVED_LATENCIES = 4;

  public ServerSpeed {
    if (!(aloneNanos >= 0 && nowNanos >= 0 && meanNanos >= 0 && worked >= 0 && needed >= 0)) {
      throw new IllegalArgumentException(
          "latency: "
              + aloneNanos
              + " alone, "
              + nowNanos
              + " now, at once: "
              + worked
              + " worked on, "
              + needed
              + " needed (expected: >= 0)");
    }
  }

  /** Whether anything is known. */
  boolean isKnown() {
    return aloneNanos > 0;
  }

  /** How many times slower the server is than alone, as {@link #ratio(double)}. */
  double ratio() {
    return ratio(nowNanos);
  }

  /**
   * What this latency is relative to that alone: 1 where there is no queue. A fast server is not
   * held to its microseconds: below {@link #UNNOTICED_NANOS} a queue harms nobody, and a pause of a
   * collector or of a busy processor looks the same.
   */
  double ratio(double latencyNanos) {
    return ratio(latencyNanos, aloneNanos);
  }

  private static double ratio(double latencyNanos, double aloneNanos) {
    return latencyNanos / Math.max(UNNOTICED_NANOS, aloneNanos);
  }

  /**
   * After a window.
   *
   * @param concurrency that the server had in it
   */
  ServerSpeed after(LimitWindow window, double concurrency) {
    double median = window.medianNanos();
    double full = Math.min(1, (double) window.answers() / ANSWERS);
    double now = isKnown() ? nowNanos + (median - nowNanos) * full * WEIGHT : median;
    double mean = isKnown() ? meanNanos + (median - meanNanos) * full * MEAN_WEIGHT : median;
    double alone = aloneAfter(mean, full, concurrency <= needed / 2);
    // What was measured without a queue is right as it is; from a queue, the part is taken that
    // was worked on.
    double own = concurrency * Math.min(1, SAME * alone / Math.max(1, now));
    double newRate = rate + (window.perSecond() - rate) * (isKnown() ? RATE_WEIGHT : 1);
    boolean isCongested = window.used() && ratio(now, alone) >= ConcurrencyLimit.CONGESTED;
    boolean isDisproved = isCongested && newRate < bestRate * LESS;
    double fades = isDisproved ? Math.max(DISPROVED_NANOS, DISPROVED_LATENCIES * now) : FADES_NANOS;
    double kept = 1 / (1 + window.elapsedNanos() / fades);
    return new ServerSpeed(
        alone,
        now,
        mean,
        own,
        Math.max(own, needed * kept),
        newRate,
        Math.max(newRate, bestRate * kept));
  }

  private double aloneAfter(double mean, double full, boolean isAlone) {
    if (!isKnown() || mean < aloneNanos) {
      return mean;
    }
    return isAlone ? aloneNanos + (mean - aloneNanos) * full * LEARN_UP : aloneNanos;
  }

  /** After a window with so few requests at once that there was no queue. */
  ServerSpeed looked(LimitWindow window) {
    double median = Math.min((double) window.medianNanos(), MOST_NEWS * aloneNanos);
    double full = Math.clamp((double) window.answers() / ANSWERS, WEIGHT, 1);
    double alone = aloneNanos + (median - aloneNanos) * full;
    return with(alone);
  }

  /** What it takes now is what it takes alone. */
  ServerSpeed alone() {
    return with(Math.min(nowNanos, MOST_NEWS * aloneNanos));
  }

  /** What was thought to be work and was waiting is not needed. */
  private ServerSpeed with(double alone) {
    double work = Math.min(1, alone / Math.max(1, aloneNanos));
    double mean = Math.max(alone, meanNanos);
    return new ServerSpeed(alone, nowNanos, mean, worked, needed * work, rate, bestRate);
  }

  /** Whether {@code before} said much the same. */
  boolean isLike(ServerSpeed before) {
    return aloneNanos <= before.aloneNanos * SAME && aloneNanos * SAME >= before.aloneNanos;
  }
}
