package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.change.TrafficProfile;
import io.evenkeel.core.change.TrafficProfile.Clients;
import io.evenkeel.core.change.TrafficProfile.PoolTraffic;
import io.evenkeel.core.change.TrafficProfile.RouteFlow;
import io.evenkeel.core.change.TrafficProfile.ServerTraffic;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotCompiler;
import io.evenkeel.core.server.ServerRegistry;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.Durations;
import io.evenkeel.core.stats.ListenerConnections;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.stats.RouteTraffic;
import io.evenkeel.core.stats.TrafficKey;
import io.evenkeel.core.stats.TrafficReport;
import io.evenkeel.core.time.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A virtual clock; ten requests a second to each server unless said otherwise. */
class TrafficHistoryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PoolName API = new PoolName("api");
  private static final ListenerName WEB = new ListenerName("web");

  private final SnapshotCompiler compiler =
      new SnapshotCompiler(new ServerRegistry(), new SeededRandom(1));
  private final Report report = new Report();
  private Snapshot snapshot = compile(List.of(), 3);
  private final TrafficHistory history = new TrafficHistory(snapshot, report, 0);
  private long now;

  @Test
  void knowsNothingAtFirstAndTheRateSoonAfter() {
    assertThat(history.profile(0).pools()).isEmpty();
    run(2, 10);
    PoolTraffic pool = pool();
    assertThat(pool.seconds()).isEqualTo(2);
    assertThat(pool.requestsPerSecond()).isEqualTo(30);
    ServerTraffic server = server(pool, 1);
    assertThat(server.requests()).isEqualTo(20);
    assertThat(server.latencies()[LogHistogram.bucketOf(5_000_000)]).isEqualTo(20);
    assertThat(Arrays.stream(server.latencies()).sum()).isEqualTo(20);
  }

  @Test
  void forgetsWhatIsOlderThanTwoHalves() {
    run(1_000, 10);
    run(301, 1);
    PoolTraffic pool = pool();
    assertThat(pool.seconds()).isBetween(150.0, 301.0);
    assertThat(pool.requestsPerSecond()).isEqualTo(3, within(0.01));
  }

  @Test
  void neverLooksBackLessThanAHalf() {
    run(150, 10);
    for (int i = 0; i < 400; i++) {
      run(1, 10);
      assertThat(pool().seconds()).isBetween(150.0, 300.0);
      assertThat(pool().requestsPerSecond()).isEqualTo(30, within(0.01));
    }
  }

  @Test
  void countsFailuresAndRequestsInFlight() {
    ServerState server = Snapshots.servers(snapshot).getFirst();
    Snapshots.respond(server, 30, 503, 1_000_000);
    for (int i = 0; i < 4; i++) {
      server.tryStart(0);
    }
    run(5, 10);
    for (int i = 0; i < 4; i++) {
      server.finished(new io.evenkeel.core.server.AttemptResult.Abandoned(), 0, now);
    }
    run(5, 10);
    ServerTraffic traffic = server(pool(), 1);
    assertThat(traffic.failures()).isEqualTo(30);
    assertThat(traffic.peakInFlight()).isEqualTo(4);
    assertThat(traffic.meanInFlight()).isEqualTo(2);
  }

  /** The pool keeps its traffic when a server leaves: the others have it now. */
  @Test
  void aReloadLosesNothing() {
    run(20, 10);
    snapshot = compile(List.of(), 2);
    run(20, 15);
    assertThat(pool().requestsPerSecond()).isEqualTo(30);
    assertThat(pool().servers()).hasSize(3);
    run(301, 15);
    assertThat(pool().requestsPerSecond()).isEqualTo(30, within(0.01));
    assertThat(pool().servers()).hasSize(2);
  }

  @Test
  void aServerThatJoinsCountsFromThenOn() {
    run(30, 10);
    snapshot = compile(List.of(), 4);
    run(30, 10);
    // Its first second is over when it is looked at for the first time.
    assertThat(server(pool(), 4).requests()).isEqualTo(290);
    assertThat(pool().requestsPerSecond()).isEqualTo(35, within(0.2));
  }

  @Test
  void routesAreCountedFromTheSameTime() {
    report.requests = 500;
    run(600, 10);
    report.requests += 3_000;
    run(100, 10);
    TrafficProfile profile = history.profile(now);
    double seconds = pool().seconds();
    assertThat(profile.routes()).containsExactly(new RouteFlow(WEB, "0:*", API, 3_000 / seconds));
  }

  @Test
  void clientsAreThoseOfTheOpenConnections() {
    snapshot = compile(List.of(), 3);
    run(1, 10);
    report.requests = 100;
    report.connections = new ListenerConnections(WEB, 20, 0, 0, 0, 0, 4, List.of(10, 5));
    run(10, 10);
    assertThat(pool().clients()).isEqualTo(new Clients(List.of(0.5, 0.25), 2));

    report.connections = new ListenerConnections(WEB, 7, 0, 0, 0, 0, 1, List.of(7));
    assertThat(pool().clients()).isEqualTo(Clients.UNKNOWN);
  }

  /** Who speaks for others is not the client. */
  @Test
  void clientsBehindTrustedProxiesAreUnknown() {
    snapshot = compile(List.of(new Cidr(new AddressBytes(new byte[] {10, 0, 0, 0}), 8)), 3);
    report.connections = new ListenerConnections(WEB, 20, 0, 0, 0, 0, 1, List.of(20));
    run(1, 10);
    report.requests = 100;
    run(10, 10);
    assertThat(pool().clients()).isEqualTo(Clients.UNKNOWN);
  }

  private void run(int seconds, int requestsPerServer) {
    for (int i = 0; i < seconds; i++) {
      for (ServerState server : Snapshots.servers(snapshot)) {
        Snapshots.respond(server, requestsPerServer, 200, 5_000_000);
      }
      now += SECOND;
      history.sample(snapshot, now);
    }
  }

  private PoolTraffic pool() {
    return Objects.requireNonNull(history.profile(now).pools().get(API));
  }

  private static ServerTraffic server(PoolTraffic pool, int number) {
    return Objects.requireNonNull(pool.servers().get(address(number)));
  }

  private static HostPort address(int number) {
    return new HostPort("127.0.0.1", 3000 + number);
  }

  private Snapshot compile(List<Cidr> trusted, int count) {
    List<Server> servers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      servers.add(Server.of("api-" + i, address(i)));
    }
    Listener listener =
        new Listener(
            WEB,
            List.of(),
            trusted,
            ListenerLimits.DEFAULT,
            new AccessLog.None(),
            List.of(Route.to(API)));
    Config config =
        new Config(
            new Admin.Off(), "", "", Map.of(WEB, listener), Map.of(API, Pool.of(API, servers)));
    return compiler.compile(1, config, null, now);
  }

  private static final class Report implements TrafficReport {
    long requests;
    ListenerConnections connections = new ListenerConnections(WEB, 0, 0, 0, 0, 0);

    @Override
    public List<RouteTraffic> routes() {
      Durations none = new Durations(new long[LogHistogram.BUCKETS], 0);
      return List.of(
          new RouteTraffic(
              new TrafficKey(WEB, "0:*", "api"),
              requests,
              List.of(0L, 0L, 0L, 0L, 0L, 0L),
              Map.of(),
              0,
              0,
              none));
    }

    @Override
    public List<ListenerConnections> listeners() {
      return List.of(connections);
    }

    @Override
    public long accessLogDropped() {
      return 0;
    }

    @Override
    public long accessLogWriteErrors() {
      return 0;
    }
  }
}
