package io.evenkeel.control.health;

import io.evenkeel.control.health.BreakerOrder.Wish;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.loop.LoopTimer;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator's hand on circuit breakers: forces them open or closed, leaves them to the traffic
 * again, and ends what has a time. Control loop only; the audit is written by whoever calls.
 *
 * <p>Like a hand on a server ({@link Hands}) it belongs to the identity of server or pool, stays
 * through changes of the configuration, and takes nothing away that is needed unless forced.
 */
public final class BreakerHands {
  private final ControlLoop loop;
  private final Hands hands;
  private final BreakerWatch watch;
  private final InstantSource clock;

  /** By identity: a ServerId, or the PoolName for the breaker of the pool. */
  private final Map<Object, Laid> laid = new HashMap<>();

  private static final class Laid {
    final boolean open;
    final Forced forced;
    CircuitBreaker breaker;
    @Nullable LoopTimer end;

    Laid(boolean open, Forced forced, CircuitBreaker breaker) {
      this.open = open;
      this.forced = forced;
      this.breaker = breaker;
    }
  }

  BreakerHands(ControlLoop loop, Hands hands, BreakerWatch watch, InstantSource clock) {
    this.loop = loop;
    this.hands = hands;
    this.watch = watch;
    this.clock = clock;
  }

  /**
   * Does what {@code order} says; in effect when this returns.
   *
   * @param server its name in the configuration; empty: the breaker of the pool as a whole
   * @return the operator's word that holds now; null: the traffic decides
   */
  public @Nullable Forced set(String pool, String server, BreakerOrder order) throws HandRefused {
    PoolRuntime runtime = hands.find(pool);
    ServerState state = server.isEmpty() ? null : Hands.find(runtime, server);
    Object identity = state == null ? runtime.pool().name() : state.id();
    CircuitBreaker breaker = state == null ? runtime.breaker() : state.breaker();
    if (order.wish() == Wish.AUTO) {
      release(identity, breaker);
      return null;
    }
    Duration length = length(order);
    if (order.reason().isBlank()) {
      throw new HandRefused(
          HandRefused.Kind.INVALID, "reason: empty (expected: why, for whoever finds it later)");
    }
    if (order.wish() == Wish.OPEN && !order.forced()) {
      refuseIfNeeded(runtime, state, server);
    }
    return lay(identity, breaker, order, length);
  }

  /**
   * What an operator wanted of {@code breaker} in the process before this one, and is on it
   * already, goes on and ends when it was to. Comes before the monitor follows a snapshot.
   *
   * @param identity a ServerId, or the PoolName for the breaker of the pool
   */
  void inherit(Object identity, CircuitBreaker breaker) {
    Forced forced = breaker.forced();
    if (forced != null) {
      Laid now = new Laid(breaker.mode() == BreakerMode.FORCED_OPEN, forced, breaker);
      if (forced.until() != null) {
        now.end = loop.at(forced.untilNanos(), () -> release(identity, now.breaker));
      }
      laid.put(identity, now);
    }
  }

  /** {@code server} is new to the monitor: what lies on its identity lies on its breaker. */
  void adopt(ServerState server) {
    Laid each = laid.get(server.id());
    if (each != null && server.breaker().forced() == null) {
      each.breaker = server.breaker();
      each.breaker.force(each.open, each.forced);
    }
  }

  private Forced lay(Object identity, CircuitBreaker breaker, BreakerOrder order, Duration length) {
    cancel(laid.remove(identity));
    boolean ends = !length.isZero();
    long endNanos = loop.nowNanos() + length.toNanos();
    Forced forced =
        new Forced(
            order.by(), order.reason(), ends ? clock.instant().plus(length) : null, endNanos);
    Laid now = new Laid(order.wish() == Wish.OPEN, forced, breaker);
    if (ends) {
      now.end = loop.at(endNanos, () -> release(identity, now.breaker));
    }
    laid.put(identity, now);
    breaker.force(now.open, forced);
    watch.look();
    return forced;
  }

  private void release(Object identity, CircuitBreaker breaker) {
    cancel(laid.remove(identity));
    breaker.release();
    watch.look();
  }

  private static void cancel(@Nullable Laid before) {
    if (before != null && before.end != null) {
      before.end.cancel();
    }
  }

  private static Duration length(BreakerOrder order) throws HandRefused {
    if (order.length().isNegative()) {
      throw new HandRefused(
          HandRefused.Kind.INVALID, "length: " + order.length() + " (expected: above 0, or none)");
    }
    boolean endless = order.length().isZero();
    return endless && order.wish() == Wish.CLOSED ? Hands.FORCED_LENGTH : order.length();
  }

  private static void refuseIfNeeded(PoolRuntime pool, @Nullable ServerState server, String name)
      throws HandRefused {
    if (server != null) {
      Hands.refuseIfTooFewAreLeft(pool, server, name);
      return;
    }
    throw new HandRefused(
        HandRefused.Kind.UNSAFE,
        "pool "
            + pool.pool().name()
            + ": with its breaker open nobody is served: nothing was done; force it if that is"
            + " meant");
  }
}
