package io.evenkeel.core.change;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.route.RouteCover;
import java.time.Duration;
import java.util.List;

/**
 * What protects pools and routes while they are served. Nothing here can be tried or forecast: it
 * shows its worth, or its harm, only when servers are already in trouble. So these rules look at
 * the direction of an edit alone. A pool to which no route of the base leads is left alone.
 */
final class ProtectionRules {
  /** Above it, retries may well be what keeps servers in trouble from recovering. */
  private static final double HIGH_BUDGET = 0.5;

  /** With a third server failing as well, it is hardly the server. */
  private static final int MANY_ATTEMPTS = 3;

  /** Of fewer requests a rate says little: two of four fail by chance. */
  private static final int FEW_REQUESTS = 5;

  private ProtectionRules() {}

  static void judge(Review review) {
    for (PoolPair pair : review.pairs()) {
      if (review.routedBefore().contains(pair.name())) {
        switchedOff(review, pair);
        jumpy(review, pair);
        retries(review, pair);
      }
    }
    review
        .before()
        .listeners()
        .forEach((name, before) -> {
          Listener after = review.after().listeners().get(name);
          if (after != null) {
            rates(review, before, after);
          }
        });
  }

  private static void switchedOff(Review review, PoolPair pair) {
    Pool before = pair.before();
    Pool after = pair.after();
    if (after.protection().outliers() instanceof OutlierPolicy.None
        && !(before.protection().outliers() instanceof OutlierPolicy.None)) {
      off(review, pair, "outliers", "a server that fails keeps its traffic until its checks fail");
    }
    if (after.protection().breaker() instanceof BreakerPolicy.None
        && !(before.protection().breaker() instanceof BreakerPolicy.None)) {
      off(review, pair, "circuit-breaker", "requests go on to servers that only fail or stall");
    }
    if (before.limits().adaptive() && !after.limits().adaptive()) {
      off(
          review,
          pair,
          "limits.adaptive",
          "a server that slows down gets up to "
              + after.limits().requestsPerServer()
              + " requests at once");
    }
  }

  private static void off(Review review, PoolPair pair, String key, String consequence) {
    review.report(
        PlanCode.PROTECTION_OFF,
        pair.path() + "." + key,
        key + " of pool " + pair.name() + " is switched off: " + consequence,
        "a higher threshold is safer than none");
  }

  private static void jumpy(Review review, PoolPair pair) {
    if (after(pair).outliers() instanceof OutlierPolicy.Active now
        && now.consecutiveFailures() == 1
        && !(before(pair).outliers() instanceof OutlierPolicy.Active was
            && was.consecutiveFailures() == 1)) {
      review.report(
          PlanCode.PROTECTION_JUMPY,
          pair.path() + ".outliers.consecutive-failures",
          "a single failed request would eject a server of pool " + pair.name(),
          "");
    }
    if (after(pair).breaker() instanceof BreakerPolicy.Active now
        && now.minRequests() < FEW_REQUESTS
        && !(before(pair).breaker() instanceof BreakerPolicy.Active was
            && was.minRequests() <= now.minRequests())) {
      review.report(
          PlanCode.PROTECTION_JUMPY,
          pair.path() + ".circuit-breaker.min-requests",
          "the circuit breaker of pool "
              + pair.name()
              + " could open after "
              + now.minRequests()
              + (now.minRequests() == 1 ? " request" : " requests"),
          "");
    }
  }

  private static Protection before(PoolPair pair) {
    return pair.before().protection();
  }

  private static Protection after(PoolPair pair) {
    return pair.after().protection();
  }

  private static void retries(Review review, PoolPair pair) {
    RetryPolicy before = pair.before().retries();
    RetryPolicy after = pair.after().retries();
    if (after.budget() > HIGH_BUDGET && after.budget() > before.budget()) {
      multiplied(
          review,
          pair,
          "budget",
          "retries may add " + FileText.share(after.budget()) + " to the requests of the pool");
    }
    if (after.attempts() > MANY_ATTEMPTS && after.attempts() > before.attempts()) {
      multiplied(
          review, pair, "attempts", "one request may be sent " + after.attempts() + " times");
    }
    if (after.methods() == RetryPolicy.Methods.ALL && before.methods() != after.methods()) {
      review.report(
          PlanCode.RETRIES_UNSAFE,
          pair.path() + ".retries.methods",
          "requests such as POST may be carried out twice by servers of pool " + pair.name(),
          "only with servers that recognize a repeated request");
    }
  }

  private static void multiplied(Review review, PoolPair pair, String key, String what) {
    review.report(
        PlanCode.RETRIES_RAISED,
        pair.path() + ".retries." + key,
        what + ", when its servers are in trouble already",
        "");
  }

  /** Routes are told apart by what they match. */
  private static void rates(Review review, Listener before, Listener after) {
    for (int i = 0; i < after.routes().size(); i++) {
      Route route = after.routes().get(i);
      for (Route was : before.routes()) {
        if (RouteCover.same(was, route) && stricter(was, route)) {
          review.report(
              PlanCode.ROUTE_LIMITED,
              "listeners." + after.name() + ".routes[" + i + "].rate-limit",
              "requests of the route that are answered now may get 429",
              List.of(),
              "");
          break;
        }
      }
    }
  }

  /** Whether some limit of {@code now} is kept by none of {@code was}. */
  private static boolean stricter(Route was, Route now) {
    return now.admission().rates().stream()
        .anyMatch(
            rate -> was.admission().rates().stream().noneMatch(other -> isWithin(other, rate)));
  }

  /** Whether whoever keeps {@code inner} keeps {@code outer}. */
  private static boolean isWithin(RateLimit inner, RateLimit outer) {
    boolean counted = inner.by() == outer.by() || inner.by() == RateLimit.By.ROUTE;
    return counted && inner.burst() <= outer.burst() && perSecond(inner) <= perSecond(outer);
  }

  private static double perSecond(RateLimit rate) {
    return rate.requests() / (rate.per().toMillis() / (double) Duration.ofSeconds(1).toMillis());
  }
}
