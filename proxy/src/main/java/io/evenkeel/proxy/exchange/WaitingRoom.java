package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.QueueDiscipline;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.core.resilience.WaitingLine;
import io.evenkeel.core.resilience.WaitingLine.Place;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.proxy.overload.QueueCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one loop that wait for a server with room, each pool by its {@link QueueDiscipline}.
 * Confined to its loop.
 *
 * <p>A pool that two snapshots compiled differently has two lines, since who heads one of them may
 * be waiting for a server that the other may not use. They share what gets free by turns.
 *
 * <p>Whoever comes or leaves has those sent away whose time is over, and who leaves calls the next;
 * room made by another loop is found at the next tick, and so is time that ran out while nobody
 * came or left.
 */
final class WaitingRoom {
  private final int loops;
  private final int lane;
  private final QueueCounters counters;
  private final Map<PoolName, Lines> pools = new HashMap<>();

  /**
   * @param loops that share the limits of the pools
   * @param lane number of this one
   */
  WaitingRoom(int loops, int lane, QueueCounters counters) {
    this.loops = loops;
    this.lane = lane;
    this.counters = counters;
  }

  /** Who waits for one compiled pool. */
  private record Line(PoolRuntime pool, WaitingLine<HttpExchange> waiting) {}

  /** The lines of one pool; there are some only while somebody waits, or was sent away just now. */
  private static final class Lines {
    final List<Line> all = new ArrayList<>(1);
    final QueueCounters.Lane counts;
    int turn;

    /**
     * Whether its requests are being served or sent away: each of them may end at once, and another
     * come in its place, but the one who is at it sees to them, or the stack would grow with the
     * queue.
     */
    boolean busy;

    Lines(QueueCounters.Lane counts) {
      this.counts = counts;
    }

    void recount() {
      int size = 0;
      for (int i = 0; i < all.size(); i++) {
        size += all.get(i).waiting.size();
      }
      counts.waiting(size);
    }
  }

  /** How many loops share the limits of the pools. */
  int loops() {
    return loops;
  }

  /** Why a request may not wait for a server of {@code pool}; null: it may {@link #enter}. */
  @Nullable ShedReason refusal(PoolRuntime pool, Priority priority, long nowNanos) {
    Lines lines = linesOf(pool);
    sendAwayExpired(lines, nowNanos);
    return lineOf(lines, pool).waiting.refusal(priority, nowNanos);
  }

  /** Begins to wait, after {@link #refusal} said null. A last step: it may end other exchanges. */
  void enter(PoolRuntime pool, HttpExchange exchange, Priority priority, long nowNanos) {
    Lines lines = linesOf(pool);
    Place<HttpExchange> displaced =
        lineOf(lines, pool).waiting.enter(exchange.waiting.place, priority, nowNanos);
    lines.recount();
    if (displaced != null) {
      displaced.who().waiting.shed(ShedReason.DISPLACED);
    }
  }

  /** There is a server for one who waited. */
  void served(PoolRuntime pool, HttpExchange exchange, long nowNanos) {
    WaitingLine<HttpExchange> line = exchange.waiting.place.line();
    if (line != null) {
      line.serve(exchange.waiting.place, nowNanos);
      linesOf(pool).recount();
    }
  }

  /** No longer waits, whatever for; nothing happens to one who does not wait. */
  void leave(PoolRuntime pool, HttpExchange exchange) {
    WaitingLine<HttpExchange> line = exchange.waiting.place.line();
    Lines lines = line == null ? null : pools.get(pool.pool().name());
    if (line != null && lines != null) {
      line.leave(exchange.waiting.place);
      lines.recount();
    }
  }

  /**
   * Counts a request that is sent away.
   *
   * @return about when there will be room, in nanoseconds from now
   */
  long countShed(PoolRuntime pool, Priority priority, ShedReason why, long nowNanos) {
    Lines lines = linesOf(pool);
    lines.counts.shed(why, priority);
    return lineOf(lines, pool).waiting.drainNanos(nowNanos);
  }

  /** A request has left a server of {@code pool}. */
  void oneLeft(PoolRuntime pool, long nowNanos) {
    Lines lines = pools.isEmpty() ? null : pools.get(pool.pool().name());
    if (lines != null) {
      callNext(lines, nowNanos);
    }
  }

  /** Lets every line try once, and forgets those that nobody stands in. */
  void tick(long nowNanos) {
    if (!pools.isEmpty()) {
      // A copy: who is called may end, and the next request of its client stand in a new line.
      for (Lines lines : List.copyOf(pools.values())) {
        callNext(lines, nowNanos);
      }
      pools
          .values()
          .removeIf(lines -> {
            lines.all.removeIf(line -> line.waiting.size() == 0);
            return lines.all.isEmpty();
          });
    }
  }

  private void callNext(Lines lines, long nowNanos) {
    sendAwayExpired(lines, nowNanos);
    if (lines.busy) {
      return;
    }
    lines.busy = true;
    try {
      lines.turn++;
      for (int i = 0; i < lines.all.size(); i++) {
        Line line = lines.all.get(Math.floorMod(lines.turn + i, lines.all.size()));
        serve(line.waiting, nowNanos);
      }
    } finally {
      lines.busy = false;
    }
  }

  // As many as find room: the first that does not stays first.
  private static void serve(WaitingLine<HttpExchange> waiting, long nowNanos) {
    Place<HttpExchange> first = waiting.first(nowNanos);
    while (first != null && first.who().tryAgain()) {
      first = waiting.first(nowNanos);
    }
  }

  private static void sendAwayExpired(Lines lines, long nowNanos) {
    if (lines.busy) {
      return;
    }
    lines.busy = true;
    try {
      for (int i = 0; i < lines.all.size(); i++) {
        WaitingLine<HttpExchange> waiting = lines.all.get(i).waiting;
        for (Place<HttpExchange> over = waiting.expired(nowNanos);
            over != null;
            over = waiting.expired(nowNanos)) {
          ShedReason why = waiting.expiryOf(over, nowNanos);
          waiting.leave(over);
          over.who().waiting.shed(why);
        }
      }
      lines.recount();
    } finally {
      lines.busy = false;
    }
  }

  private Lines linesOf(PoolRuntime pool) {
    PoolName name = pool.pool().name();
    Lines lines = pools.get(name);
    if (lines == null) {
      lines = new Lines(counters.lane(name, lane));
      pools.put(name, lines);
    }
    return lines;
  }

  @SuppressWarnings("ReferenceEquality") // compiled once more, it is another pool
  private Line lineOf(Lines lines, PoolRuntime pool) {
    for (int i = 0; i < lines.all.size(); i++) {
      if (lines.all.get(i).pool() == pool) {
        return lines.all.get(i);
      }
    }
    Limits limits = pool.pool().limits();
    QueueDiscipline discipline =
        QueueDiscipline.of(Math.ceilDiv(limits.queue(), loops), limits.queueTimeout());
    Line added = new Line(pool, new WaitingLine<>(discipline));
    lines.all.add(added);
    return added;
  }
}
