package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.health.BreakerHands;
import io.evenkeel.control.health.BreakerOrder;
import io.evenkeel.control.health.HandRefused;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.resilience.Forced;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** The operator's hand on the breakers of the running balancer: recorded, then laid on. */
public final class BreakersOfOperators implements OperatorBreaker {
  private final ControlLoop control;
  private final OnLoop loop;
  private final BreakerHands hands;
  private final Ledger ledger;

  public BreakersOfOperators(
      ControlLoop loop, BreakerHands hands, Store store, InstantSource clock) {
    this.control = loop;
    this.loop = new OnLoop(loop);
    this.hands = hands;
    this.ledger = new Ledger(store, clock);
  }

  @Override
  public Duration take(Order order, Actor by) throws ChangeRefused {
    String deed = "breaker-" + order.wish().name().toLowerCase(Locale.ROOT);
    String subject = order.target() + lasting(order) + (order.forced() ? " by force" : "");
    ledger.note(deed, subject, order.reason(), by);
    BreakerOrder asked =
        new BreakerOrder(order.wish(), by.name(), order.reason(), order.lasts(), order.forced());
    try {
      return loop.call(() -> lay(order, asked));
    } catch (ChangeRefused e) {
      ledger.note(deed + "-refused", subject, String.valueOf(e.getMessage()), by);
      throw e;
    }
  }

  private Duration lay(Order order, BreakerOrder asked) throws ChangeRefused {
    try {
      Forced now = hands.set(order.pool().value(), order.server(), asked);
      return now == null || now.until() == null
          ? Duration.ZERO
          : Duration.ofNanos(now.untilNanos() - control.nowNanos());
    } catch (HandRefused e) {
      Kind kind = e.kind() == HandRefused.Kind.UNKNOWN ? Kind.UNKNOWN : Kind.INVALID;
      throw new ChangeRefused(kind, String.valueOf(e.getMessage()));
    }
  }

  private static String lasting(Order order) {
    return order.lasts().isZero() ? "" : " for " + order.lasts().toSeconds() + " s";
  }
}
