package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.RetryPolicy.Methods;
import io.evenkeel.core.resilience.RetryRules.Verdict;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of {@link RetryRules}. */
class RetryRulesTest {
  private static final RetryPolicy DEFAULT = RetryPolicy.DEFAULT;

  /** A request at its first attempt, of which nothing forbids another. */
  private record Request(
      boolean isIdempotent,
      boolean isKept,
      boolean isAnswered,
      boolean isLate,
      int attempts,
      int refusals,
      boolean metStale)
      implements RetryRules.Request {
    static final Request GET = new Request(true, true, false, false, 1, 0, false);
    static final Request POST = new Request(false, true, false, false, 1, 0, false);

    Request after(int attemptsSoFar) {
      return new Request(isIdempotent, isKept, isAnswered, isLate, attemptsSoFar, 0, metStale);
    }

    Request refused(int times) {
      return new Request(isIdempotent, isKept, isAnswered, isLate, attempts, times, metStale);
    }
  }

  private static Verdict verdict(RetryReason reason, RetryPolicy policy, Request request) {
    return RetryRules.verdict(reason, 503, policy, request);
  }

  @ParameterizedTest
  @CsvSource({
    // reason,        GET,  POST, POST with methods: all, GET after the last attempt
    "REFUSED,         FREE, FREE, FREE, FREE",
    "CONNECT_TIMEOUT, PAID, PAID, PAID, NO",
    "STALE,           PAID, NO,   PAID, PAID",
    "RESET,           PAID, NO,   PAID, NO",
    "TIMEOUT,         PAID, NO,   PAID, NO",
    "STATUS,          PAID, NO,   PAID, NO",
    "HEDGE,           PAID, NO,   NO,   NO",
  })
  void whatMayBeTriedAgain(
      RetryReason reason, Verdict get, Verdict post, Verdict postOfAll, Verdict last) {
    RetryPolicy all =
        new RetryPolicy(2, 0.2, true, true, Set.of(503), Methods.ALL, Duration.ofSeconds(5));
    assertThat(verdict(reason, DEFAULT, Request.GET)).isEqualTo(get);
    assertThat(verdict(reason, DEFAULT, Request.POST)).isEqualTo(post);
    assertThat(verdict(reason, all, Request.POST)).isEqualTo(postOfAll);
    assertThat(verdict(reason, DEFAULT, Request.GET.after(2))).isEqualTo(last);
  }

  @ParameterizedTest
  @EnumSource(RetryReason.class)
  void whatIsNeverTriedAgain(RetryReason reason) {
    Request lost = new Request(true, false, false, false, 1, 0, false);
    Request answered = new Request(true, true, true, false, 1, 0, false);
    Request late = new Request(true, true, false, true, 1, 0, false);
    assertThat(verdict(reason, RetryPolicy.of(1), Request.GET.after(1))).isEqualTo(Verdict.NO);
    assertThat(verdict(reason, DEFAULT, lost)).isEqualTo(Verdict.NO);
    assertThat(verdict(reason, DEFAULT, answered)).isEqualTo(Verdict.NO);
    assertThat(verdict(reason, DEFAULT, late)).isEqualTo(Verdict.NO);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, NO",
    "CONNECT_TIMEOUT, NO",
    "STALE, PAID",
    "RESET, NO",
    "TIMEOUT, NO",
    "STATUS, NO",
    "HEDGE, PAID",
  })
  void whatThePolicyDoesNotName(RetryReason reason, Verdict expected) {
    RetryPolicy none =
        new RetryPolicy(3, 0.2, false, false, Set.of(), Methods.IDEMPOTENT, Duration.ofSeconds(5));
    assertThat(verdict(reason, none, Request.GET)).isEqualTo(expected);
  }

  @Test
  void onlyTheStatusesNamed() {
    assertThat(RetryRules.verdict(RetryReason.STATUS, 500, DEFAULT, Request.GET))
        .isEqualTo(Verdict.NO);
    assertThat(RetryRules.verdict(RetryReason.STATUS, 502, DEFAULT, Request.GET))
        .isEqualTo(Verdict.PAID);
  }

  @Test
  void refusalsAreFreeButNotForEver() {
    Request five = Request.POST.after(2).refused(RetryRules.MOST_REFUSALS);
    Request six = Request.POST.after(2).refused(RetryRules.MOST_REFUSALS + 1);
    assertThat(verdict(RetryReason.REFUSED, DEFAULT, five)).isEqualTo(Verdict.FREE);
    assertThat(verdict(RetryReason.REFUSED, DEFAULT, six)).isEqualTo(Verdict.NO);
  }

  @Test
  void oneStaleConnectionIsBadLuckTwoAreNot() {
    Request again = new Request(true, true, false, false, 1, 0, true);
    assertThat(verdict(RetryReason.STALE, DEFAULT, again)).isEqualTo(Verdict.NO);
  }
}
