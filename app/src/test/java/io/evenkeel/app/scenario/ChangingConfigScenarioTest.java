package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.IdleConnections;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty different configurations in a row under load: servers come and go, weights, routes. */
@NullUnmarked
class ChangingConfigScenarioTest {
  private static final int RELOADS = 20;
  private static final int CONNECTIONS = 16;
  private static final int IDLE = 50;
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  private NodeServer one;
  private NodeServer two;
  private NodeServer three;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
    three = NodeServer.start(folder, "node-3");
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private String config(String routes, String servers) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ %s { pool: api } ] }
    pools:
      api:
        balance: round-robin
        health: { readiness: { http: /health, interval: 1s, timeout: 1s, fall: 2 } }
        servers: { %s }
      other:
        servers: { node-3: "%s" }
    """
        .formatted(port, routes, servers, three.address());
  }

  private String first() {
    return config("", server(one, 1) + ", " + server(two, 1));
  }

  private static String server(NodeServer node, int weight) {
    return "%s: { address: \"%s\", weight: %d }".formatted(node.name(), node.address(), weight);
  }

  /** Neighbours differ in one thing each. */
  private List<String> cycle() {
    String both = server(one, 1) + ", " + server(two, 1);
    return List.of(
        config("", server(one, 3) + ", " + server(two, 1)),
        config("", both + ", " + server(three, 1)),
        config("", server(one, 1) + ", " + server(three, 1)),
        config("{ path: /elsewhere, pool: other },", both));
  }

  private void changeUnderLoad(Evenkeel evenkeel, Consumer<String> change) throws Exception {
    evenkeel.awaitHealth("node-1", "healthy", SOON);
    evenkeel.awaitHealth("node-2", "healthy", SOON);
    List<String> configs = cycle();
    try (IdleConnections idle = IdleConnections.open(port, "/", IDLE);
        LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      for (int i = 0; i < RELOADS; i++) {
        load.awaitOk(50);
        int before = evenkeel.revision();
        change.accept(configs.get(i % configs.size()));
        evenkeel.awaitRevisionAfter(before);
      }
      load.awaitOk(200);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
      assertThat(report.saidClose()).isZero();
      assertThat(idle.closedByPeer()).isZero();
      assertThat(idle.answered("/elsewhere")).isEqualTo(IDLE);
      assertThat(evenkeel.revision()).isEqualTo(RELOADS + 1);
    }
  }

  @Test
  void bySignalNothingIsLost() throws Exception {
    try (Evenkeel evenkeel = Evenkeel.start(folder, first())) {
      changeUnderLoad(evenkeel, evenkeel::reload);
    }
  }

  @Test
  void byWatchingTheFileNothingIsLost() throws Exception {
    try (Evenkeel evenkeel = Evenkeel.startWatching(folder, first())) {
      changeUnderLoad(evenkeel, evenkeel::replaceFile);
    }
  }

  @Test
  void whatIsKnownOfAServerOutlivesTheReload() throws Exception {
    try (Evenkeel evenkeel = Evenkeel.start(folder, first());
        RawClient slow = RawClient.connect(port, Duration.ofSeconds(20))) {
      evenkeel.awaitHealth("node-2", "healthy", SOON);
      one.answerChecksWith(503);
      evenkeel.awaitHealth("node-1", "unhealthy", SOON);
      slow.send("GET /slow?ms=3000 HTTP/1.1\r\nHost: test\r\n\r\n");
      Awaitility.await().atMost(SOON).until(() -> two.taken() == 1);
      try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
        load.awaitOk(100);
        evenkeel.reload(config("", server(one, 5) + ", " + server(two, 2)));
        assertThat(evenkeel.health("node-1")).isEqualTo("unhealthy");
        assertThat(evenkeel.health("node-2")).isEqualTo("healthy");
        load.awaitOk(500);
        LoadReport report = load.stop();
        assertThat(report.byServer()).containsOnlyKeys("node-2");
        assertThat(report.failures()).isEmpty();
        assertThat(report.refused()).isZero();
      }
      assertThat(StatusJson.of(evenkeel).server("api", "node-2").path("inFlight").asInt())
          .isEqualTo(1);
      assertThat(slow.read().status()).isEqualTo(200);
    }
  }
}
