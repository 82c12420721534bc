package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Failure;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are killed, hang and come back under load: how many requests that may cost. */
@NullUnmarked
class ServerFailureScenarioTest extends TwoServersScenario {
  private static final int CONNECTIONS = 16;

  /** The promise: {@code fall} intervals and one timeout. */
  private static final Duration DETECTED_WITHIN =
      Duration.ofMillis(
          Configs.FALL * Configs.CHECK_INTERVAL_MILLIS + Configs.CHECK_TIMEOUT_MILLIS);

  private static final Pattern DETECTED =
      Pattern.compile("^(\\S+Z) .*event=health-changed .*from=healthy to=unhealthy");

  @BeforeEach
  void start() {
    serveChecked(Configs.checked(port, servers()));
  }

  @AfterEach
  void outlivesIt() {
    assertThat(evenkeel.process().isAlive()).isTrue();
  }

  /**
   * Refused connections are repeated at the other server, so that only requests which the killed
   * server had already taken can fail: at most one per client connection.
   */
  @Test
  void aKilledServerCostsAtMostTheRequestsItHadTaken() {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOkFrom("node-1", 100);
      assertDetected(() -> one.process().kill());
      long failedBefore = visible(load.report());
      load.awaitOkFrom("node-2", 500);
      LoadReport report = load.stop();
      assertThat(visible(report)).as(report.toString()).isLessThanOrEqualTo(CONNECTIONS);
      assertThat(visible(report)).as("after detection").isEqualTo(failedBefore);
    }
  }

  @Test
  void aRestartedServerGetsItsShareAgainAndCostsNothing() {
    assertDetected(() -> one.process().kill());
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
      Instant paused = Instant.now();
      assertDetected(() -> one.process().pause());
      load.awaitOkFrom("node-2", 500);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> server("node-1").path("inFlight").asInt() == 0);
      // The response timeout is 2 s; whoever was there when the check gave up had waited longest.
      assertThat(Duration.between(paused, Instant.now()))
          .isLessThan(DETECTED_WITHIN.plusMillis(Configs.RESPONSE_TIMEOUT_MILLIS + 500));
      assertThat(load.report().byStatus().keySet()).isSubsetOf(200, 504);
      one.process().resume();
      evenkeel.awaitHealth("node-1", "healthy", Duration.ofSeconds(5));
      load.awaitOkFrom("node-1", 50);
      LoadReport report = load.stop();
      assertThat(visible(report)).as(report.toString()).isLessThanOrEqualTo(CONNECTIONS);
    }
  }

  @Test
  void aServerThatFailsItsCheckGetsNoMoreRequests() {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOkFrom("node-1", 100);
      assertDetected(() -> one.answerChecksWith(503));
      load.awaitOkFrom("node-2", 100);
      long then = load.report().byServer().getOrDefault("node-1", 0L);
      load.awaitOkFrom("node-2", 500);
      LoadReport report = load.stop();
      assertThat(report.byServer().get("node-1")).isEqualTo(then);
      assertThat(visible(report)).as(report.toString()).isZero();
    }
  }

  /** By the time in the log, to which a slow test adds nothing. */
  private void assertDetected(Runnable fault) {
    int printed = evenkeel.process().outputLines();
    Instant began = Instant.now();
    fault.run();
    String at =
        evenkeel.process().awaitLine(DETECTED, printed, DETECTED_WITHIN.multipliedBy(4)).group(1);
    assertThat(Duration.between(began, Instant.parse(at))).isLessThan(DETECTED_WITHIN);
    evenkeel.awaitHealth("node-1", "unhealthy", Duration.ofSeconds(5));
  }

  private static long visible(LoadReport report) {
    return report.refused() + report.failures().stream().filter(Failure::isVisible).count();
  }
}
