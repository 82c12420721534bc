package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send their bodies drop by drop, beside others: no fault of the server's. */
class SlowUploadScenarioTest {
  private static final int UPLOADS = 200;
  private static final int DROPS = 8;

  @TempDir Path folder;

  @Test
  void theyTakeNobodysPlaceAndTheServerIsNotBlamed() throws Exception {
    int port = FreePorts.next();
    List<String> others = IntStream.rangeClosed(1, 16).mapToObj(i -> "127.7.0." + i).toList();
    List<RawClient> uploads = new ArrayList<>();
    try (NodeServer server = NodeServer.start(folder, "node-1");
        Evenkeel evenkeel =
            Evenkeel.start(folder, Configs.plain(port, Map.of("node-1", server.address())));
        LoadClient load = LoadClient.steady(port, "/", 100, others)) {
      load.awaitOk(100);
      for (int i = 0; i < UPLOADS; i++) {
        RawClient upload = RawClient.connect(port, Duration.ofSeconds(20));
        uploads.add(upload);
        upload.send("POST /sink HTTP/1.1\r\nHost: a\r\nContent-Length: " + DROPS + "\r\n\r\n");
      }
      for (int drop = 0; drop < DROPS; drop++) {
        for (RawClient upload : uploads) {
          upload.send("x");
        }
        load.awaitOk(50);
      }
      for (RawClient upload : uploads) {
        assertThat(upload.read().status()).isEqualTo(200);
      }
      LoadReport report = load.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
      assertThat(report.refused()).as(report.toString()).isZero();
      assertThat(evenkeel.output())
          .doesNotContain("shedding")
          .doesNotContain("ejected")
          .doesNotContain("stalled");
    } finally {
      uploads.forEach(RawClient::close);
    }
  }
}
