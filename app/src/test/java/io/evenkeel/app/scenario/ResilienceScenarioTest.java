package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is promised to users of a pool of three with nothing but a check configured, when servers
 * die, hang or fail. The long version, beside other products, is {@code bench/resilience}.
 */
@NullUnmarked
class ResilienceScenarioTest {
  private static final int CONNECTIONS = 16;

  /** Answers before the fault: what is usual for a server is known then. */
  private static final int USUAL = 600;

  /** Answers during the fault: more than any way of finding out could take. */
  private static final int DURING = 1_500;

  @TempDir Path folder;
  private NodeServer one;
  private NodeServer two;
  private NodeServer three;
  private Evenkeel evenkeel;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
    three = NodeServer.start(folder, "node-3");
    evenkeel =
        Evenkeel.start(
            folder,
            """
            listeners:
              web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
            pools:
              api:
                health: /health
                servers: { node-1: "%s", node-2: "%s", node-3: "%s" }
            """
                .formatted(port, one.address(), two.address(), three.address()));
    for (NodeServer server : new NodeServer[] {one, two, three}) {
      evenkeel.awaitHealth(server.name(), "healthy", Duration.ofSeconds(15));
    }
  }

  @AfterEach
  void stop() {
    try (NodeServer _ = one;
        NodeServer _ = two;
        NodeServer _ = three;
        Evenkeel _ = evenkeel) {
      assertThat(evenkeel.process().isAlive()).isTrue();
    }
  }

  @Test
  void aKilledServerCostsNobodyAnything() {
    LoadReport report = during(() -> two.process().kill());
    assertThat(failed(report)).as(report.toString()).isZero();
  }

  @Test
  void twoServersKilledAtOnceCostNobodyAnything() {
    LoadReport report =
        during(() -> {
          two.process().kill();
          three.process().kill();
        });
    assertThat(failed(report)).as(report.toString()).isZero();
  }

  /** Who waits for the stopped server is answered by another one, long before anybody gives up. */
  @Test
  void aStoppedServerCostsNobodyAnything() {
    LoadReport report = during(() -> two.process().pause());
    assertThat(failed(report)).as(report.toString()).isZero();
    two.process().resume();
  }

  /**
   * Failures in a row take it out at the latest, and what it may fail on its way back is little.
   */
  @Test
  void aServerThatFailsHalfOfItsAnswersCostsFewRequests() {
    LoadReport report = during(() -> two.answerEveryWith(2, 500));
    assertThat(failed(report)).as(report.toString()).isLessThanOrEqualTo(30);
    assertThat(report.failures()).as("answers, and no broken connections").isEmpty();
  }

  /** Load before the fault and after it, and what became of every request. */
  private LoadReport during(Runnable fault) {
    try (LoadClient load = LoadClient.start(port, "/", CONNECTIONS)) {
      load.awaitOk(USUAL);
      load.awaitOkFrom("node-2", 50);
      fault.run();
      load.awaitOk(DURING);
      return load.stop();
    }
  }

  /** Also connections that end without an answer after earlier ones: here nothing may end them. */
  private static long failed(LoadReport report) {
    return report.refused() + report.failures().size();
  }
}
