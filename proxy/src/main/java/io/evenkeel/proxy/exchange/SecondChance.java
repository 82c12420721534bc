package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.resilience.RetryRules;
import io.evenkeel.core.resilience.RetryRules.Verdict;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * Finds another server for a request: asks the rules, the budget and the balancer, in this order.
 * Part of an {@link HttpExchange}; answers for it what the rules want to know.
 */
final class SecondChance implements RetryRules.Request {
  private final HttpExchange exchange;
  private final LoopContext loop;

  SecondChance(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
  }

  /** Whether an attempt that takes too long may be given up for another, budget permitting. */
  boolean afterTimeout() {
    return verdict(RetryReason.TIMEOUT, 0) != Verdict.NO;
  }

  /**
   * Begins another attempt in place of one that has failed, or waits for a server with room.
   *
   * @return false: there is to be none, and nothing was done
   */
  boolean tryAgain(RetryReason reason) {
    Verdict verdict = verdict(reason, 0);
    if (verdict == Verdict.NO || (verdict == Verdict.PAID && !allows())) {
      return false;
    }
    ServerState next = exchange.acquire();
    boolean waits = next == null && whyNot() == Unavailable.SATURATED;
    if (next == null && !waits) {
      return false;
    }
    if (verdict == Verdict.PAID && !withdraw()) {
      giveBack(next);
      return false;
    }
    retries().begun(reason);
    if (next == null) {
      exchange.waiting.beginOrGiveUp();
    } else {
      exchange.attemptAt(next);
    }
    return true;
  }

  /**
   * A server to turn to from the one under way, with a slot taken and paid for; null when the
   * request has to stay: then nothing was spent.
   *
   * @param status of the answer, for {@link RetryReason#STATUS}
   */
  @Nullable ServerState other(RetryReason reason, int status) {
    ServerState present = exchange.attempt.lastServer();
    if (present == null || verdict(reason, status) != Verdict.PAID || !allows()) {
      return null;
    }
    exchange.picking.exclude(present);
    ServerState next = exchange.acquire();
    if (next == null) {
      return null;
    }
    if (!withdraw()) {
      giveBack(next);
      return null;
    }
    retries().begun(reason);
    return next;
  }

  /**
   * Whether the request goes out once more over a new connection, since the old one was closed when
   * we took it; then it is paid for, and the caller begins another attempt.
   */
  boolean isGivenForStale() {
    if (verdict(RetryReason.STALE, 0) == Verdict.NO || !withdraw()) {
      return false;
    }
    retries().begun(RetryReason.STALE);
    exchange.tries.wasStale();
    return true;
  }

  private Verdict verdict(RetryReason reason, int status) {
    return RetryRules.verdict(reason, status, policy(), this);
  }

  private Unavailable whyNot() {
    return exchange.pool().whyNot(exchange.picking);
  }

  private boolean allows() {
    return retries().budget().allows(policy().budget(), loop.now());
  }

  private boolean withdraw() {
    return retries().budget().tryWithdraw(policy().budget(), loop.now());
  }

  // Another loop took the last of the budget in between.
  private void giveBack(@Nullable ServerState unused) {
    if (unused != null) {
      unused.finished(Attempt.ABANDONED, loop.lane, exchange.picking.nowNanos(), loop.now());
    }
  }

  private PoolRetries retries() {
    return exchange.pool().retries();
  }

  private RetryPolicy policy() {
    PoolRuntime pool = exchange.pool();
    return pool.pool().retries();
  }

  // ---- what the rules ask

  @Override
  public boolean isIdempotent() {
    return exchange.facts.method.isIdempotent();
  }

  @Override
  public boolean isKept() {
    return exchange.request.isKept();
  }

  @Override
  public boolean isAnswered() {
    return exchange.response.hasBegun();
  }

  @Override
  public boolean isLate() {
    return exchange.times.hasLimit() && exchange.times.isLate(loop.now());
  }

  @Override
  public int attempts() {
    return exchange.tries.count() - exchange.tries.refused();
  }

  @Override
  public int refusals() {
    return exchange.tries.refused();
  }

  @Override
  public boolean metStale() {
    return exchange.tries.hasMetStale();
  }
}
