package io.evenkeel.core.resilience;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a breaker counts of itself; made when there is something to count. Thread-safe. */
final class BreakerCounts {
  private final Map<BreakerMode, AtomicLong> entered = new EnumMap<>(BreakerMode.class);
  private final AtomicLong held = new AtomicLong();

  BreakerCounts() {
    for (BreakerMode mode : BreakerMode.values()) {
      entered.put(mode, new AtomicLong());
    }
  }

  void entered(BreakerMode mode) {
    AtomicLong count = entered.get(mode);
    if (count != null) {
      count.incrementAndGet();
    }
  }

  long timesEntered(BreakerMode mode) {
    AtomicLong count = entered.get(mode);
    return count == null ? 0 : count.get();
  }

  /** It should have opened and was not allowed to. */
  void held() {
    held.incrementAndGet();
  }

  long timesHeld() {
    return held.get();
  }
}
