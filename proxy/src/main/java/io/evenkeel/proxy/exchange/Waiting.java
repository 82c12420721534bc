package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.core.resilience.WaitingLine.Place;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.proxy.telemetry.ProxyError;

/**
 * One request that finds no server with room: it waits, or is sent away. Part of an {@link
 * HttpExchange}; confined to its loop.
 */
final class Waiting {
  /** Where it stands in the {@link WaitingRoom}, which owns it. */
  final Place<HttpExchange> place;

  private final HttpExchange exchange;
  private final LoopContext loop;
  private final RequestFacts facts;

  Waiting(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
    this.facts = exchange.facts;
    this.place = new Place<>(exchange);
  }

  /** No server had room: waits for one, or answers that there is none; a last step. */
  void beginOrGiveUp() {
    PoolRuntime pool = exchange.pool();
    Unavailable why = pool.whyNot(exchange.picking);
    boolean full = why == Unavailable.SATURATED;
    long now = loop.now();
    ShedReason refusal = full ? loop.waiting.refusal(pool, priority(), now) : null;
    if (full && refusal == null) {
      exchange.rearm();
      loop.waiting.enter(pool, exchange, priority(), now);
    } else if (refusal != null) {
      shed(refusal);
    } else {
      facts.retryAfterNanos = pool.waitNanos(exchange.picking);
      giveUp(Failures.unavailable(why));
    }
  }

  /** Sent away, because others go first or there is no room for anybody. */
  void shed(ShedReason why) {
    facts.retryAfterNanos = loop.waiting.countShed(exchange.pool(), priority(), why, loop.now());
    giveUp(why.details());
  }

  /** How much the request counts, by its route. */
  Priority priority() {
    CompiledRoute route = facts.route;
    return route == null ? Priority.NORMAL : route.route().admission().priority();
  }

  /**
   * Nobody may take it now. Also after a failed attempt: only who may be sent again comes here, so
   * the client may come again too, and is told when.
   */
  private void giveUp(String details) {
    String before = facts.lastError == null ? "" : "; before: " + facts.lastDetails;
    exchange.answer(503, ProxyError.DESTINATION_UNAVAILABLE, details + before);
  }
}
