package io.evenkeel.control.rollout;

import io.evenkeel.core.change.Guard;
import io.evenkeel.core.change.GuardReading;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.runtime.Canary;
import io.evenkeel.core.runtime.PoolReadings;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.TrafficReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the traffic of a change while it is watched: canary beside control, then everybody now
 * beside everybody before. Control loop only.
 */
final class Watch {
  /** What a canary answers by itself, such as 404 without a route. */
  private static final String NO_POOL = "";

  private final TrafficReport traffic;
  private final Baseline baseline = new Baseline();
  private final SilentServers silent = new SilentServers();
  private final FailingServers failing = new FailingServers();
  private Map<String, PoolReading> before = Map.of();
  private Map<String, PoolReading> published = Map.of();
  private List<String> comparison = List.of();

  Watch(TrafficReport traffic) {
    this.traffic = traffic;
  }

  /** Keeps what is usual while nothing is rolled out. */
  void rest(Snapshot served, long nowNanos) {
    if (baseline.isDue(nowNanos)) {
      baseline.add(all(served), nowNanos);
    }
  }

  /** A rollout begins: nothing is compared yet. */
  void begin() {
    comparison = List.of();
    silent.forget();
    failing.forget();
  }

  /**
   * {@code previous} is about to give way. What {@code next} has got by then is read under its own
   * names: a server that is only renamed has not just got all that it ever had.
   */
  void publishing(Snapshot previous, Snapshot next) {
    before = baseline.until(all(previous));
    published = all(next);
  }

  /** What the canary does that the control does not; empty: nothing. */
  Optional<String> canary(Publication publication, RollbackOn limits, long nowNanos) {
    Canary canary = publication.canary();
    if (canary == null) {
      return Optional.empty();
    }
    Snapshot base = publication.base();
    Sides control = new Sides("control", PoolReadings.ofSide(base, canary.control()));
    return compare(
            new Sides("canary", PoolReadings.ofSide(canary.snapshot(), canary.traffic())),
            control,
            limits)
        .or(() -> failing.look(canary.snapshot(), base, control.pools()))
        .or(() -> silent.look(canary.snapshot(), base, control.pools(), nowNanos));
  }

  /** What is worse now than before the publication; empty: nothing. */
  Optional<String> bake(Snapshot served, RollbackOn limits) {
    Map<String, PoolReading> now = Readings.since(all(served), published);
    return compare(new Sides("now", now), new Sides("before", before), limits);
  }

  /** Lines for who watches, of the last look. */
  List<String> comparison() {
    return comparison;
  }

  /** Readings by pool, and who they are of. */
  private record Sides(String who, Map<String, PoolReading> pools) {
    GuardReading of(String pool, PoolReading otherwise) {
      return Readings.of(who, pools.getOrDefault(pool, otherwise));
    }
  }

  private Optional<String> compare(Sides with, Sides without, RollbackOn limits) {
    Optional<String> breach = Optional.empty();
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, PoolReading> entry : with.pools().entrySet()) {
      String pool = entry.getKey();
      GuardReading changed = Readings.of(with.who(), entry.getValue());
      GuardReading old = without.of(pool, nothing(entry.getValue()));
      String subject = pool.equals(NO_POOL) ? "requests without a pool: " : "pool " + pool + ": ";
      if (!pool.equals(NO_POOL)) {
        lines.add(subject + Guard.comparison(changed, old));
      }
      if (breach.isEmpty()) {
        breach = Guard.breach(limits, changed, old).map(subject::concat);
      }
    }
    comparison = lines;
    return breach;
  }

  /** A pool that was not there: as healthy as it is now, and without a request. */
  private static PoolReading nothing(PoolReading now) {
    return now.since(now);
  }

  private Map<String, PoolReading> all(Snapshot snapshot) {
    return PoolReadings.ofAll(snapshot, traffic.routes());
  }
}
