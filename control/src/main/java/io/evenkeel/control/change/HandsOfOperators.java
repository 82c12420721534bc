package io.evenkeel.control.change;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.health.HandOrder;
import io.evenkeel.control.health.HandRefused;
import io.evenkeel.control.health.HandWitness;
import io.evenkeel.control.health.Hands;
import io.evenkeel.control.health.LaidHand;
import io.evenkeel.control.loop.ControlLoop;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.server.Hand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's hand on the running balancer: recorded, laid on, and kept for the next process.
 * What ends by itself is recorded as well.
 */
public final class HandsOfOperators implements OperatorHand, HandWitness {
  private static final Logger LOG = LoggerFactory.getLogger(HandsOfOperators.class);

  private static final Actor ITSELF = new Actor(AuditEntry.BY_ITSELF, Role.ADMIN);

  private final OnLoop loop;
  private final Hands hands;
  private final Ledger ledger;
  private final HandKeeper keeper;
  private final Executor disk;

  /**
   * @param disk runs one task at a time, in order, and may be kept waiting by the disk
   */
  public HandsOfOperators(
      ControlLoop loop, Hands hands, Store store, InstantSource clock, Executor disk) {
    this.loop = new OnLoop(loop);
    this.hands = hands;
    this.ledger = new Ledger(store, clock);
    this.keeper = new HandKeeper(store);
    this.disk = disk;
  }

  @Override
  public void take(Order order, Actor by) throws ChangeRefused {
    String subject = order.pool() + "/" + order.server() + lasting(order);
    ledger.note(word(order.deed()), subject, order.reason(), by);
    HandOrder asked =
        new HandOrder(
            kind(order.deed()), by.name(), order.reason(), order.lasts(), order.deadline(), false);
    try {
      var _ = loop.call(() -> lay(order, asked));
    } catch (ChangeRefused e) {
      ledger.note(word(order.deed()) + "-refused", subject, String.valueOf(e.getMessage()), by);
      throw e;
    }
    keepNow();
  }

  /** Whoever is told that it is done may end the process the next moment. */
  private void keepNow() {
    try {
      CompletableFuture.runAsync(this::keep, disk).join();
    } catch (RejectedExecutionException _) {
      // The process ends already.
    }
  }

  private Hand lay(Order order, HandOrder asked) throws ChangeRefused {
    try {
      return hands.set(order.pool().value(), order.server(), asked);
    } catch (HandRefused e) {
      throw new ChangeRefused(kind(e.kind()), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void expired(LaidHand hand) {
    String reason = "its time is over; it was laid by " + hand.hand().by();
    later(() -> {
      note(word(hand.hand().kind()) + "-expired", hand.subject(), reason);
      keep();
    });
  }

  @Override
  public void drained(LaidHand hand, int requests) {
    String reason =
        "the deadline is over: " + requests + (requests == 1 ? " request" : " requests");
    later(() -> note("drain-over", hand.subject(), reason + " broken off"));
  }

  private void later(Runnable task) {
    try {
      disk.execute(task);
    } catch (RejectedExecutionException _) {
      // The process ends: the next one finds what was kept, and tells what expired since.
    }
  }

  private void note(String what, String subject, String reason) {
    try {
      ledger.note(what, subject, reason, ITSELF);
    } catch (ChangeRefused e) {
      LOG.atWarn().setMessage("event=audit-failed").addKeyValue("reason", e.getMessage()).log();
    }
  }

  /** As they lie now; one at a time, so that what is kept last is what came last. */
  private void keep() {
    try {
      keeper.keep(loop.call(hands::all));
    } catch (ChangeRefused e) {
      LOG.atWarn()
          .setMessage("event=hands-not-kept")
          .addKeyValue("reason", e.getMessage())
          .addKeyValue("help", "a restart forgets the last hand; lay it again then")
          .log();
    }
  }

  private static String lasting(Order order) {
    return (order.lasts().isZero() ? "" : " for " + said(order.lasts()))
        + (order.deadline().isZero() ? "" : ", deadline " + said(order.deadline()));
  }

  private static String said(Duration time) {
    return time.toSeconds() + " s";
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

  private static String word(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
