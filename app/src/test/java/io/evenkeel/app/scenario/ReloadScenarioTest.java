package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Failure;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGHUP and SIGTERM under load. */
@NullUnmarked
class ReloadScenarioTest extends TwoServersScenario {
  private static final int CONNECTIONS = 16;

  @BeforeEach
  void start() {
    serve(Evenkeel.Setup.USUAL, weighted(1));
  }

  private String weighted(int weight) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api:
        balance: round-robin
        servers:
          node-1: { address: "%s", weight: %d }
          node-2: "%s"
    """
        .formatted(port, one.address(), weight, two.address());
  }

  @Test
  void aReloadTakesEffect() {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOk(100);
      evenkeel.reload(weighted(9));
      LoadReport before = load.report();
      load.awaitOk(1_000);
      LoadReport after = load.stop();
      long one = share(after, "node-1") - share(before, "node-1");
      long all = after.ok() - before.ok();
      // 90 %, and what was under way when the revision changed.
      assertThat((double) one / all).isBetween(0.85, 0.95);
    }
  }

  private static long share(LoadReport report, String server) {
    return report.byServer().getOrDefault(server, 0L);
  }

  @Test
  void aBrokenFileKeepsTheOldOneAndSaysWhere() {
    int revision = evenkeel.revision();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      int printed = evenkeel.process().outputLines();
      evenkeel.reloadBroken("listeners: { web: { bind: nowhere, rutes: [] } }\n");
      evenkeel.process().awaitLine(Pattern.compile("\\.yaml:4:"), printed, Duration.ofSeconds(10));
      load.awaitOk(200);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
      assertThat(evenkeel.revision()).isEqualTo(revision);
      assertThat(StatusJson.of(evenkeel).root().path("config").path("lastReload").asString())
          .isEqualTo("rejected");
      assertThat(evenkeel.admin("/metrics").body())
          .contains("evenkeel_config_last_reload_successful 0");
    }
    evenkeel.reload(weighted(2));
    assertThat(evenkeel.revision()).isGreaterThan(revision);
  }

  @Test
  void sigtermFinishesEveryRequestAndAnnouncesTheEnd() throws Exception {
    try (LoadClient load = LoadClient.start(port, "/slow?ms=50", CONNECTIONS);
        RawClient last = RawClient.connect(port, Duration.ofSeconds(20))) {
      load.awaitOk(100);
      last.send("GET /slow?ms=3000 HTTP/1.1\r\nHost: test\r\n\r\n");
      load.awaitOk(100);
      evenkeel.process().terminate();
      evenkeel.process().awaitLine(Pattern.compile("event=draining"), Duration.ofSeconds(5));
      assertThat(evenkeel.admin("/readyz").status()).isEqualTo(503);
      assertThat(evenkeel.admin("/healthz").status()).isEqualTo(200);
      assertThat(last.read().status()).isEqualTo(200);
      assertThat(evenkeel.process().awaitExit(Duration.ofSeconds(30)))
          .as(evenkeel.output())
          .isIn(0, 143);
      LoadReport report = load.stop();
      // New connections are refused once the listener is closed: that is what ends a drain.
      assertThat(report.visibleFailures()).allMatch(f -> f.kind() == Failure.Kind.CONNECT);
      assertThat(report.refused()).isZero();
      // Every request that a server took was answered to its client.
      assertThat(report.ok() + 1).isEqualTo(one.taken() + two.taken());
      // Most connections had a request under way, which takes 50 of 53 ms; the others were idle.
      assertThat(report.saidClose()).isGreaterThanOrEqualTo(CONNECTIONS / 2);
    }
  }
}
