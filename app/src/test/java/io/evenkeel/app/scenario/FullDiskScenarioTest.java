package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Evenkeel.Setup;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state folder on a disk that fills up. Mounting one takes root. */
@NullUnmarked
class FullDiskScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path disk;
  private NodeServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs"), "no right to mount");
    port = FreePorts.next();
    server = NodeServer.start(folder, "node-1");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      mount("umount", "-l");
    }
  }

  private boolean mount(String... words) {
    String[] line = new String[words.length + 1];
    System.arraycopy(words, 0, line, 0, words.length);
    line[words.length] = disk.toString();
    return Command.run(Duration.ofSeconds(5), line).exit() == 0;
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("ballast"))) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private String config(int millis) {
    return Configs.checked(port, Map.of("node-1", server.address()))
        .replace("response: 2000ms", "response: " + millis + "ms");
  }

  @Test
  void itServesAndSaysWhyNothingCanBeChangedUntilThereIsRoom() throws IOException {
    try (Evenkeel evenkeel =
            Evenkeel.start(folder, Setup.USUAL.withState(disk.resolve("state")), config(2_000));
        LoadClient load = LoadClient.start(port, "/", 4)) {
      Operator operator = Operator.of(evenkeel);
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      load.awaitOk(100);
      fill();
      evenkeel.replaceFile(config(3_000));
      assertThat(operator.types("apply", "--yes").exits(1).text())
          .contains(
              "No space left", "the balancer keeps serving revision 1", "until there is room");
      operator.types("maintenance", "api/node-1", "--reason", "x").exits(1);
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().contains("store-unwritable"));
      assertThat(evenkeel.revision()).isEqualTo(1);
      load.awaitOk(300);

      Files.delete(disk.resolve("ballast"));
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().isEmpty());
      operator.types("apply", "--yes").exits(0);
      assertThat(operator.history()).containsExactly("2 committed", "1 committed");
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
  }

  @Test
  void aFirstStartOnAFullDiskServes() throws IOException {
    fill();
    try (Evenkeel evenkeel =
        Evenkeel.start(folder, Setup.USUAL.withState(disk.resolve("state")), config(2_000))) {
      evenkeel.expectErrors("store-unwritable");
      Operator operator = Operator.of(evenkeel);
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().contains("store-unwritable"));
      evenkeel.replaceFile(config(3_000));
      operator.types("apply", "--yes").exits(1);
      Files.delete(disk.resolve("ballast"));
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().isEmpty());
      operator.types("apply", "--yes").exits(0);
      // What was served first is on record too: there is a way back to it.
      assertThat(operator.history()).containsExactly("2 committed", "1 committed");
      operator.types("rollback").exits(0);
    }
  }
}
