package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.health.HandOrder;
import io.evenkeel.control.health.HandRefused;
import io.evenkeel.control.health.Hands;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.server.Hand;
import java.time.InstantSource;
import java.util.Locale;

/** The operator's hand on the running balancer: recorded, then laid on. */
public final class HandsOfOperators implements OperatorHand {
  private final OnLoop loop;
  private final Hands hands;
  private final Ledger ledger;

  public HandsOfOperators(ControlLoop loop, Hands hands, Store store, InstantSource clock) {
    this.loop = new OnLoop(loop);
    this.hands = hands;
    this.ledger = new Ledger(store, clock);
  }

  @Override
  public void take(Order order, Actor by) throws ChangeRefused {
    String subject = order.pool() + "/" + order.server() + lasting(order);
    ledger.note(word(order.deed()), subject, order.reason(), by);
    HandOrder asked =
        new HandOrder(kind(order.deed()), by.name(), order.reason(), order.lasts(), false);
    try {
      var _ = loop.call(() -> lay(order, asked));
    } catch (ChangeRefused e) {
      ledger.note(word(order.deed()) + "-refused", subject, String.valueOf(e.getMessage()), by);
      throw e;
    }
  }

  private Hand lay(Order order, HandOrder asked) throws ChangeRefused {
    try {
      return hands.set(order.pool().value(), order.server(), asked);
    } catch (HandRefused e) {
      throw new ChangeRefused(kind(e.kind()), String.valueOf(e.getMessage()));
    }
  }

  private static String lasting(Order order) {
    return order.lasts().isZero() ? "" : " for " + order.lasts().toSeconds() + " s";
  }

  private static Hand.Kind kind(Deed deed) {
    return switch (deed) {
      case DRAIN -> Hand.Kind.DRAINING;
      case READY -> Hand.Kind.NONE;
      case MAINTENANCE -> Hand.Kind.MAINTENANCE;
      case FORCE_HEALTHY -> Hand.Kind.FORCED_HEALTHY;
    };
  }

  private static Kind kind(HandRefused.Kind why) {
    return switch (why) {
      case UNKNOWN -> Kind.UNKNOWN;
      case INVALID, UNSAFE -> Kind.INVALID;
    };
  }

  private static String word(Deed deed) {
    return deed.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
