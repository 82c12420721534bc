package io.evenkeel.app.run;

import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreState;
import java.util.function.LongConsumer;

/**
 * Tells when changes cannot be recorded, and when they can again. {@link #accept} on the control
 * loop, which does not wait for the disk.
 */
final class StoreWatch implements LongConsumer {
  private static final String ALARM = "store-unwritable";

  private final Store store;
  private final BalancerEvents events;
  private boolean isRaised;

  StoreWatch(Store store, BalancerEvents events) {
    this.store = store;
    this.events = events;
  }

  @Override
  public void accept(long nowNanos) {
    StoreState state = store.state();
    if (state.writable() == isRaised) {
      isRaised = !state.writable();
      events.alarm(ALARM, isRaised, "state folder", isRaised ? state.why() : "it can be written");
    }
    if (!state.writable()) {
      Thread.ofVirtual().name("store-recheck").start(store::recheck);
    }
  }
}
