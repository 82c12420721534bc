package io.evenkeel.control.health;

import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.server.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator's hand: takes servers out of traffic, marks them healthy, gives them back, and ends
 * what has a time. Control loop only; who asks for it is known and the audit is written by whoever
 * calls.
 *
 * <p>A hand belongs to the server's identity: it stays through changes of the configuration, even
 * through one in which the server is missing for a while. A server is only taken out while enough
 * others are healthy by the pool's {@code min-healthy}; forced, in any case.
 */
public final class Hands {
  /** How long a server is forced healthy at most when nobody said: long enough for an incident. */
  public static final Duration FORCED_LENGTH = Duration.ofHours(1);

  private final ControlLoop loop;
  private final PoolRebuilds rebuilds;
  private final EventSink events;
  private final InstantSource clock;
  private final Map<ServerId, Laid> laid = new LinkedHashMap<>();

  private static final class Laid {
    final Hand hand;
    ServerState server;
    @Nullable LoopTimer end;

    Laid(Hand hand, ServerState server) {
      this.hand = hand;
      this.server = server;
    }
  }

  Hands(ControlLoop loop, PoolRebuilds rebuilds, EventSink events, InstantSource clock) {
    this.loop = loop;
    this.rebuilds = rebuilds;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Lays a hand on a server, in place of one that lies there; {@link Hand.Kind#NONE} takes it off.
   * In effect when this returns: no request is sent there any more, or is again.
   *
   * @param server its name in the configuration
   * @return what lies on the server now
   */
  public Hand set(String pool, String server, HandOrder order) throws HandRefused {
    PoolRuntime runtime = find(pool);
    ServerState state = find(runtime, server);
    if (order.kind() == Hand.Kind.NONE) {
      release(state, order.reason());
      return Hand.NONE;
    }
    Duration length = length(order);
    if (order.reason().isBlank()) {
      throw new HandRefused(
          HandRefused.Kind.INVALID, "reason: empty (expected: why, for whoever finds it later)");
    }
    if (!order.forced() && order.kind() != Hand.Kind.FORCED_HEALTHY) {
      refuseIfTooFewAreLeft(runtime, state, server);
    }
    Hand hand =
        new Hand(
            order.kind(),
            order.by(),
            order.reason(),
            length.isZero() ? null : clock.instant().plus(length),
            loop.nowNanos() + length.toNanos());
    lay(state, hand, length);
    return hand;
  }

  /** Every hand that lies on a server, known to the configuration now or not. */
  public Map<ServerId, Hand> all() {
    Map<ServerId, Hand> all = new LinkedHashMap<>();
    laid.forEach((server, each) -> all.put(server, each.hand));
    return all;
  }

  /**
   * What an operator laid on a server in the process before this one goes on lying on it, without a
   * word. Comes before the monitor follows a snapshot.
   *
   * @param server the one that is served, with this hand on it already; or, where the configuration
   *     has none of that identity, one that stands for it
   */
  void inherit(ServerState server, Hand hand) {
    Laid now = new Laid(hand, server);
    if (hand.until() != null) {
      now.end = loop.at(hand.untilNanos(), () -> release(now.server, "its time is over"));
    }
    laid.put(server.id(), now);
  }

  /** {@code server} is new to the monitor: what lies on its identity lies on it. */
  void adopt(ServerState server) {
    Laid each = laid.get(server.id());
    if (each != null && each.server != server) {
      each.server = server;
      server.hand(each.hand, loop.nowNanos());
    }
  }

  private void lay(ServerState state, Hand hand, Duration length) {
    Laid before = laid.remove(state.id());
    if (before != null && before.end != null) {
      before.end.cancel();
    }
    Laid now = new Laid(hand, state);
    if (!length.isZero()) {
      now.end =
          loop.at(
              loop.nowNanos() + length.toNanos(), () -> release(now.server, "its time is over"));
    }
    laid.put(state.id(), now);
    change(state, hand, hand.reason());
  }

  private void release(ServerState state, String why) {
    Laid before = laid.remove(state.id());
    if (before != null) {
      if (before.end != null) {
        before.end.cancel();
      }
      change(state, Hand.NONE, why);
    }
  }

  private void change(ServerState state, Hand next, String why) {
    Hand before = state.hand();
    state.hand(next, loop.nowNanos());
    rebuilds.rebuildNow(state.id().pool());
    events.on(new Event.HandChanged(state.id(), before, next, why));
  }

  private static Duration length(HandOrder order) throws HandRefused {
    if (order.length().isNegative()) {
      throw new HandRefused(
          HandRefused.Kind.INVALID, "length: " + order.length() + " (expected: above 0, or none)");
    }
    boolean endless = order.length().isZero();
    return endless && order.kind() == Hand.Kind.FORCED_HEALTHY ? FORCED_LENGTH : order.length();
  }

  /** One that gets no traffic now takes nothing away. */
  static void refuseIfTooFewAreLeft(PoolRuntime pool, ServerState state, String name)
      throws HandRefused {
    if (!takesTraffic(state)) {
      return;
    }
    int all = 0;
    int left = 0;
    for (int i = 0; i < pool.servers().size(); i++) {
      Server server = pool.pool().servers().get(i);
      ServerState each = pool.servers().get(i);
      boolean counts = server.weight() > 0;
      all += counts ? 1 : 0;
      left += counts && !each.id().equals(state.id()) && takesTraffic(each) ? 1 : 0;
    }
    double minHealthy = pool.pool().guards().minHealthy();
    if (left == 0 || left < minHealthy * all) {
      throw new HandRefused(
          HandRefused.Kind.UNSAFE,
          String.format(
              Locale.ROOT,
              "pool %s: without %s, %d of %d servers are healthy, min-healthy is %.0f%%: nothing"
                  + " was done; force it if that is meant",
              pool.pool().name(),
              name,
              left,
              all,
              minHealthy * 100));
    }
  }

  private static boolean takesTraffic(ServerState server) {
    return server.standing() == Standing.HEALTHY && !server.breaker().mode().keepsAway();
  }

  PoolRuntime find(String pool) throws HandRefused {
    for (PoolName name : rebuilds.names()) {
      PoolRuntime found = name.value().equals(pool) ? rebuilds.pool(name) : null;
      if (found != null) {
        return found;
      }
    }
    throw new HandRefused(
        HandRefused.Kind.UNKNOWN,
        "pool \"" + pool + "\" does not exist; there is " + rebuilds.names());
  }

  static ServerState find(PoolRuntime pool, String server) throws HandRefused {
    for (int i = 0; i < pool.servers().size(); i++) {
      if (pool.pool().servers().get(i).name().equals(server)) {
        return pool.servers().get(i);
      }
    }
    throw new HandRefused(
        HandRefused.Kind.UNKNOWN,
        "pool "
            + pool.pool().name()
            + " has no server \""
            + server
            + "\"; there is "
            + pool.pool().servers().stream().map(Server::name).toList());
  }
}
