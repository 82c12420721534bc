package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserScenarioTest {
  @TempDir Path folder;

  @Test
  void aBrowserLoadsAPageWithItsParts() {
    int port = FreePorts.next();
    try (NodeServer one = NodeServer.start(folder, "node-1");
        NodeServer two = NodeServer.start(folder, "node-2");
        Evenkeel evenkeel =
            Evenkeel.start(
                folder,
                Configs.plain(port, Map.of("node-1", one.address(), "node-2", two.address())))) {
      Command browser =
          Command.run(
              Duration.ofSeconds(60),
              "chromium",
              "--headless",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-quic",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-sync",
              "--user-data-dir=" + folder.resolve("browser"),
              "--virtual-time-budget=5000",
              "--dump-dom",
              "http://127.0.0.1:" + port + "/page");
      // The page writes down each part that arrived: a POST by fetch, the image, two scripts.
      assertThat(browser.out()).as(browser.err()).contains(">fetch-13 img one two<");
      assertThat(evenkeel.process().isAlive()).isTrue();
    }
  }
}
