package io.evenkeel.core.change;

import static io.evenkeel.core.change.ChangeCase.route;

import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.RetryPolicy.Methods;
import io.evenkeel.core.model.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes of what protects pools and routes: which of them somebody should look at. */
final class ProtectionChanges {
  private ProtectionChanges() {}

  static Stream<ChangeCase> all() {
    return Stream.of(doubtful(), good()).flatMap(List::stream);
  }

  private static List<ChangeCase> doubtful() {
    return List.of(
        doubt(
            "outlier detection off",
            Set.of("EK3025"),
            d -> api(d).protection = protection(new OutlierPolicy.None(), BreakerPolicy.DEFAULT)),
        doubt(
            "circuit breaker off",
            Set.of("EK3025"),
            d -> api(d).protection = protection(OutlierPolicy.DEFAULT, new BreakerPolicy.None())),
        doubt(
            "adaptive limit off",
            Set.of("EK3025"),
            d -> api(d).limits = new Limits(256, false, 256, Duration.ofSeconds(1), 512)),
        doubt(
            "one failed request ejects",
            Set.of("EK3026"),
            d -> api(d).protection = protection(outliers(1), BreakerPolicy.DEFAULT)),
        doubt(
            "two requests open the breaker",
            Set.of("EK3026"),
            d -> api(d).protection = protection(OutlierPolicy.DEFAULT, breaker(2))),
        doubt(
            "as many retries as requests",
            Set.of("EK3027"),
            d -> api(d).retries = retries(2, 1, Methods.IDEMPOTENT)),
        doubt(
            "four attempts",
            Set.of("EK3027"),
            d -> api(d).retries = retries(4, 0.2, Methods.IDEMPOTENT)),
        doubt(
            "retries of all methods",
            Set.of("EK3028"),
            d -> api(d).retries = retries(2, 0.2, Methods.ALL)),
        doubt("first rate limit", Set.of("EK3061"), d -> limit(d, rate(100, 100))),
        doubt("lower rate limit", Set.of("EK3061"), d -> limit(d, rate(50, 100)))
            .from(d -> limit(d, rate(100, 100))),
        doubt("smaller burst", Set.of("EK3061"), d -> limit(d, rate(100, 5)))
            .from(d -> limit(d, rate(100, 100))));
  }

  private static List<ChangeCase> good() {
    return List.of(
        good("outlier detection on", d -> api(d).protection = Protection.DEFAULT)
            .from(d -> api(d).protection = Protection.NONE),
        good(
            "three failed requests eject",
            d -> api(d).protection = protection(outliers(3), BreakerPolicy.DEFAULT)),
        good(
            "breaker that needs more requests",
            d -> api(d).protection = protection(OutlierPolicy.DEFAULT, breaker(100))),
        good(
                "breaker of two requests that needs three",
                d -> api(d).protection = protection(OutlierPolicy.DEFAULT, breaker(3)))
            .from(d -> api(d).protection = protection(OutlierPolicy.DEFAULT, breaker(2))),
        good(
            "hedging",
            d ->
                api(d).protection =
                    new Protection(
                        OutlierPolicy.DEFAULT,
                        BreakerPolicy.DEFAULT,
                        new HedgePolicy.AfterPercentile(95))),
        good("smaller budget", d -> api(d).retries = retries(2, 0.1, Methods.IDEMPOTENT)),
        good("less of a high budget", d -> api(d).retries = retries(2, 0.6, Methods.IDEMPOTENT))
            .from(d -> api(d).retries = retries(2, 0.9, Methods.IDEMPOTENT)),
        good("fewer of many attempts", d -> api(d).retries = retries(4, 0.2, Methods.IDEMPOTENT))
            .from(d -> api(d).retries = retries(6, 0.2, Methods.IDEMPOTENT)),
        good("no retries", d -> api(d).retries = RetryPolicy.of(1)),
        good(
            "protection off in a pool without a route",
            d -> d.pool("next").protection = Protection.NONE),
        good("higher rate limit", d -> limit(d, rate(200, 100)))
            .from(d -> limit(d, rate(100, 100))),
        good("no rate limit any more", ProtectionChanges::limit)
            .from(d -> limit(d, rate(100, 100))),
        good("same rate over a longer time", d -> limit(d, perMinute(6000, 100)))
            .from(d -> limit(d, rate(100, 100))),
        good(
            "priorities",
            d -> d.web().routes.set(1, admitted(new Admission(Priority.LOW, List.of())))));
  }

  private static Protection protection(OutlierPolicy outliers, BreakerPolicy breaker) {
    return new Protection(outliers, breaker, new HedgePolicy.None());
  }

  private static OutlierPolicy outliers(int failures) {
    return new OutlierPolicy.Active(failures, 0.5, Duration.ofSeconds(10), 0.33);
  }

  private static BreakerPolicy breaker(int requests) {
    Duration five = Duration.ofSeconds(5);
    return new BreakerPolicy.Active(0.5, 1, five, requests, Duration.ofSeconds(10), five, 3);
  }

  private static RetryPolicy retries(int attempts, double budget, Methods methods) {
    RetryPolicy usual = RetryPolicy.DEFAULT;
    return new RetryPolicy(
        attempts, budget, true, true, usual.onStatus(), methods, usual.perTryTimeout());
  }

  private static RateLimit rate(int requests, int burst) {
    return new RateLimit(requests, Duration.ofSeconds(1), burst, RateLimit.By.CLIENT);
  }

  private static RateLimit perMinute(int requests, int burst) {
    return new RateLimit(requests, Duration.ofMinutes(1), burst, RateLimit.By.CLIENT);
  }

  private static void limit(Draft draft, RateLimit... rates) {
    draft.web().routes.set(1, admitted(new Admission(Priority.NORMAL, List.of(rates))));
  }

  private static Route admitted(Admission admission) {
    Route api = route("", "/v1/", "api");
    return new Route(api.host(), api.path(), api.methods(), api.headers(), api.action(), admission);
  }

  private static ChangeCase doubt(String name, Set<String> codes, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.NEEDS_APPROVAL, codes, edit);
  }

  private static ChangeCase good(String name, Consumer<Draft> edit) {
    return ChangeCase.of(name, Verdict.SAFE, Set.of(), edit);
  }

  private static Draft.PoolDraft api(Draft draft) {
    return draft.pool("api");
  }
}
