package io.evenkeel.control.change;

import io.evenkeel.control.health.LaidHand;
import io.evenkeel.control.store.KeptHand;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.server.Hand;
import java.util.List;

/** Hands between two processes: as they lie on servers, and as the store keeps them. */
public final class HandKeeper {
  private final Store store;

  public HandKeeper(Store store) {
    this.store = store;
  }

  /** Those of the process before; their times by the monotonic clock are still to be set. */
  public List<LaidHand> kept() {
    return store.hands().kept().stream().map(HandKeeper::laid).toList();
  }

  void keep(List<LaidHand> hands) throws ChangeRefused {
    try {
      store.hands().keep(hands.stream().map(HandKeeper::kept).toList());
    } catch (StoreFailure e) {
      throw Ledger.unavailable(e);
    }
  }

  private static KeptHand kept(LaidHand laid) {
    Hand hand = laid.hand();
    return new KeptHand(
        laid.server(),
        laid.name(),
        hand.kind(),
        hand.by(),
        hand.reason(),
        hand.until(),
        hand.deadline());
  }

  private static LaidHand laid(KeptHand kept) {
    return new LaidHand(
        kept.server(),
        kept.name(),
        new Hand(kept.kind(), kept.by(), kept.reason(), kept.until(), 0, kept.deadline(), 0));
  }
}
