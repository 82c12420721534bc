package io.evenkeel.core.change;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Writes what protects a pool by the keys of the file; a part of {@link PoolTree}. */
final class ProtectionTree {
  private static final OutlierPolicy.Active USUAL_OUTLIERS =
      (OutlierPolicy.Active) OutlierPolicy.DEFAULT;
  private static final BreakerPolicy.Active USUAL_BREAKER =
      (BreakerPolicy.Active) BreakerPolicy.DEFAULT;

  private ProtectionTree() {}

  static void write(KeyTree tree, Protection protection, RetryPolicy retries) {
    switch (protection.outliers()) {
      case OutlierPolicy.None() -> tree.put("outliers", "off");
      case OutlierPolicy.Active active -> outliers(tree.in("outliers"), active);
    }
    switch (protection.breaker()) {
      case BreakerPolicy.None() -> tree.put("circuit-breaker", "off");
      case BreakerPolicy.Active active -> breaker(tree.in("circuit-breaker"), active);
    }
    retries(tree.in("retries"), retries);
    switch (protection.hedge()) {
      case HedgePolicy.None() -> tree.put("hedge", "off", "off");
      case HedgePolicy.AfterPercentile(int percentile) ->
          tree.in("hedge").put("after", "p" + percentile);
      case HedgePolicy.AfterTime(Duration delay) ->
          tree.in("hedge").put("after", FileText.of(delay));
    }
  }

  private static void outliers(KeyTree tree, OutlierPolicy.Active policy) {
    OutlierPolicy.Active usual = USUAL_OUTLIERS;
    tree.put("consecutive-failures", policy.consecutiveFailures(), usual.consecutiveFailures());
    putShare(tree, "failure-rate", policy.failureRate(), usual.failureRate());
    putTime(tree, "eject-for", policy.ejectFor(), usual.ejectFor());
    putShare(tree, "max-ejected", policy.maxEjected(), usual.maxEjected());
  }

  private static void breaker(KeyTree tree, BreakerPolicy.Active policy) {
    BreakerPolicy.Active usual = USUAL_BREAKER;
    putShare(tree, "failure-rate", policy.failureRate(), usual.failureRate());
    putShare(tree, "slow-rate", policy.slowRate(), usual.slowRate());
    putTime(tree, "slow", policy.slow(), usual.slow());
    tree.put("min-requests", policy.minRequests(), usual.minRequests());
    putTime(tree, "window", policy.window(), usual.window());
    putTime(tree, "open-for", policy.openFor(), usual.openFor());
    tree.put("half-open-requests", policy.halfOpenRequests(), usual.halfOpenRequests());
  }

  private static void retries(KeyTree tree, RetryPolicy policy) {
    RetryPolicy usual = RetryPolicy.DEFAULT;
    tree.put("attempts", policy.attempts(), usual.attempts());
    putShare(tree, "budget", policy.budget(), usual.budget());
    tree.put("on", causes(policy), causes(usual));
    tree.put("methods", word(policy.methods()), word(usual.methods()));
    putTime(tree, "per-try-timeout", policy.perTryTimeout(), usual.perTryTimeout());
  }

  private static String causes(RetryPolicy policy) {
    List<String> causes = new ArrayList<>();
    if (policy.onConnect()) {
      causes.add("connect");
    }
    if (policy.onReset()) {
      causes.add("reset");
    }
    new TreeSet<>(policy.onStatus()).forEach(status -> causes.add(status.toString()));
    return causes.toString();
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static void putShare(KeyTree tree, String key, double share, double byDefault) {
    tree.put(key, FileText.share(share), FileText.share(byDefault));
  }

  private static void putTime(KeyTree tree, String key, Duration value, Duration byDefault) {
    tree.put(key, FileText.of(value), FileText.of(byDefault));
  }
}
