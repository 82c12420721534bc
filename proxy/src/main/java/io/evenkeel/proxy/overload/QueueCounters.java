package io.evenkeel.proxy.overload;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.ShedReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Who waits for full servers and who was sent away, by pool. Any thread. */
@SuppressWarnings("EnumOrdinal") // slots of an array, never stored
public final class QueueCounters {
  private static final ShedReason[] REASONS = ShedReason.values();
  private static final Priority[] PRIORITIES = Priority.values();

  /** The last slot: how many wait now. */
  private static final int WAITING = REASONS.length * PRIORITIES.length;

  private final int lanes;
  private final ConcurrentMap<PoolName, @Nullable Lane[]> pools = new ConcurrentHashMap<>();

  public QueueCounters(int lanes) {
    this.lanes = lanes;
  }

  /** What one event loop counts for one pool; only that loop does, any thread reads. */
  public static final class Lane {
    private final AtomicLongArray counts = new AtomicLongArray(WAITING + 1);

    /** A request was sent away. */
    public void shed(ShedReason why, Priority priority) {
      int slot = slot(why, priority);
      counts.setOpaque(slot, counts.getPlain(slot) + 1);
    }

    /** So many wait now. */
    public void waiting(int now) {
      counts.setOpaque(WAITING, now);
    }
  }

  /** The part of {@code lane}. Its loop only. */
  public Lane lane(PoolName pool, int lane) {
    @Nullable Lane[] ofPool = pools.computeIfAbsent(pool, _ -> new @Nullable Lane[lanes]);
    synchronized (ofPool) { // seldom: who waits keeps what it got
      Lane known = ofPool[lane];
      if (known == null) {
        known = new Lane();
        ofPool[lane] = known;
      }
      return known;
    }
  }

  /** Forgets the pools that {@code now} does not have. */
  public void retire(Config now) {
    pools.keySet().retainAll(now.pools().keySet());
  }

  /** The sums of all loops. */
  public List<PoolQueue> queues() {
    List<PoolQueue> queues = new ArrayList<>();
    pools.forEach((pool, ofPool) -> queues.add(sum(pool, ofPool)));
    return queues;
  }

  private static PoolQueue sum(PoolName pool, @Nullable Lane[] ofPool) {
    long[] sums = new long[WAITING + 1];
    synchronized (ofPool) {
      for (Lane lane : ofPool) {
        for (int slot = 0; lane != null && slot <= WAITING; slot++) {
          sums[slot] += lane.counts.getOpaque(slot);
        }
      }
    }
    Map<ShedReason, Map<Priority, Long>> shed = new EnumMap<>(ShedReason.class);
    for (ShedReason why : REASONS) {
      for (Priority priority : PRIORITIES) {
        long count = sums[slot(why, priority)];
        if (count > 0) {
          shed.computeIfAbsent(why, _ -> new EnumMap<>(Priority.class)).put(priority, count);
        }
      }
    }
    return new PoolQueue(pool, (int) sums[WAITING], shed);
  }

  private static int slot(ShedReason why, Priority priority) {
    return why.ordinal() * PRIORITIES.length + priority.ordinal();
  }
}
