package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Times of a pool that can never be reached, since its {@code timeouts.response} ends the wait
 * first. Only times that are written are judged: a default that a short timeout passes over is what
 * the operator asked for.
 */
final class PoolTimes {
  private PoolTimes() {}

  static void check(Fields pool, PoolName name) {
    Fields retries = pool.value(PoolKeys.RETRIES).fields();
    check(
        pool, retries, RetryKeys.PER_TRY_TIMEOUT, perTry(retries), "a try is never given up early");
    Fields breaker = pool.value(PoolKeys.CIRCUIT_BREAKER).fields();
    Duration slow = breaker == null ? null : breaker.value(BreakerKeys.SLOW);
    check(pool, breaker, BreakerKeys.SLOW, slow, "no answer is ever slow");
    Written<HedgePolicy> hedge = pool.value(PoolKeys.HEDGE);
    Duration after = hedge.policy() instanceof HedgePolicy.AfterTime(Duration delay) ? delay : null;
    check(pool, hedge.fields(), HedgeKeys.AFTER, after, "no second attempt is ever made");
    if (retries != null
        && retries.has(RetryKeys.PER_TRY_TIMEOUT)
        && retries.isSound(RetryKeys.PER_TRY_TIMEOUT)) {
      retries
          .scope()
          .references()
          .triesFor(
              name,
              retries.value(RetryKeys.PER_TRY_TIMEOUT),
              retries.scope().at(RetryKeys.PER_TRY_TIMEOUT.name()),
              retries.place(RetryKeys.PER_TRY_TIMEOUT));
    }
  }

  private static @Nullable Duration perTry(@Nullable Fields retries) {
    return retries == null ? null : retries.value(RetryKeys.PER_TRY_TIMEOUT);
  }

  private static void check(
      Fields pool, @Nullable Fields section, Key<?> key, @Nullable Duration time, String so) {
    Duration response = pool.value(PoolKeys.TIMEOUTS).response();
    if (section == null
        || time == null
        || !section.has(key)
        || !section.isSound(key)
        || !pool.isSound(PoolKeys.TIMEOUTS)
        || time.compareTo(response) < 0) {
      return;
    }
    section.report(
        Code.NEVER_REACHED,
        key,
        key.name()
            + " "
            + InWords.of(time)
            + " is not below timeouts.response "
            + InWords.of(response)
            + ": "
            + so,
        "write less than " + InWords.of(response));
  }
}
