package io.evenkeel.app.run;

import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreState;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * Tells when changes cannot be recorded, and when they can again. {@link #accept} on the control
 * loop, which does not wait for the disk.
 */
final class StoreWatch implements LongConsumer {
  private static final String ALARM = "store-unwritable";

  private final Store store;
  private final BalancerEvents events;
  private final AtomicBoolean isRechecking = new AtomicBoolean();
  private boolean isRaised;

  StoreWatch(Store store, BalancerEvents events) {
    this.store = store;
    this.events = events;
  }

  @Override
  public void accept(long nowNanos) {
    if (store.isLent()) {
      return;
    }
    StoreState state = store.state();
    if (state.writable() == isRaised) {
      isRaised = !state.writable();
      events.alarm(ALARM, isRaised, "state folder", isRaised ? state.why() : "it can be written");
    }
    // One at a time: a disk that hangs holds it for as long as it likes.
    if (!state.writable() && !isRechecking.getAndSet(true)) {
      Thread.ofVirtual().name("store-recheck").start(this::recheck);
    }
  }

  private void recheck() {
    try {
      var _ = store.recheck();
    } finally {
      isRechecking.set(false);
    }
  }
}
