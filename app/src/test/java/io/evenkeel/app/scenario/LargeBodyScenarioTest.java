package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NodeServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than the memory: 1 GB, or -Devenkeel.test.body-gigabytes=10. */
class LargeBodyScenarioTest {
  private static final long BYTES = Long.getLong("evenkeel.test.body-gigabytes", 1) * 1_000_000_000;
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void aBodyLargerThanTheHeapPassesBothWays() throws IOException {
    int port = FreePorts.next();
    Path sparse = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(BYTES); // a hole: no disk is used
    }
    try (NodeServer node = NodeServer.start(folder, "node-1");
        Evenkeel evenkeel =
            Evenkeel.start(
                folder, Configs.plain(port, Map.of("node-1", node.address())), "-Xmx64m")) {
      String url = "http://127.0.0.1:" + port;
      String received =
          curl("-o", "/dev/null", "-w", "%{size_download}", url + "/big?bytes=" + BYTES);
      assertThat(received).isEqualTo(Long.toString(BYTES));
      assertThat(curl("-H", "Expect:", "-T", sparse.toString(), url + "/sink"))
          .isEqualTo(BYTES + "\n");
      assertThat(evenkeel.output()).doesNotContain("OutOfMemory");
    }
  }

  private static String curl(String... options) {
    String[] line = new String[options.length + 2];
    line[0] = "curl";
    line[1] = "-sS";
    System.arraycopy(options, 0, line, 2, options.length);
    return Command.run(DEADLINE, line).expectSuccess().out();
  }
}
