package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that pass their checks and fail their clients, in pools of one, two and three. */
@NullUnmarked
class EjectionScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PER_SECOND = 600;

  @TempDir Path folder;
  private final List<NodeServer> servers = new ArrayList<>();
  private Evenkeel evenkeel;
  private int port;

  /** So many servers with a check that passes; nothing is tried twice, so each failure shows. */
  private void start(int count, String keys) {
    port = FreePorts.next();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      NodeServer server = NodeServer.start(folder, "node-" + i);
      servers.add(server);
      addresses.put(server.name(), server.address());
    }
    String config =
        Configs.checked(port, addresses)
            .replace("balance: round-robin", "retries: { attempts: 1 }\n    " + keys);
    evenkeel = Evenkeel.start(folder, config);
    servers.forEach(server -> evenkeel.awaitHealth(server.name(), "healthy", SOON));
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    servers.forEach(NodeServer::close);
  }

  private LoadClient load() {
    List<String> clients = IntStream.rangeClosed(1, 32).mapToObj(i -> "127.7.0." + i).toList();
    return LoadClient.steady(port, "/", PER_SECOND, clients);
  }

  @Test
  void aServerThatFailsEverySecondRequestIsEjectedAndComesBack() {
    start(3, "balance: round-robin\n    outliers: { eject-for: 2s }");
    try (LoadClient load = load()) {
      load.awaitOkFrom("node-1", 200);
      servers.getFirst().answerEveryWith(2, 500);
      evenkeel.awaitHealth("node-1", "ejected", SOON);
      String why =
          StatusJson.of(evenkeel).server("api", "node-1").path("ejection").path("why").asString();
      assertThat(why).contains("failed", "500");
      load.awaitOk(PER_SECOND);
      assertThat(load.report().refused()).as(load.report().toString()).isLessThanOrEqualTo(30);

      servers.getFirst().answerWith(0);
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      load.awaitOkFrom("node-1", 50);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(evenkeel.output()).contains("event=server-ejected", "event=server-returned");
    }
  }

  @Test
  void ofTwoServersTheOneThatFailsIsEjectedAndTheOtherStays() {
    start(2, "balance: p2c");
    try (LoadClient load = load()) {
      load.awaitOkFrom("node-1", 100);
      servers.getFirst().answerWith(503);
      evenkeel.awaitHealth("node-1", "ejected", SOON);
      load.awaitOk(PER_SECOND);
      assertThat(load.report().refused()).as(load.report().toString()).isLessThanOrEqualTo(30);

      servers.getLast().answerWith(503);
      Awaitility.await().atMost(SOON).until(() -> evenkeel.status().contains("ejection-withheld"));
      assertThat(evenkeel.health("node-2")).isEqualTo("healthy");
    }
  }

  @Test
  void aServerAloneIsNeverEjected() {
    start(1, "circuit-breaker: off");
    try (LoadClient load = load()) {
      load.awaitOk(100);
      servers.getFirst().answerWith(500);
      Awaitility.await().atMost(SOON).until(() -> evenkeel.status().contains("ejection-withheld"));
      assertThat(evenkeel.health("node-1")).isEqualTo("healthy");
      servers.getFirst().answerWith(0);
      load.awaitOk(PER_SECOND);
    }
  }

  @Test
  void aSlowServerGetsLittleUntilItIsWellAgain() {
    // With one that looks at what is in flight, the slow server would soon get too little to tell.
    start(3, "balance: round-robin");
    try (LoadClient load = load()) {
      load.awaitOkFrom("node-1", 200);
      servers.getFirst().lag(Duration.ofMillis(500));
      Awaitility.await().atMost(SOON).until(() -> pace("node-1") < 0.1);
      assertThat(evenkeel.health("node-1")).isEqualTo("healthy");
      assertThat(evenkeel.output()).contains("event=pace-changed");
      long before = load.report().byServer().get("node-1");
      load.awaitOk(2 * PER_SECOND);
      long slow = load.report().byServer().get("node-1") - before;
      assertThat(slow).as("of %d", 2 * PER_SECOND).isLessThan(2 * PER_SECOND / 20);

      servers.getFirst().lag(Duration.ZERO);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> pace("node-1") == 1);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
  }

  private double pace(String server) {
    return StatusJson.of(evenkeel).server("api", server).path("pace").asDouble();
  }
}
