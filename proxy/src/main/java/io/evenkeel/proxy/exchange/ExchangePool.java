package io.evenkeel.proxy.exchange;

import java.util.ArrayDeque;

/**
 * Exchanges that wait for their next request, so that a request allocates none. Confined to its
 * loop.
 */
final class ExchangePool {
  /** About 1 KB each: what a burst leaves behind beyond this goes to the collector. */
  private static final int KEPT = 1024;

  private final LoopContext loop;
  private final ArrayDeque<HttpExchange> free = new ArrayDeque<>();

  ExchangePool(LoopContext loop) {
    this.loop = loop;
  }

  HttpExchange take() {
    HttpExchange exchange = free.pollLast();
    return exchange == null ? new HttpExchange(loop) : exchange;
  }

  void giveBack(HttpExchange exchange) {
    if (free.size() < KEPT) {
      free.addLast(exchange);
    }
  }
}
