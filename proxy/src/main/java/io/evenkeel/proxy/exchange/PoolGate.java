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
  private long startNanos;

  /**
   * Whether the request may go on to {@code pool}; if not, {@code facts} know when to come back.
   */
  boolean admits(PoolRuntime pool, RequestFacts facts) {
    startNanos = facts.startNanos;
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

  /** The request is over; {@code last} is what its last attempt says of the pool. */
  void ended(Outcome last, long nowNanos) {
    PoolRuntime pool = passed;
    if (pool != null) {
      passed = null;
      pool.requestEnded(last, startNanos, nowNanos);
    }
  }
}
