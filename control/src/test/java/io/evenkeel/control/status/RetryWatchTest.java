package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.event.Event;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.OutlierPolicy;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetryWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PoolName API = new PoolName("api");

  private final List<Event> told = new ArrayList<>();
  private final RetryWatch watch = new RetryWatch(told::add);
  private long now;

  private static Snapshot snapshot(HedgePolicy hedge) {
    Pool plain = Pool.of(API, List.of(Server.of("s1", new HostPort("127.0.0.1", 3001))));
    Pool pool =
        new Pool(
            API,
            plain.servers(),
            plain.balance(),
            plain.sticky(),
            plain.health(),
            plain.limits(),
            plain.retries(),
            plain.slowStart(),
            plain.timeouts(),
            plain.guards(),
            new Protection(new OutlierPolicy.None(), new BreakerPolicy.None(), hedge));
    return new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1))
        .compile(1, new Config(new Admin.Off(), "", "", Map.of(), Map.of(API, pool)), null, 0);
  }

  private static PoolRuntime pool(Snapshot snapshot) {
    return Objects.requireNonNull(snapshot.pools().get(API));
  }

  private void second(Snapshot snapshot) {
    now += SECOND;
    watch.look(snapshot, now);
  }

  private void spend(PoolRetries retries) {
    while (retries.budget().tryWithdraw(0.2, now)) {}
  }

  @Test
  void theAlarmStandsWhileRetriesAreRefusedAndTenSecondsMore() {
    Snapshot snapshot = Snapshots.ofServers(3);
    PoolRetries retries = pool(snapshot).retries();
    second(snapshot);
    assertThat(told).isEmpty();

    spend(retries);
    second(snapshot);
    spend(retries);
    second(snapshot);
    assertThat(told)
        .as("once")
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Alarm.class,
            alarm -> {
              assertThat(alarm.name()).isEqualTo("retry-budget-spent");
              assertThat(alarm.raised()).isTrue();
              assertThat(alarm.subject()).isEqualTo("pool api");
              assertThat(alarm.why()).startsWith("1 failed requests").contains("20%");
              assertThat(alarm.isMomentary()).isFalse();
            });

    for (int i = 0; i < 10; i++) {
      second(snapshot);
    }
    assertThat(told).hasSize(1);
    second(snapshot);
    assertThat(told).hasSize(2);
    assertThat(((Event.Alarm) told.getLast()).raised()).isFalse();
  }

  @Test
  void aPoolThatIsGoneHasNoAlarm() {
    Snapshot snapshot = Snapshots.ofServers(3);
    second(snapshot);
    spend(pool(snapshot).retries());
    second(snapshot);
    Config empty = new Config(new Admin.Off(), "", "", Map.of(), Map.of());
    second(
        new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1)).compile(2, empty, null, 0));
    assertThat(((Event.Alarm) told.getLast()).raised()).isFalse();
  }

  @Test
  void aHedgeIsDueAtThePercentileOfRecentLatencies() {
    Snapshot snapshot = snapshot(new HedgePolicy.AfterPercentile(90));
    PoolRuntime pool = pool(snapshot);
    second(snapshot);
    assertThat(pool.retries().hedgeAfterNanos()).isEqualTo(PoolRetries.NEVER);
    Snapshots.respond(pool.servers().getFirst(), 180, 200, 5_000_000);
    Snapshots.respond(pool.servers().getFirst(), 20, 200, 90_000_000);
    second(snapshot);
    assertThat(pool.retries().hedgeAfterNanos()).isBetween(4_500_000L, 5_500_000L);
  }
}
