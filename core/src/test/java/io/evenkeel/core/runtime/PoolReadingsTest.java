package io.evenkeel.core.runtime;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.config;
import static io.evenkeel.core.Fixtures.pool;
import static io.evenkeel.core.Fixtures.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.PoolReading;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.SideTraffic;
import io.evenkeel.core.stats.Tally;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.time.SeededRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PoolReadingsTest {
  private final Snapshot snapshot =
      new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1))
          .compile(1, config(pool(new BalancePolicy.RoundRobin(), servers(2))), null, 0);
  private final PoolRuntime api = Objects.requireNonNull(snapshot.pools().get(API));

  @Test
  void aSideSumsTheTalliesOfItsLoops() {
    SideTraffic side = new SideTraffic();
    Tally one = side.open("api", List.of("s0", "s1"));
    Tally other = side.open("api", List.of("s0", "s1"));
    Tally own = side.open("", List.of());
    one.ended(200, false, 0, 1_000_000);
    one.ended(404, false, 1, 1_000_000);
    one.ended(200, true, 1, 1_000_000);
    other.ended(503, false, Tally.NO_SERVER, 3_000_000);
    other.ended(0, false, 0, 3_000_000);
    own.ended(404, true, Tally.NO_SERVER, 0);

    Map<String, PoolReading> readings = PoolReadings.ofSide(snapshot, side);
    PoolReading reading = reading(readings, "api");
    assertThat(reading.counts().requests().requests()).isEqualTo(5);
    assertThat(reading.counts().requests().errors()).isEqualTo(2);
    assertThat(reading.counts().requests().clientErrors()).isEqualTo(1);
    assertThat(reading.counts().requests().errorRate()).isEqualTo(0.4);
    assertThat(reading.counts().requests().durations().sumNanos()).isEqualTo(9_000_000);
    assertThat(reading.counts().requests().durations().count()).isEqualTo(5);
    assertThat(reading.counts().byServer()).isEqualTo(Map.of("s0", 2L, "s1", 2L));
    assertThat(reading(readings, "").counts().requests().errors()).isEqualTo(1);
  }

  @Test
  void allTrafficIsReadByPoolAndDifferencesAreOfWhatCameBetween() {
    PoolReading before = reading(PoolReadings.ofAll(snapshot, List.of(traffic("a", 10, 1))), "api");
    ServerState server = api.servers().get(1);
    assertThat(server.tryStart(0)).isTrue();
    server.finished(OK, 0, 0);
    server.hand(new Hand(Hand.Kind.DRAINING, "ana", "a test", null, 0), 0);
    api.rebuild(0);
    List<RouteTraffic> later = List.of(traffic("a", 30, 4), traffic("b", 5, 2));
    PoolReading after = reading(PoolReadings.ofAll(snapshot, later), "api").since(before);

    assertThat(after.counts().requests().requests()).isEqualTo(25);
    assertThat(after.counts().requests().errors()).isEqualTo(5);
    assertThat(after.counts().requests().durations().quantileNanos(0.99))
        .isCloseTo(2_000_000, within(125_000L));
    assertThat(after.counts().byServer()).isEqualTo(Map.of("s0", 0L, "s1", 1L));
    assertThat(after.healthy()).isEqualTo(1);
    assertThat(after.servers()).isEqualTo(2);
    assertThat(after.expectedShares()).isEqualTo(Map.of("s0", 1.0, "s1", 0.0));
  }

  private static PoolReading reading(Map<String, PoolReading> readings, String pool) {
    return Objects.requireNonNull(readings.get(pool));
  }

  private static RouteTraffic traffic(String route, long requests, long errors) {
    long[] buckets = new long[LogHistogram.BUCKETS];
    buckets[LogHistogram.bucketOf(2_000_000)] = requests;
    return new RouteTraffic(
        new TrafficKey(new ListenerName("web"), route, "api"),
        requests,
        List.of(0L, 0L, requests - errors, 0L, 0L, errors),
        Map.of(),
        0,
        0,
        new Durations(buckets, requests * 2_000_000));
  }
}
