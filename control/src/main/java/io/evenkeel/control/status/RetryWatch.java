package io.evenkeel.control.status;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.resilience.HedgeDelay;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LogHistogram;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Looks once a second at what the pools send a second time: raises {@code retry-budget-spent} while
 * retries are refused, and works out when a hedge is due. Control loop only.
 */
public final class RetryWatch {
  private static final String ALARM = "retry-budget-spent";

  /**
   * The alarm stands this long after the last refusal: the window of the budget, in which a storm
   * that goes on is refused again.
   */
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventSink events;
  private final Map<PoolName, Watched> pools = new HashMap<>();

  public RetryWatch(EventSink events) {
    this.events = events;
  }

  /** What is known of one pool. */
  private static final class Watched {
    final HedgeDelay hedge = new HedgeDelay();
    long refused;
    long lastRefusalNanos;
    boolean raised;

    Watched(long refused) {
      this.refused = refused;
    }
  }

  /** Takes in what has happened since the last look. */
  public void look(Snapshot snapshot, long nowNanos) {
    pools
        .entrySet()
        .removeIf(known -> {
          boolean gone = !snapshot.pools().containsKey(known.getKey());
          if (gone && known.getValue().raised) {
            alarm(known.getKey(), false, "configuration: the pool was removed");
          }
          return gone;
        });
    for (PoolRuntime pool : snapshot.pools().values()) {
      PoolRetries retries = pool.retries();
      Watched watched =
          pools.computeIfAbsent(pool.pool().name(), _ -> new Watched(retries.budget().refused()));
      budget(pool, watched, nowNanos);
      if (pool.pool().protection().hedge() instanceof HedgePolicy.AfterPercentile(int percentile)) {
        retries.hedgeAfterNanos(watched.hedge.after(latencies(pool), percentile));
      }
    }
  }

  private void budget(PoolRuntime pool, Watched watched, long nowNanos) {
    long refused = pool.retries().budget().refused();
    long more = refused - watched.refused;
    watched.refused = refused;
    if (more > 0) {
      watched.lastRefusalNanos = nowNanos;
    }
    if (more > 0 && !watched.raised) {
      watched.raised = true;
      alarm(
          pool.pool().name(),
          true,
          String.format(
              Locale.ROOT,
              "%d failed requests were not tried again within the last second: more than %.0f%% of"
                  + " the requests of 10 s would have been sent twice",
              more,
              pool.pool().retries().budget() * 100));
    } else if (watched.raised && nowNanos - watched.lastRefusalNanos > QUIET_NANOS) {
      watched.raised = false;
      alarm(pool.pool().name(), false, "no retry was refused for 10 s");
    }
  }

  private static long[] latencies(PoolRuntime pool) {
    long[] sums = new long[LogHistogram.BUCKETS];
    for (ServerState server : pool.servers()) {
      server.addLatenciesTo(sums);
    }
    return sums;
  }

  private void alarm(PoolName pool, boolean raised, String why) {
    events.on(new Event.Alarm(ALARM, raised, Event.Alarm.Severity.WARNING, "pool " + pool, why));
  }
}
