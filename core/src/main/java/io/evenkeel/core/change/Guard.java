package io.evenkeel.core.change;

import io.evenkeel.core.model.RollbackOn;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether a change does harm: compares a pool of those who have it with the same pool of those who
 * have not, a canary with its control or now with before.
 *
 * <p><b>Statistics.</b> A limit is breached when chance does not explain it: what was seen would be
 * as far above the limit with a probability of at most {@link #CHANCE} if the truth lay at the
 * limit. By Chernoff's bound (H. Chernoff, A Measure of Asymptotic Efficiency for Tests of a
 * Hypothesis, 1952) that is so when {@code n * KL(seen, limit) >= ln(1 / CHANCE)}, where KL is the
 * relative entropy of two coins; it holds for every n, so no few requests look like many. The
 * control is no more certain than the canary: for the error rate the limit is the upper end of its
 * Wilson interval (E. B. Wilson, Probable Inference, 1927) of {@link #SIGMAS} standard deviations,
 * plus the rise that is allowed.
 *
 * <p>So three requests never undo anything ({@link #ENOUGH}), a canary in which everything fails is
 * caught with its 20th request, one in which every tenth does after some 200, and one look at a
 * canary that is no worse undoes it less than once in 10,000 times. Requests of one client are no
 * independent draws: few clients are less proof than their requests look like.
 *
 * <p>What was as bad before is no breach: a server that was down already, a share that was skewed.
 */
public final class Guard {
  /** No request fewer proves anything. */
  static final long ENOUGH = 20;

  /** A 99th percentile of fewer is one slow request. */
  static final long ENOUGH_FOR_P99 = 100;

  /** Of a breach where there is none, per look. */
  static final double CHANCE = 1e-4;

  static final double SIGMAS = 3;

  /**
   * A 99th percentile that rises by less is none that people feel: from 1 ms to 4 ms is what an
   * idle machine does by itself.
   */
  static final long LEAST_RISE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final double SURPRISE = -Math.log(CHANCE);

  private Guard() {}

  /**
   * What of {@code limits} is breached, for people; empty: nothing.
   *
   * @param canary those who have the change; or now
   * @param control those who have not; or before
   */
  public static Optional<String> breach(
      RollbackOn limits, GuardReading canary, GuardReading control) {
    return errors(limits, canary, control)
        .or(() -> healthy(limits, canary, control))
        .or(() -> p99(limits, canary, control))
        .or(() -> share(limits, canary, control));
  }

  /** Both side by side, for who watches: {@code errors 0.0 % (control 0.0 %), p99 4 ms (...)}. */
  public static String comparison(GuardReading canary, GuardReading control) {
    return String.format(
        Locale.ROOT,
        "errors %.1f %% (%s %.1f %%), p99 %.0f ms (%s %.0f ms), healthy %d of %d",
        100 * canary.errorRate(),
        control.who(),
        100 * control.errorRate(),
        canary.latencies().quantileNanos(0.99) / 1e6,
        control.who(),
        control.latencies().quantileNanos(0.99) / 1e6,
        canary.healthy(),
        canary.servers());
  }

  private static Optional<String> errors(
      RollbackOn limits, GuardReading canary, GuardReading control) {
    // Next to nothing to compare with: then most of its requests have to fail.
    double worst =
        control.requests() < ENOUGH
            ? 0.5
            : highest(control.errors(), control.requests()) + limits.errorRateRise();
    return isAbove(canary.errors(), canary.requests(), worst)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "errors %.1f %% of %d requests, %s %.1f %% of %d (allowed: +%.1f %%)",
                100 * canary.errorRate(),
                canary.requests(),
                control.who(),
                100 * control.errorRate(),
                control.requests(),
                100 * limits.errorRateRise()))
        : Optional.empty();
  }

  private static Optional<String> healthy(
      RollbackOn limits, GuardReading canary, GuardReading control) {
    return canary.healthyPart() < limits.healthyBelow()
            && canary.healthyPart() < control.healthyPart()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d servers healthy, %s %d of %d (allowed: at least %.0f %%)",
                canary.healthy(),
                canary.servers(),
                control.who(),
                control.healthy(),
                control.servers(),
                100 * limits.healthyBelow()))
        : Optional.empty();
  }

  /** Whether more than one answer in a hundred is slower than the limit for the percentile. */
  private static Optional<String> p99(
      RollbackOn limits, GuardReading canary, GuardReading control) {
    if (control.latencies().count() < ENOUGH_FOR_P99) {
      return Optional.empty();
    }
    long usual = control.latencies().quantileNanos(0.99);
    long longest = Math.max((long) (limits.p99Factor() * usual), usual + LEAST_RISE_NANOS);
    return isAbove(canary.latencies().above(longest), canary.latencies().count(), 0.01)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "p99 %.0f ms, %s %.0f ms (allowed: %.0f ms)",
                canary.latencies().quantileNanos(0.99) / 1e6,
                control.who(),
                usual / 1e6,
                longest / 1e6))
        : Optional.empty();
  }

  private static Optional<String> share(
      RollbackOn limits, GuardReading canary, GuardReading control) {
    long all = sum(canary.shares());
    long before = sum(control.shares());
    for (Map.Entry<String, GuardReading.Share> entry : canary.shares().entrySet()) {
      GuardReading.Share share = entry.getValue();
      GuardReading.Share was = control.shares().get(entry.getKey());
      double usual = was == null ? 0 : highest(was.requests(), before);
      double fair = Math.max(limits.shareAbove(), 2 * share.expected());
      if (isAbove(share.requests(), all, before < ENOUGH ? fair : Math.max(fair, usual))) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s has %.0f %% of the requests, by its weight %.0f %% (allowed: %.0f %%)",
                entry.getKey(),
                100.0 * share.requests() / all,
                100 * share.expected(),
                100 * limits.shareAbove()));
      }
    }
    return Optional.empty();
  }

  private static long sum(Map<String, GuardReading.Share> shares) {
    return shares.values().stream().mapToLong(GuardReading.Share::requests).sum();
  }

  /** Whether {@code hits} of {@code all} show, beyond chance, a truth above {@code limit}. */
  static boolean isAbove(long hits, long all, double limit) {
    if (all < ENOUGH || limit >= 1) {
      return false;
    }
    double seen = (double) hits / all;
    return seen > limit && all * relativeEntropy(seen, limit) >= SURPRISE;
  }

  /** Of a coin that shows heads {@code seen} of the time to one that does so {@code limit}. */
  private static double relativeEntropy(double seen, double limit) {
    double heads = seen == 0 ? 0 : seen * Math.log(seen / limit);
    double tails = seen == 1 ? 0 : (1 - seen) * Math.log((1 - seen) / (1 - limit));
    return heads + tails;
  }

  /** The upper end of Wilson's interval for {@code hits} of {@code all}, at least 1. */
  private static double highest(long hits, long all) {
    if (all == 0) {
      return 1;
    }
    double seen = (double) hits / all;
    double z2 = SIGMAS * SIGMAS;
    double spread = Math.sqrt(seen * (1 - seen) / all + z2 / (4.0 * all * all));
    return (seen + z2 / (2.0 * all) + SIGMAS * spread) / (1 + z2 / all);
  }
}
