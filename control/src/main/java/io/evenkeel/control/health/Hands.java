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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  private @Nullable HandWitness witness;
  private final List<LaidHand> missed = new ArrayList<>();

  private static final class Laid {
    final LaidHand hand;

    /** Null while the configuration does not know the server. */
    @Nullable ServerState server;

    @Nullable LoopTimer end;
    @Nullable LoopTimer deadline;

    Laid(LaidHand hand, @Nullable ServerState server) {
      this.hand = hand;
      this.server = server;
    }

    void cancel() {
      if (end != null) {
        end.cancel();
      }
      if (deadline != null) {
        deadline.cancel();
      }
    }
  }

  Hands(ControlLoop loop, PoolRebuilds rebuilds, EventSink events, InstantSource clock) {
    this.loop = loop;
    this.rebuilds = rebuilds;
    this.events = events;
    this.clock = clock;
  }

  /** Tells {@code newWitness}, and nobody else, what happens by itself; also what it missed. */
  public void witness(HandWitness newWitness) {
    witness = newWitness;
    missed.forEach(newWitness::expired);
    missed.clear();
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
      release(state.id(), order.reason());
      return Hand.NONE;
    }
    Duration length = length(order);
    refuseSenseless(order, length);
    if (!order.forced() && order.kind() != Hand.Kind.FORCED_HEALTHY) {
      refuseIfTooFewAreLeft(runtime, state, server);
    }
    Hand hand =
        new Hand(
            order.kind(),
            order.by(),
            order.reason(),
            moment(length),
            loop.nowNanos() + length.toNanos(),
            moment(order.deadline()),
            loop.nowNanos() + order.deadline().toNanos());
    lay(new Laid(new LaidHand(state.id(), server, hand), state));
    change(state.id(), state, hand, hand.reason());
    return hand;
  }

  private @Nullable Instant moment(Duration fromNow) {
    return fromNow.isZero() ? null : clock.instant().plus(fromNow);
  }

  /** Every hand that lies on a server, known to the configuration now or not. */
  public List<LaidHand> all() {
    return laid.values().stream().map(each -> each.hand).toList();
  }

  /**
   * Lays hands that lay on their servers when the process before ended. Before any server is known:
   * each is in effect from the moment its server is. What ended meanwhile is told as over.
   */
  public void restore(List<LaidHand> kept) {
    for (LaidHand before : kept) {
      Hand hand = fromNow(before.hand());
      LaidHand now = new LaidHand(before.server(), before.name(), hand);
      if (hand.until() != null && hand.untilNanos() - loop.nowNanos() <= 0) {
        tellExpired(now);
      } else {
        lay(new Laid(now, null));
      }
    }
  }

  /** By the monotonic clock of this process. */
  private Hand fromNow(Hand hand) {
    return new Hand(
        hand.kind(),
        hand.by(),
        hand.reason(),
        hand.until(),
        nanos(hand.until()),
        hand.deadline(),
        nanos(hand.deadline()));
  }

  private long nanos(@Nullable Instant moment) {
    return moment == null
        ? 0
        : loop.nowNanos() + Duration.between(clock.instant(), moment).toNanos();
  }

  /**
   * What an operator laid on a server in the process before this one goes on lying on it, without a
   * word. Comes before the monitor follows a snapshot.
   *
   * @param server the one that is served, with this hand on it already; or, where the configuration
   *     has none of that identity, one that stands for it
   * @param name of it in the configuration
   */
  void inherit(ServerState server, String name, Hand hand) {
    lay(new Laid(new LaidHand(server.id(), name, hand), server));
  }

  /** {@code server} is new to the monitor: what lies on its identity lies on it. */
  @SuppressWarnings("ReferenceEquality") // a server that comes back is another object
  void adopt(ServerState server) {
    Laid each = laid.get(server.id());
    if (each != null && each.server != server) {
      each.server = server;
      server.hand(each.hand.hand(), loop.nowNanos());
    }
  }

  /** Puts {@code now} in the place of what lies there, with the times it has. */
  private void lay(Laid now) {
    ServerId id = now.hand.server();
    Hand hand = now.hand.hand();
    Laid before = laid.put(id, now);
    if (before != null) {
      before.cancel();
    }
    if (hand.until() != null) {
      now.end = loop.at(hand.untilNanos(), () -> expire(now));
    }
    if (hand.deadline() != null && hand.deadlineNanos() - loop.nowNanos() > 0) {
      now.deadline = loop.at(hand.deadlineNanos(), () -> endDrain(now));
    }
  }

  private void expire(Laid over) {
    release(over.hand.server(), "its time is over");
    tellExpired(over.hand);
  }

  private void tellExpired(LaidHand hand) {
    HandWitness told = witness;
    if (told != null) {
      told.expired(hand);
    } else {
      missed.add(hand);
    }
  }

  private void endDrain(Laid over) {
    ServerState server = over.server;
    int requests = server == null ? 0 : server.inFlight();
    if (server != null) {
      server.countCutByDrain(requests);
    }
    events.on(new Event.DrainOver(over.hand.server(), requests));
    HandWitness told = witness;
    if (told != null) {
      told.drained(over.hand, requests);
    }
  }

  private void release(ServerId id, String why) {
    Laid before = laid.remove(id);
    if (before != null) {
      before.cancel();
      change(id, before.server, Hand.NONE, why);
    }
  }

  private void change(ServerId id, @Nullable ServerState server, Hand next, String why) {
    if (server != null) {
      Hand before = server.hand();
      server.hand(next, loop.nowNanos());
      rebuilds.rebuildNow(id.pool());
      events.on(new Event.HandChanged(id, before, next, why));
    }
  }

  private static void refuseSenseless(HandOrder order, Duration length) throws HandRefused {
    Duration deadline = order.deadline();
    if (order.reason().isBlank()) {
      throw invalid("reason: empty (expected: why, for whoever finds it later)");
    }
    if (deadline.isNegative()) {
      throw invalid("deadline: " + deadline + " (expected: above 0, or none)");
    }
    if (!deadline.isZero() && order.kind() == Hand.Kind.FORCED_HEALTHY) {
      throw invalid("deadline: only a drain and a maintenance have one");
    }
    if (!deadline.isZero() && !length.isZero() && deadline.compareTo(length) >= 0) {
      throw invalid(
          "deadline: "
              + deadline
              + " (expected: before the hand itself ends, after "
              + length
              + ")");
    }
  }

  private static HandRefused invalid(String message) {
    return new HandRefused(HandRefused.Kind.INVALID, message);
  }

  private static Duration length(HandOrder order) throws HandRefused {
    if (order.length().isNegative()) {
      throw invalid("length: " + order.length() + " (expected: above 0, or none)");
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
