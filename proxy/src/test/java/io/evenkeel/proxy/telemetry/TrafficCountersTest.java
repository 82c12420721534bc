package io.evenkeel.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrafficCountersTest {
  private static final int LANES = 4;
  private static final TrafficKey KEY = new TrafficKey(new ListenerName("web"), "0 /v1/", "api");

  private final AccessLogs logs = new AccessLogs(LANES);
  private final ListenerConnections web =
      new ListenerConnections(new ListenerName("web"), 3, 7, 1, 2, 0);
  private final TrafficCounters traffic = new TrafficCounters(LANES, () -> List.of(web), logs);

  @Test
  void lanesCountAloneAndReadersSum() throws InterruptedException {
    List<Thread> loops = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      LaneTraffic mine = traffic.of(KEY).lane(lane);
      loops.add(Thread.ofPlatform().start(() -> count(mine)));
    }
    for (Thread loop : loops) {
      loop.join();
    }
    assertThat(traffic.routes()).hasSize(1);
    RouteTraffic sum = traffic.routes().getFirst();
    assertThat(sum.key()).isEqualTo(KEY);
    assertThat(sum.requests()).isEqualTo(LANES * 1001L);
    assertThat(sum.inFlight()).isEqualTo(LANES);
    assertThat(sum.responsesByClass())
        .containsExactly(LANES * 100L, 0L, LANES * 700L, 0L, LANES * 100L, LANES * 100L);
    assertThat(sum.errors()).isEqualTo(Map.of("connection_timeout", LANES * 100L));
    assertThat(sum.bytesIn()).isEqualTo(LANES * 10_000L);
    assertThat(sum.bytesOut()).isEqualTo(LANES * 100_000L);
    assertThat(sum.durations().count()).isEqualTo(LANES * 1000L);
    assertThat(sum.durations().sumNanos()).isEqualTo(LANES * 1000L * 5_000_000);
    assertThat(sum.durations().quantileNanos(0.5)).isBetween(4_700_000L, 5_400_000L);
    assertThat(sum.durations().countUpTo(4_000_000)).isZero();
    assertThat(sum.durations().countUpTo(6_000_000)).isEqualTo(LANES * 1000L);
  }

  private static void count(LaneTraffic lane) {
    for (int i = 0; i < 1000; i++) {
      lane.begun();
      lane.bytes(10, 100);
      ProxyError error = i % 10 == 9 ? ProxyError.CONNECTION_TIMEOUT : null;
      int status = error != null ? error.status() : i % 10 == 8 ? 404 : i % 10 == 7 ? 0 : 200;
      lane.ended(status, error, 5_000_000);
    }
    lane.begun();
  }

  @Test
  void keysThatStayKeepTheirCounts() {
    RouteCounters counters = traffic.of(KEY);
    TrafficKey gone = new TrafficKey(new ListenerName("old"), "0", "");
    traffic.of(gone);
    PoolName api = new PoolName("api");
    Listener listener =
        new Listener(
            KEY.listener(),
            List.of(),
            List.of(),
            ListenerLimits.DEFAULT,
            new io.evenkeel.core.model.AccessLog.None(),
            List.of());
    traffic.of(new TrafficKey(KEY.listener(), "1", "gone"));
    traffic.retire(
        new Config(
            new Admin.Off(),
            "",
            "",
            Map.of(KEY.listener(), listener),
            Map.of(api, Pool.of(api, List.of()))));
    assertThat(traffic.of(KEY)).isSameAs(counters);
    assertThat(traffic.routes()).extracting(RouteTraffic::key).containsExactly(KEY);
  }

  @Test
  void reportsListenersAndLogs() {
    assertThat(traffic.listeners()).containsExactly(web);
    assertThat(traffic.accessLogDropped()).isZero();
    assertThat(traffic.accessLogWriteErrors()).isZero();
  }

  @Test
  void everyStatusHasAClass() {
    LaneTraffic lane = traffic.of(KEY).lane(0);
    for (int status : new int[] {0, 99, 100, 599, 600, 999}) {
      lane.begun();
      lane.ended(status, null, 1);
    }
    assertThat(traffic.routes().getFirst().responsesByClass())
        .containsExactly(4L, 1L, 0L, 0L, 0L, 1L);
  }

  @Test
  void countingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    LaneTraffic lane = traffic.of(KEY).lane(1);
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      count(lane);
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(allocated).isZero();
  }
}
