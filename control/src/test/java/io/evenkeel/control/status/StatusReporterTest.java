package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.control.Snapshots;
import io.evenkeel.core.health.Health;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.core.resilience.PressureReport;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.core.runtime.SnapshotPublisher;
import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusReporterTest {
  private static final long SECOND = 1_000_000_000L;

  private final Snapshot snapshot = Snapshots.ofServers(3);
  private final List<ServerState> servers = Snapshots.servers(snapshot);
  private final StatusSampler sampler = new StatusSampler();
  private final Lifecycle lifecycle = new Lifecycle();
  private final Reloads reloads = new Reloads(() -> 1);
  private long now = 0;
  private final StatusReporter reporter =
      new StatusReporter(
          new SnapshotPublisher(snapshot),
          sampler,
          lifecycle,
          reloads,
          new StatusReporter.Surroundings("evenkeel.yaml", _ -> List.of(), () -> now),
          new Alarms(() -> now),
          new PressureWatch(PressureReport.NONE, _ -> {}));

  @BeforeEach
  void serve() {
    lifecycle.serving(0);
    reloads.accepted(1);
    sampler.sample(snapshot, 0);
  }

  private void second(int first, int second, int third) {
    Snapshots.respond(servers.get(0), first, 200, 4_000_000);
    Snapshots.respond(servers.get(1), second, 200, 4_000_000);
    Snapshots.respond(servers.get(2), third, 200, 4_000_000);
    now += SECOND;
    snapshot.pools().values().forEach(pool -> pool.asked().take(sampler::asked));
    sampler.sample(snapshot, now);
  }

  private StatusReport.PoolStatus pool() {
    return Objects.requireNonNull(reporter.report().pools().get("api"));
  }

  private ServerStatus server(String name) {
    return Objects.requireNonNull(pool().servers().get(name));
  }

  @Test
  void reportsRatesSharesAndLatency() {
    second(10, 20, 10);
    second(10, 20, 10);

    assertThat(server("api-2").requestsPerSecond()).isEqualTo(20.0);
    assertThat(server("api-2").share()).isEqualTo(0.5);
    assertThat(server("api-1").share()).isEqualTo(0.25);
    assertThat(server("api-1").expectedShare()).isEqualTo(0.333);
    assertThat(server("api-1").p50Ms()).isCloseTo(4, within(0.3));
    assertThat(server("api-1").errorRate()).isZero();
    assertThat(reporter.report().verdict()).isEqualTo(Verdict.OK);
    assertThat(reporter.report().uptimeSeconds()).isEqualTo(2);
  }

  @Test
  void reportsBreakersAndWhatTheyMean() {
    assertThat(server("api-1").breaker()).isEqualTo("closed");
    assertThat(pool().breakerReason()).isEmpty();
    Instant until = Instant.ofEpochSecond(9);
    servers.get(0).breaker().force(true, new Forced("ana", "odd", until, now + 9 * SECOND));
    assertThat(server("api-1").breaker()).isEqualTo("forced-open");
    assertThat(server("api-1").breakerReason()).isEqualTo("by ana: odd, 9 s left");
    assertThat(reporter.report().verdict()).isEqualTo(Verdict.AT_RISK);
    assertThat(reporter.report().why()).isEqualTo("pool api: circuit breaker open for api-1 of 3");
    snapshot
        .pools()
        .values()
        .forEach(each -> {
          for (int i = 0; i < 20; i++) {
            each.breaker().ended(true, 0, now, now);
          }
        });
    assertThat(pool().breaker()).isEqualTo("open");
    assertThat(reporter.report().verdict()).isEqualTo(Verdict.DOWN);
    assertThat(reporter.report().why())
        .isEqualTo("pool api: its circuit breaker is open, tried again in 5 s");
  }

  @Test
  void percentilesForgetWhatIsOlderThanTenSeconds() {
    for (int i = 0; i < 4; i++) {
      Snapshots.respond(servers.get(0), 1000, 200, 90_000_000);
      second(0, 0, 0);
    }
    assertThat(server("api-1").p99Ms()).isCloseTo(90, within(6.0));
    for (int i = 0; i < 11; i++) {
      second(1, 1, 1);
      assertThat(server("api-2").p99Ms()).as("second %d", i).isCloseTo(4, within(0.3));
    }
    assertThat(server("api-1").p99Ms()).isCloseTo(4, within(0.3));
  }

  @Test
  void forgetsWhatIsOlderThanTenSeconds() {
    second(1000, 0, 0);
    for (int i = 0; i < 10; i++) {
      second(10, 10, 10);
    }
    assertThat(server("api-1").requestsPerSecond()).isEqualTo(10.0);
    assertThat(server("api-1").share()).isEqualTo(0.333);
  }

  @Test
  void allTrafficOnOneServerIsARisk() {
    second(100, 0, 0);
    assertVerdict(Verdict.AT_RISK, "api-1 carries 100 % of the traffic, 33 % expected");
  }

  @Test
  void failingRequestsAreARisk() {
    Snapshots.respond(servers.get(0), 30, 503, 1_000_000);
    second(30, 30, 30);
    assertThat(server("api-1").errorRate()).isEqualTo(0.5);
    assertVerdict(Verdict.AT_RISK, "25 % of the requests fail");
  }

  @Test
  void anUnhealthyServerIsARiskAndShowsItsCheck() {
    Snapshots.health(snapshot, servers.get(1), Health.UNHEALTHY);
    now = 800_000_000;
    assertVerdict(Verdict.AT_RISK, "api-2 of 3 unhealthy");
    assertThat(server("api-2").health()).isEqualTo("unhealthy");
    assertThat(server("api-2").expectedShare()).isZero();
    assertThat(server("api-2").lastCheck())
        .isEqualTo(new ServerStatus.LastCheck("connection refused", 1.5, 800));
    assertThat(pool().healthy()).isEqualTo(2);
  }

  @Test
  void allUnhealthyIsDownUnlessTrafficSaysOtherwise() {
    for (ServerState server : servers) {
      Snapshots.health(snapshot, server, Health.UNHEALTHY);
    }
    assertVerdict(Verdict.DOWN, "all 3 servers are unhealthy");
    assertThat(pool().mode()).isEqualTo("panic");
    second(10, 10, 10);
    assertVerdict(Verdict.AT_RISK, "panic mode");
  }

  @Test
  void aRejectedFileIsARisk() {
    reloads.rejected("evenkeel.yaml:3:1: error EK1001: unknown key");
    assertVerdict(Verdict.AT_RISK, "evenkeel.yaml:3:1");
    assertThat(reporter.report().config().lastReload()).isEqualTo("rejected");
  }

  @Test
  void drainingIsARisk() {
    lifecycle.draining();
    assertVerdict(Verdict.AT_RISK, "draining");
    assertThat(reporter.report().state()).isEqualTo("draining");
  }

  @Test
  void showsTheOperatorsHand() {
    hold(0, new Hand(Hand.Kind.DRAINING, "ana", "new disk", Instant.EPOCH, 90 * SECOND - 1));
    assertThat(server("api-1").health()).isEqualTo("draining");
    assertThat(server("api-1").hand())
        .isEqualTo(new ServerStatus.HandStatus("draining", "ana", "new disk", 90, 0));
    assertThat(server("api-2").hand()).isNull();
    assertThat(pool().healthy()).isEqualTo(2);
    assertVerdict(Verdict.OK, "1 of 3 servers are drained or in maintenance");

    hold(0, new Hand(Hand.Kind.DRAINING, "ana", "", null, 0, Instant.EPOCH, 12 * SECOND - 1));
    assertThat(Objects.requireNonNull(server("api-1").hand()).deadlineSeconds()).isEqualTo(12);
    hold(0, new Hand(Hand.Kind.DRAINING, "ana", "", null, 0, Instant.EPOCH, -SECOND));
    assertThat(Objects.requireNonNull(server("api-1").hand()).deadlineSeconds())
        .as("over")
        .isZero();

    hold(1, new Hand(Hand.Kind.MAINTENANCE, "ana", "new disk", null, 0));
    assertThat(server("api-2").health()).isEqualTo("maintenance");
    assertThat(Objects.requireNonNull(server("api-2").hand()).untilSeconds()).isZero();
    Snapshots.health(snapshot, servers.get(2), Health.UNHEALTHY);
    assertVerdict(Verdict.DOWN, "of 3 servers 1 are unhealthy, the others held by hand");

    hold(2, new Hand(Hand.Kind.FORCED_HEALTHY, "ana", "the check is wrong", Instant.MAX, SECOND));
    assertThat(server("api-3").health()).isEqualTo("healthy");
    assertThat(Objects.requireNonNull(server("api-3").hand()).kind()).isEqualTo("forced-healthy");
  }

  private void hold(int server, Hand hand) {
    servers.get(server).hand(hand, 0);
    snapshot.pools().values().forEach(pool -> pool.rebuild(0));
  }

  private void assertVerdict(Verdict verdict, String why) {
    StatusReport report = reporter.report();
    assertThat(report.verdict()).as(report.why()).isEqualTo(verdict);
    assertThat(report.why()).contains(why);
  }
}
