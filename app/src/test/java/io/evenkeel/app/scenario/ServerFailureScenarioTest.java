package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Failure;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are killed, hang and come back under load: how many requests that may cost. */
@NullUnmarked
class ServerFailureScenarioTest {
  private static final int CONNECTIONS = 16;

  /**
   * A kill is noticed at the next checks: the one that is due, the next, and time for both to fail
   * and for the status to be read.
   */
  private static final Duration DETECTED_WITHIN =
      Duration.ofMillis((Configs.FALL + 1) * (Configs.CHECK_INTERVAL_MILLIS + 200L) + 500);

  @TempDir Path folder;
  private NodeServer one;
  private NodeServer two;
  private Evenkeel evenkeel;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
    Map<String, String> servers = Map.of("node-1", one.address(), "node-2", two.address());
    evenkeel = Evenkeel.start(folder, Configs.checked(port, servers));
    evenkeel.awaitHealth("node-1", "healthy", Duration.ofSeconds(10));
    evenkeel.awaitHealth("node-2", "healthy", Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() {
    try (NodeServer _ = one;
        NodeServer _ = two;
        Evenkeel _ = evenkeel) {
      assertThat(evenkeel.process().isAlive()).isTrue();
    }
  }

  /**
   * Refused connections are repeated at the other server, so that only requests which the killed
   * server had already taken can fail: at most one per client connection.
   */
  @Test
  void aKilledServerCostsAtMostTheRequestsItHadTaken() {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOkFrom("node-1", 100);
      one.process().kill();
      evenkeel.awaitHealth("node-1", "unhealthy", DETECTED_WITHIN);
      long failedBefore = visible(load.report());
      load.awaitOkFrom("node-2", 500);
      LoadReport report = load.stop();
      assertThat(visible(report)).as(report.toString()).isLessThanOrEqualTo(CONNECTIONS);
      assertThat(visible(report)).as("after detection").isEqualTo(failedBefore);
    }
  }

  @Test
  void aRestartedServerGetsItsShareAgainAndCostsNothing() {
    one.process().kill();
    evenkeel.awaitHealth("node-1", "unhealthy", DETECTED_WITHIN);
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOkFrom("node-2", 100);
      one.restart();
      load.awaitOkFrom("node-1", 100);
      LoadReport report = load.stop();
      assertThat(visible(report)).as(report.toString()).isZero();
    }
  }

  /**
   * A hanging server accepts and never answers: what it holds ends with a 504 after the response
   * timeout, one per client connection, and after detection nothing more is sent to it.
   */
  @Test
  void aHangingServerCostsAtMostTheRequestsItHolds() {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOkFrom("node-1", 100);
      one.process().pause();
      evenkeel.awaitHealth("node-1", "unhealthy", DETECTED_WITHIN);
      load.awaitOkFrom("node-2", 500);
      one.process().resume();
      evenkeel.awaitHealth("node-1", "healthy", Duration.ofSeconds(5));
      load.awaitOkFrom("node-1", 50);
      LoadReport report = load.stop();
      assertThat(visible(report)).as(report.toString()).isLessThanOrEqualTo(CONNECTIONS);
    }
  }

  @Test
  void aServerThatFailsItsCheckGetsNoMoreRequests() throws Exception {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS);
        var control = RawClient.connect(one.port(), Duration.ofSeconds(5))) {
      load.awaitOkFrom("node-1", 100);
      control
          .send("PUT /health?status=503 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
          .read();
      evenkeel.awaitHealth("node-1", "unhealthy", DETECTED_WITHIN);
      load.awaitOkFrom("node-2", 100);
      long then = load.report().byServer().getOrDefault("node-1", 0L);
      load.awaitOkFrom("node-2", 500);
      LoadReport report = load.stop();
      assertThat(report.byServer().get("node-1")).isEqualTo(then);
      assertThat(visible(report)).as(report.toString()).isZero();
    }
  }

  private static long visible(LoadReport report) {
    return report.refused() + report.failures().stream().filter(Failure::isVisible).count();
  }
}
