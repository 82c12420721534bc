package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Status and metrics tell what clients saw. */
@NullUnmarked
class StatusScenarioTest extends TwoServersScenario {
  @BeforeEach
  void start() {
    serveChecked(
        """
        listeners:
          web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
        pools:
          api:
            balance: round-robin
            slow-start: 0s
            health: /health
            servers:
              node-1: "%s"
              node-2: { address: "%s", weight: 2 }
        """
            .formatted(port, one.address(), two.address()));
  }

  @AfterEach
  void outlivesIt() {
    assertThat(evenkeel.process().isAlive()).isTrue();
  }

  @Test
  void statusHasItsFieldsAndItsSharesAreThoseOfTheWeights() {
    try (LoadClient load = LoadClient.start(port, "/", 8)) {
      load.awaitOk(500);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> server("node-1").path("share").asDouble() > 0);
      JsonNode root = StatusJson.of(evenkeel).root();
      assertThat(root.propertyNames()).contains("verdict", "why", "revision", "pools", "alerts");
      assertThat(root.path("verdict").asString()).isEqualTo("ok");
      assertThat(root.path("revision").isIntegralNumber()).isTrue();
      assertThat(root.path("alerts").isArray()).isTrue();
      JsonNode pool = root.path("pools").path("api");
      assertThat(pool.path("mode").asString()).isEqualTo("normal");
      assertThat(pool.path("healthy").asInt()).isEqualTo(2);
      JsonNode first = pool.path("servers").path("node-1");
      JsonNode second = pool.path("servers").path("node-2");
      assertThat(first.propertyNames())
          .containsExactlyInAnyOrder(
              "address",
              "health",
              "breaker",
              "breakerReason",
              "requestsPerSecond",
              "share",
              "expectedShare",
              "inFlight",
              "limit",
              "maxRequests",
              "p50Ms",
              "p99Ms",
              "errorRate",
              "pace",
              "lastCheck",
              "ejection",
              "hand");
      assertThat(first.path("lastCheck").propertyNames())
          .containsExactlyInAnyOrder("answer", "ms", "agoMs");
      assertThat(first.path("address").asString()).isEqualTo(one.address());
      assertThat(first.path("lastCheck").path("answer").asString()).isEqualTo("200");
      assertThat(first.path("expectedShare").asDouble()).isCloseTo(1 / 3.0, within(0.001));
      assertThat(second.path("expectedShare").asDouble()).isCloseTo(2 / 3.0, within(0.001));
      assertThat(first.path("share").asDouble() + second.path("share").asDouble())
          .isCloseTo(1, within(0.002));
      assertThat(first.path("share").asDouble()).isCloseTo(1 / 3.0, within(0.02));
      assertThat(first.path("requestsPerSecond").asDouble()).isPositive();
      assertThat(first.path("p99Ms").asDouble()).isPositive();
    }
  }

  @Test
  void theStatusCommandPrintsTheSameAsJson() {
    Command json =
        EvenkeelCommand.run("status", "--admin", evenkeel.adminUrl(), "--output", "json");
    assertThat(json.exit()).as(json.err()).isZero();
    assertThat(json.out()).contains("\"verdict\":\"ok\"", "\"node-1\"");
  }

  @Test
  void metricsAreWellFormedUnderLoadAndCountWhatTheClientCounted() throws Exception {
    try (LoadClient load = LoadClient.start(port, "/", 8)) {
      load.awaitOk(300);
      checkFormat(evenkeel.admin("/metrics").body());
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      String after = evenkeel.admin("/metrics").body();
      checkFormat(after);
      report
          .byServer()
          .forEach((server, count) -> assertThat(requests(after, server)).isEqualTo(count));
    }
  }

  private void checkFormat(String metrics) throws Exception {
    Path file = Files.writeString(folder.resolve("metrics.txt"), metrics);
    Command check =
        Command.run(
            Duration.ofSeconds(20), "sh", "-c", "promtool check metrics < \"$0\"", file.toString());
    assertThat(check.exit()).as(check.out() + check.err()).isZero();
  }

  private static long requests(String metrics, String server) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("evenkeel_server_responses_total{"))
        .filter(line -> line.contains("server=\"" + server + "\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
