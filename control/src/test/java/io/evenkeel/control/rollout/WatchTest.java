package io.evenkeel.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.SeenTraffic;
import io.evenkeel.control.Snapshots;
import io.evenkeel.core.change.GuardReading;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.runtime.Publication;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.PoolCounts;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RequestCounts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MS = 1_000_000;

  private final SeenTraffic traffic = new SeenTraffic();
  private final Watch watch = new Watch(traffic);
  private final Snapshot served = Snapshots.ofServers(3);

  /** Half a minute at least, a whole one at most, however long the balancer has run. */
  @Test
  void theBaselineIsOfTheLastMinute() {
    Baseline baseline = new Baseline();
    assertThat(baseline.until(Map.of("api", reading(100)))).isEmpty();
    long requests = 0;
    for (long second = 0; second < 300; second++) {
      requests += 10;
      if (baseline.isDue(second * SECOND)) {
        baseline.add(Map.of("api", reading(requests)), second * SECOND);
      }
      if (second >= 60) {
        assertThat(requests(baseline.until(Map.of("api", reading(requests)))))
            .as("second %d", second)
            .isBetween(300L, 600L);
      }
    }
  }

  private static long requests(Map<String, PoolReading> readings) {
    return readings.values().stream().mapToLong(r -> r.counts().requests().requests()).sum();
  }

  private static PoolReading reading(long requests) {
    Durations none = new Durations(new long[LogHistogram.BUCKETS], 0);
    return new PoolReading(
        new PoolCounts(new RequestCounts(requests, 0, 0, none), Map.of("api-1", requests)),
        2,
        3,
        Map.of("api-1", 0.5, "api-2", 0.5));
  }

  @Test
  void aPoolThatIsNewCountsWhole() {
    Map<String, PoolReading> since =
        Readings.since(Map.of("api", reading(30), "new", reading(7)), Map.of("api", reading(10)));
    assertThat(requests(Map.of("api", since.getOrDefault("api", reading(0))))).isEqualTo(20);
    assertThat(requests(Map.of("new", since.getOrDefault("new", reading(0))))).isEqualTo(7);
  }

  @Test
  void theGuardGetsWhatWasCounted() {
    GuardReading reading = Readings.of("now", reading(30));
    assertThat(reading.who()).isEqualTo("now");
    assertThat(reading.requests()).isEqualTo(30);
    assertThat(reading.healthy()).isEqualTo(2);
    assertThat(reading.servers()).isEqualTo(3);
    assertThat(reading.shares())
        .containsEntry("api-1", new GuardReading.Share(30, 0.5))
        .containsEntry("api-2", new GuardReading.Share(0, 0.5));
  }

  @Test
  void onlyWhatComesAfterThePublicationCounts() {
    long now = 0;
    for (; now < 90 * SECOND; now += SECOND) {
      traffic.answered("api", 50, 50, 4 * MS); // half fails already
      watch.rest(served, now);
    }
    watch.begin();
    watch.publishing(served, served);
    assertThat(watch.bake(served, RollbackOn.DEFAULT)).isEmpty();
    traffic.answered("api", 500, 500, 4 * MS);
    assertThat(watch.bake(served, RollbackOn.DEFAULT)).isEmpty();
    traffic.answered("api", 0, 1000, 4 * MS);
    assertThat(watch.bake(served, RollbackOn.DEFAULT))
        .hasValueSatisfying(why ->
            assertThat(why).startsWith("pool api: errors 75.0 % of 2000 requests, before 50.0 %"));
    assertThat(watch.comparison())
        .singleElement()
        .asString()
        .startsWith("pool api: errors 75.0 % (before 50.0 %), p99 4 ms (before 4 ms)");
  }

  @Test
  void slownessIsABreachAsWell() {
    long now = 0;
    for (; now < 90 * SECOND; now += SECOND) {
      traffic.answered("api", 50, 0, 4 * MS);
      watch.rest(served, now);
    }
    watch.publishing(served, served);
    traffic.answered("api", 500, 0, 400 * MS);
    assertThat(watch.bake(served, RollbackOn.DEFAULT))
        .hasValueSatisfying(why -> assertThat(why).startsWith("pool api: p99 "));
  }

  @Test
  void withoutACanaryThereIsNothingToCompare() {
    assertThat(watch.canary(new Publication(served, null), RollbackOn.DEFAULT, 0)).isEmpty();
    assertThat(watch.comparison()).isEmpty();
  }
}
