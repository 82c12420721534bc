package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped takes connections and requests, and answers nothing. */
@NullUnmarked
class StallScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PER_SECOND = 600;
  private static final Pattern STALLED = Pattern.compile("^(\\S+Z) .*event=server-stalled");

  @TempDir Path folder;
  private final Map<String, NodeServer> servers = new LinkedHashMap<>();
  private Evenkeel evenkeel;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    Map<String, String> addresses = new LinkedHashMap<>();
    for (String name : List.of("node-1", "node-2", "node-3")) {
      servers.put(name, NodeServer.start(folder, name));
      addresses.put(name, servers.get(name).address());
    }
    // Checks as a file has them that says nothing: five seconds until they would know.
    String config =
        Configs.checked(port, addresses)
            .replace("balance: round-robin", "balance: p2c")
            .replace("interval: 500ms, timeout: 500ms, rise: 1, fall: 2", "interval: 2s")
            .replace("response: 2000ms", "response: 20s");
    evenkeel = Evenkeel.start(folder, config);
    servers.keySet().forEach(name -> evenkeel.awaitHealth(name, "healthy", SOON));
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    servers.values().forEach(NodeServer::close);
  }

  @Test
  void itIsNoticedByItsTrafficAndNobodyWaitsForItInVain() {
    List<String> clients = IntStream.rangeClosed(1, 64).mapToObj(i -> "127.7.0." + i).toList();
    try (LoadClient load = LoadClient.steady(port, "/", PER_SECOND, clients)) {
      load.awaitOkFrom("node-1", 400);
      int printed = evenkeel.process().outputLines();
      Instant began = Instant.now();
      servers.get("node-1").process().pause();
      String at = evenkeel.process().awaitLine(STALLED, printed, SOON).group(1);
      // A second is the promise; a busy machine may take two, the checks would have taken five.
      assertThat(Duration.between(began, Instant.parse(at))).isLessThan(Duration.ofSeconds(2));
      load.awaitOk(3 * PER_SECOND);

      servers.get("node-1").process().resume();
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      load.awaitOkFrom("node-1", 50);
      LoadReport report = load.stop();
      assertThat(report.failures()).as(report.toString()).isEmpty();
      assertThat(report.refused()).as(report.toString()).isZero();
    }
  }

  @Test
  void aLongReportOnAQuietServerIsNoStall() throws IOException {
    try (RawClient client = RawClient.connect(port, Duration.ofSeconds(20))) {
      HttpReply reply = client.get("/slow?ms=4000");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(evenkeel.output())
          .doesNotContain("event=server-ejected")
          .doesNotContain("event=server-stalled");
    }
  }

  @Test
  void whenAllAreStoppedTheLimitHoldsAndTheyComeBack() {
    List<String> clients = IntStream.rangeClosed(1, 16).mapToObj(i -> "127.7.0." + i).toList();
    try (LoadClient load = LoadClient.steady(port, "/", 100, clients)) {
      load.awaitOk(200);
      int printed = evenkeel.process().outputLines();
      servers.values().forEach(server -> server.process().pause());
      evenkeel.process().awaitLine(STALLED, printed, SOON);
      assertThat(servers.keySet().stream().filter(name -> evenkeel.health(name).equals("ejected")))
          .hasSizeLessThanOrEqualTo(1);
      servers.values().forEach(server -> server.process().resume());
      load.awaitOkFrom("node-1", 20);
      load.awaitOkFrom("node-2", 20);
      load.awaitOkFrom("node-3", 20);
    }
  }
}
