package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one loop that wait for a server with room, first come first served per pool. Confined
 * to its loop.
 *
 * <p>A pool that two snapshots compiled differently has two lines, since who heads one of them may
 * be waiting for a server that the other may not use. They share what gets free by turns.
 *
 * <p>Whoever leaves a pool calls the next; room made by another loop is found at the next tick.
 */
final class WaitingRoom {
  private final int loops;
  private final Map<PoolName, List<Line>> lines = new HashMap<>();
  private int turn;

  WaitingRoom(int loops) {
    this.loops = loops;
  }

  /** Who waits for one compiled pool; there is one only while somebody does. */
  private record Line(PoolRuntime pool, ArrayDeque<HttpExchange> waiting) {
    // As many as find room: the first that does not stays first.
    void callNext() {
      while (!waiting.isEmpty() && waiting.getFirst().tryAgain()) {}
    }
  }

  /** How many loops share the limits of the pools. */
  int loops() {
    return loops;
  }

  /** Lets a request wait; false when the line is full. */
  boolean admits(PoolRuntime pool, HttpExchange exchange) {
    int limit = Math.ceilDiv(pool.pool().limits().queue(), loops);
    if (limit == 0) {
      return false;
    }
    List<Line> ofPool = lines.computeIfAbsent(pool.pool().name(), _ -> new ArrayList<>(1));
    Line line = line(ofPool, pool);
    if (line == null) {
      line = new Line(pool, new ArrayDeque<>());
      ofPool.add(line);
    }
    return line.waiting().size() < limit && line.waiting().add(exchange);
  }

  void leave(PoolRuntime pool, HttpExchange exchange) {
    List<Line> ofPool = lines.get(pool.pool().name());
    Line line = ofPool == null ? null : line(ofPool, pool);
    if (ofPool != null && line != null) {
      line.waiting().remove(exchange);
    }
  }

  /** A request has left a server of {@code pool}. */
  void oneLeft(PoolRuntime pool) {
    if (!lines.isEmpty()) {
      List<Line> ofPool = lines.get(pool.pool().name());
      if (ofPool != null) {
        callNext(ofPool);
      }
    }
  }

  /** Lets every line try once, and forgets those that nobody stands in. */
  void tick() {
    if (!lines.isEmpty()) {
      // A copy: who is called may end, and the next request of its client stand in a new line.
      List.copyOf(lines.values()).forEach(this::callNext);
      lines
          .values()
          .removeIf(ofPool -> {
            ofPool.removeIf(line -> line.waiting().isEmpty());
            return ofPool.isEmpty();
          });
    }
  }

  private void callNext(List<Line> ofPool) {
    turn++;
    int count = ofPool.size();
    for (int i = 0; i < count; i++) {
      ofPool.get(Math.floorMod(turn + i, count)).callNext();
    }
  }

  @SuppressWarnings("ReferenceEquality") // compiled once more, it is another pool
  private static @Nullable Line line(List<Line> ofPool, PoolRuntime pool) {
    for (int i = 0; i < ofPool.size(); i++) {
      if (ofPool.get(i).pool() == pool) {
        return ofPool.get(i);
      }
    }
    return null;
  }
}
