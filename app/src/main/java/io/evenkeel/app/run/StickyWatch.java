package io.evenkeel.app.run;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.SnapshotPublisher;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Tells of pools whose sticky cookies are not signed as they should be. It looks at what is served:
 * what a plan only tries is no alarm. Control loop only.
 */
final class StickyWatch implements LongConsumer {
  private static final String ALARM = "sticky-secret";

  private final SnapshotPublisher published;
  private final EventSink events;
  private final Map<PoolName, String> raised = new HashMap<>();

  StickyWatch(SnapshotPublisher published, EventSink events) {
    this.published = published;
    this.events = events;
  }

  @Override
  public void accept(long nowNanos) {
    Map<PoolName, PoolRuntime> pools = published.current().pools();
    pools.forEach((name, pool) -> {
      String flaw = pool.stickyTokens().flaw();
      if (!flaw.isEmpty() && !flaw.equals(raised.put(name, flaw))) {
        events.on(alarm(true, name, flaw));
      }
    });
    raised
        .keySet()
        .removeIf(name -> {
          PoolRuntime pool = pools.get(name);
          boolean isOver = pool == null || pool.stickyTokens().flaw().isEmpty();
          if (isOver) {
            events.on(alarm(false, name, "cookies are signed as they should be"));
          }
          return isOver;
        });
  }

  private static Event alarm(boolean isRaised, PoolName pool, String why) {
    return new Event.Alarm(ALARM, isRaised, Event.Alarm.Severity.WARNING, "pool " + pool, why);
  }
}
