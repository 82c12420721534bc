package io.evenkeel.proxy.exchange;

import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One request at the circuit breaker of its pool: asked once, told once. Part of an {@link
 * HttpExchange}; confined to its loop.
 */
final class PoolGate {
  private @Nullable PoolRuntime passed;
  private Outcome last = Outcome.NOT_THE_SERVERS_FAULT;
  private long startNanos;

  /**
   * Whether the request may go on to {@code pool}; if not, {@code facts} know when to come back.
   */
  boolean admits(PoolRuntime pool, RequestFacts facts) {
    startNanos = facts.startNanos;
    last = Outcome.NOT_THE_SERVERS_FAULT;
    if (pool.breaker().tryStart(startNanos)) {
      passed = pool;
      return true;
    }
    facts.retryAfterNanos = pool.breaker().waitNanos(startNanos);
    return false;
  }

  /** Why not. */
  static String refusal(PoolRuntime pool) {
    return "circuit breaker of pool " + pool.pool().name() + " is open";
  }

  /** The head of the answer is there, and goes to the client. */
  void answered(int status, long nowNanos) {
    PoolRuntime pool = passed;
    if (pool != null) {
      pool.breaker().answered(Outcome.isUnserved(status), 0, startNanos, nowNanos);
    }
  }

  /**
   * An attempt is over, and says this of the pool. The last one counts, but what was given up in
   * favour of another that succeeded takes nothing from that.
   */
  void attemptEnded(Outcome outcome) {
    if (outcome != Outcome.NOT_THE_SERVERS_FAULT || last == Outcome.FAILURE) {
      last = outcome;
    }
  }

  /** The request is over. */
  void ended(long nowNanos) {
    PoolRuntime pool = passed;
    if (pool != null) {
      passed = null;
      pool.requestEnded(last, startNanos, nowNanos);
    }
  }
}
