package io.evenkeel.proxy.exchange;

import io.evenkeel.core.balance.PoolMode;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.timing.Deadline;
import io.evenkeel.proxy.upstream.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * A second attempt at another server while the first has not answered; the first answer counts, the
 * other attempt is given up. At most one per request. Part of an {@link HttpExchange}; costs one
 * look at the policy where it is off.
 *
 * <p>After J. Dean, L. A. Barroso, "The Tail at Scale" (2013): deferred until the first attempt is
 * slower than most, a second one cuts the tail for a few percent more requests.
 */
final class Hedge implements Deadline.Owner {
  private final HttpExchange exchange;
  private final LoopContext loop;
  private @Nullable Deadline due;

  /** Made when first needed; null before. */
  private @Nullable Attempt second;

  private boolean running;

  Hedge(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
  }

  /** Whether the second attempt is under way. */
  boolean isRunning() {
    return running;
  }

  /** The request is about to leave for the first server; as a whole, or there is no hedge. */
  void arm(long nowNanos) {
    long delayNanos =
        switch (exchange.pool().pool().protection().hedge()) {
          case HedgePolicy.None _ -> PoolRetries.NEVER;
          case HedgePolicy.AfterTime time -> time.delay().toNanos();
          case HedgePolicy.AfterPercentile _ -> exchange.pool().retries().hedgeAfterNanos();
        };
    if (delayNanos == PoolRetries.NEVER
        || exchange.tries.count() > 1
        || !exchange.request.isRead()
        || !exchange.facts.method.isIdempotent()
        || exchange.facts.wantsWebSocket) {
      return;
    }
    Deadline timer = due;
    if (timer == null) {
      timer = new Deadline(loop.fineTimer.wheel(), this);
      due = timer;
    }
    timer.set(nowNanos, delayNanos);
    loop.fineTimer.turn(nowNanos);
  }

  @Override
  public void onDeadline(long nowNanos) {
    PoolRuntime pool = exchange.pool();
    // With too few servers a second attempt takes from the others what they need themselves.
    if (running
        || exchange.tries.count() != 1
        || !exchange.attempt.isStreaming()
        || pool.mode() != PoolMode.NORMAL) {
      return;
    }
    ServerState other = exchange.chance.other(RetryReason.HEDGE, 0);
    if (other == null) {
      return;
    }
    Attempt attempt = second();
    running = true;
    exchange.tries.hedged();
    attempt.start(other, exchange.picking.nowNanos());
    ServerConnection ready = loop.idle.take(other, attempt);
    if (ready != null) {
      send(attempt, ready);
    } else {
      attempt.connecting(loop.idle.open(other, attempt, pool.pool().timeouts().connect()));
    }
  }

  /** The connection of the second attempt stands. */
  void connected(ServerConnection opened) {
    send(second(), opened);
  }

  private void send(Attempt attempt, ServerConnection to) {
    attempt.streaming(to);
    to.deadline().set(loop.now(), exchange.times.serverStepNanos);
    exchange.request.sendCopyTo(to);
  }

  /** The second attempt has failed: the first goes on alone. */
  void failed(AttemptResult result) {
    Attempt attempt = second();
    running = false;
    attempt.settle(result, loop.now());
    ServerState failed = attempt.lastServer();
    if (failed != null) {
      exchange.picking.exclude(failed);
    }
    attempt.drop();
  }

  /** The second attempt hears from its server first: the two change places. */
  void swap() {
    Attempt faster = second();
    second = exchange.attempt;
    exchange.attempt = faster;
    exchange.times.answerAwaited(faster.startNanos());
  }

  /** The attempt has failed and is settled: the second takes its place, if it is under way. */
  boolean takesOver() {
    if (!running) {
      return false;
    }
    swap();
    running = false;
    exchange.response.release();
    exchange.rearm();
    return true;
  }

  /** The answer has begun, or the exchange is over: no second attempt any more. */
  void end() {
    Deadline timer = due;
    if (timer != null) {
      timer.clear();
    }
    Attempt attempt = second;
    if (running && attempt != null) {
      running = false;
      attempt.settle(Attempt.ABANDONED, loop.now());
      attempt.drop();
    }
  }

  /** Whether the second attempt is at {@code server}. */
  @SuppressWarnings("ReferenceEquality") // a server is its state object
  boolean isAt(ServerState server) {
    Attempt attempt = second;
    return running && attempt != null && attempt.lastServer() == server;
  }

  private Attempt second() {
    Attempt attempt = second;
    if (attempt == null) {
      attempt = new Attempt(exchange);
      second = attempt;
    }
    return attempt;
  }
}
