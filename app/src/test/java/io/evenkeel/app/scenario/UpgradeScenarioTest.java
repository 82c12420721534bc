package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process takes over from another under load. */
@NullUnmarked
class UpgradeScenarioTest {
  @TempDir Path folder;
  private NodeServer one;
  private NodeServer two;
  private Evenkeel evenkeel;
  private Generations generations;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
    evenkeel =
        Evenkeel.start(
            folder,
            Configs.checked(port, Map.of("node-1", one.address(), "node-2", two.address())));
    generations = new Generations(evenkeel);
  }

  @AfterEach
  void stop() {
    try (NodeServer _ = one;
        NodeServer _ = two;
        Evenkeel _ = evenkeel) {
      generations.close();
    }
  }

  @Test
  void nothingIsLostUnderLoad() {
    evenkeel.awaitHealth("node-1", "healthy", Generations.SOON);
    try (LoadClient load = LoadClient.start(port, "/slow?ms=5", 8)) {
      load.awaitOk(100);
      ChildProcess heir = generations.heir();
      load.awaitOk(100);
      assertThat(evenkeel.process().awaitExit(Generations.SOON)).isZero();
      load.awaitOk(100);
      LoadReport report = load.stop();
      System.out.println(report);
      System.out.println(evenkeel.output());
      System.out.println(heir.output());
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
  }
}
