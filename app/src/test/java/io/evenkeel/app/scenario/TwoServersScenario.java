package io.evenkeel.app.scenario;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Evenkeel.Setup;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two Node.js servers in pool api, node-1 and node-2, and a balancer in front: new for each test.
 */
@NullUnmarked
abstract class TwoServersScenario {
  static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  NodeServer one;
  NodeServer two;
  int port;
  Evenkeel evenkeel;
  Operator operator;

  @BeforeEach
  final void startServers() {
    port = FreePorts.next();
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
  }

  /** Starts the balancer. */
  final void serve(Setup setup, String config) {
    evenkeel = Evenkeel.start(folder, setup, config);
    operator = Operator.of(evenkeel);
  }

  /** Starts the balancer and waits until both servers pass their checks. */
  final void serveChecked(Setup setup, String config) {
    serve(setup, config);
    evenkeel.awaitHealth("node-1", "healthy", SOON);
    evenkeel.awaitHealth("node-2", "healthy", SOON);
  }

  final void serveChecked(String config) {
    serveChecked(Setup.USUAL, config);
  }

  /** The servers by name, with their addresses. */
  final Map<String, String> servers() {
    return Map.of("node-1", one.address(), "node-2", two.address());
  }

  /** What status says of a server. */
  final JsonNode server(String name) {
    return StatusJson.of(evenkeel).server("api", name);
  }

  @AfterEach
  final void stopAll() {
    try (NodeServer _ = one;
        NodeServer _ = two;
        Evenkeel _ = evenkeel) {
      // A balancer that complained fails the test as it closes; the servers are stopped all the
      // same.
    }
  }
}
