package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one loop that wait for a server with room, first come first served per pool. Confined
 * to its loop.
 *
 * <p>Whoever leaves a pool calls the next; room made by another loop is found at the next tick.
 */
final class WaitingRoom {
  private final int loops;
  private final Map<PoolName, ArrayDeque<HttpExchange>> lines = new HashMap<>();

  WaitingRoom(int loops) {
    this.loops = loops;
  }

  /** How many loops share the limits of the pools. */
  int loops() {
    return loops;
  }

  /** Lets a request wait; false when the line is full. */
  boolean admits(PoolRuntime pool, HttpExchange exchange) {
    int limit = Math.ceilDiv(pool.pool().limits().queue(), loops);
    ArrayDeque<HttpExchange> line =
        lines.computeIfAbsent(pool.pool().name(), _ -> new ArrayDeque<>());
    return line.size() < limit && line.add(exchange);
  }

  void leave(PoolRuntime pool, HttpExchange exchange) {
    ArrayDeque<HttpExchange> line = line(pool);
    if (line != null) {
      line.remove(exchange);
    }
  }

  /** A request has left a server of {@code pool}. */
  void oneLeft(PoolRuntime pool) {
    if (!lines.isEmpty()) {
      callNext(line(pool));
    }
  }

  /** Lets every line try once. */
  void tick() {
    for (ArrayDeque<HttpExchange> line : lines.values()) {
      callNext(line);
    }
  }

  /** How many wait for {@code pool} on this loop. */
  int length(PoolName pool) {
    ArrayDeque<HttpExchange> line = lines.get(pool);
    return line == null ? 0 : line.size();
  }

  private @Nullable ArrayDeque<HttpExchange> line(PoolRuntime pool) {
    return lines.get(pool.pool().name());
  }

  // As many as find room: the first that does not stays first.
  private static void callNext(@Nullable ArrayDeque<HttpExchange> line) {
    while (line != null && !line.isEmpty() && line.getFirst().tryAgain()) {}
  }
}
