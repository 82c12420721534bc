package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An operator's hand on single servers, under load. */
@NullUnmarked
class HandScenarioTest extends TwoServersScenario {
  @BeforeEach
  void start() {
    serveChecked(Configs.checked(port, servers()));
  }

  private void hand(int exit, String command, String server, String... more) {
    String[] words = new String[more.length + 4];
    words[0] = command;
    words[1] = "api/" + server;
    words[2] = "--reason";
    words[3] = "kernel update";
    System.arraycopy(more, 0, words, 4, more.length);
    operator.types(words).exits(exit);
  }

  private static long of(LoadClient load, String server) {
    return load.report().byServer().getOrDefault(server, 0L);
  }

  @Test
  void drainMaintenanceAndReadyFailNoRequest() {
    try (LoadClient load = LoadClient.start(port, "/slow?ms=20", 16)) {
      load.awaitOkFrom("node-1", 100);
      hand(0, "drain", "node-1");
      assertTakesNothing(load, "draining");
      JsonNode hand = server("node-1").path("hand");
      assertThat(hand.toString()).contains("draining", "kernel update");
      // It is the last one now: taking it away is refused, and changes nothing.
      hand(3, "drain", "node-2");
      hand(3, "maintenance", "node-2");
      assertThat(evenkeel.health("node-2")).isEqualTo("healthy");

      hand(0, "maintenance", "node-1");
      assertTakesNothing(load, "maintenance");
      hand(0, "ready", "node-1");
      load.awaitOkFrom("node-1", 100);
      hand(0, "drain", "node-1", "--for", "1s");
      assertThat(evenkeel.health("node-1")).isEqualTo("draining");
      load.awaitOkFrom("node-1", 100); // its time is over
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
    assertThat(operator.audit().stream().map(line -> line.substring(line.indexOf(' ') + 1)))
        .contains("drain", "maintenance", "ready", "draining-expired");
    assertThat(evenkeel.output()).contains("event=hand-changed server=");
    assertThat(operator.types("audit").exits(0).text()).contains("api/node-1", "kernel update");
    hand(1, "drain", "node-3");
    operator.types("drain", "api/node-1").exits(2); // without a reason
  }

  private void assertTakesNothing(LoadClient load, String health) {
    assertThat(evenkeel.health("node-1")).isEqualTo(health);
    Awaitility.await().atMost(SOON).until(() -> server("node-1").path("inFlight").asInt() == 0);
    long before = of(load, "node-1");
    load.awaitOkFrom("node-2", 200);
    // Answers on their way to the client when the last one was counted.
    assertThat(of(load, "node-1")).isLessThanOrEqualTo(before + 16);
    long settled = of(load, "node-1");
    load.awaitOkFrom("node-2", 200);
    assertThat(of(load, "node-1")).isEqualTo(settled);
  }

  @Test
  void forceHealthyServesWhatTheCheckForbidsForAWhile() {
    one.answerChecksWith(503);
    evenkeel.awaitHealth("node-1", "unhealthy", SOON);
    try (LoadClient load = LoadClient.start(port, "/", 8)) {
      load.awaitOkFrom("node-2", 100);
      long before = of(load, "node-1");
      hand(0, "force-healthy", "node-1", "--for", "3s");
      load.awaitOkFrom("node-1", 100);
      assertThat(of(load, "node-1")).isGreaterThan(before);
      JsonNode hand = server("node-1").path("hand");
      assertThat(hand.toString()).contains("forced-healthy", "kernel update");
      assertThat(operator.types("status").text()).contains("kernel update");
      evenkeel.awaitHealth("node-1", "unhealthy", SOON); // by itself, when its time is over
      load.awaitOkFrom("node-2", 100);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
    assertThat(evenkeel.output()).contains("its time is over");
  }

  @Test
  void theDeadlineOfADrainBreaksOffWhatStillRuns() throws Exception {
    evenkeel.reload(Configs.checked(port, servers()).replace("response: 2000ms", "response: 60s"));
    try (RawClient client = RawClient.connect(port, SOON)) {
      // A POST may not be sent twice, so its client has to be told.
      client.send("POST /slow?ms=60000 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      Awaitility.await().atMost(SOON).until(() -> inFlight("node-1") + inFlight("node-2") == 1);
      String server = inFlight("node-1") == 1 ? "node-1" : "node-2";
      hand(2, "ready", server, "--deadline", "5s");
      hand(0, "drain", server, "--deadline", "8s");
      assertThat(operator.types("status").text())
          .containsPattern("draining, 1 request left, [1-8] s to go by");
      assertThat(client.read().status()).isEqualTo(502);
      Awaitility.await().atMost(SOON).until(() -> inFlight(server) == 0);
      assertThat(evenkeel.health(server)).isEqualTo("draining");
      assertThat(evenkeel.output()).contains("event=drain-over", "requests-cut=1");
      assertThat(evenkeel.admin("/metrics").body())
          .contains(
              "evenkeel_server_drain_cut_requests_total{pool=\"api\",server=\"" + server + "\"} 1");
      Awaitility.await()
          .atMost(SOON)
          .until(() -> operator.types("audit").text().contains("1 request broken off"));
    }
  }

  private int inFlight(String server) {
    return server(server).path("inFlight").asInt();
  }

  /** Somebody is at work there, whatever becomes of the balancer. */
  @Test
  void aHandOutlivesTheDeathOfTheBalancer() {
    hand(0, "maintenance", "node-1", "--for", "1h");
    evenkeel.process().kill();
    evenkeel.restart();
    assertThat(evenkeel.health("node-1")).isEqualTo("maintenance");
    JsonNode hand = server("node-1").path("hand");
    assertThat(hand.path("reason").asString()).isEqualTo("kernel update");
    assertThat(hand.path("untilSeconds").asLong()).isBetween(3_000L, 3_600L);
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(200);
      assertThat(load.stop().byServer()).containsOnlyKeys("node-2");
    }
    hand(0, "ready", "node-1");
    evenkeel.process().kill();
    evenkeel.restart();
    evenkeel.awaitHealth("node-1", "healthy", SOON);
    assertThat(server("node-1").path("hand").isNull()).isTrue();
  }

  @Test
  void aHandWhoseTimeIsOverWhileNobodyIsThereEndsOnRecord() {
    hand(0, "drain", "node-1", "--for", "1s");
    evenkeel.process().kill();
    Instant killed = Instant.now();
    Awaitility.await().atMost(SOON).until(() -> Instant.now().isAfter(killed.plusMillis(1_500)));
    evenkeel.restart();
    evenkeel.awaitHealth("node-1", "healthy", SOON);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> operator.audit().stream().anyMatch(line -> line.endsWith("draining-expired")));
  }

  /** A hand is on a server, not on a configuration. */
  @Test
  void aHandOutlivesAChange() {
    hand(0, "maintenance", "node-1");
    evenkeel.reload(
        Configs.checked(port, servers()).replace("response: 2000ms", "response: 3000ms"));
    assertThat(evenkeel.health("node-1")).isEqualTo("maintenance");
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOk(200);
      assertThat(load.stop().byServer()).containsOnlyKeys("node-2");
    }
  }
}
