package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One process takes over from another, under load, and nobody notices. */
@NullUnmarked
class UpgradeScenarioTest {
  private static final int UPGRADES = 6;
  private static final String HEAD = " HTTP/1.1\r\nHost: test\r\n";

  @TempDir Path folder;
  private final List<NodeServer> servers = new ArrayList<>();
  private Evenkeel evenkeel;
  private Operator operator;
  private Generations generations;
  private Path unix;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    unix = folder.resolve("web.sock");
    for (int i = 1; i <= 4; i++) {
      servers.add(NodeServer.start(folder, "node-" + i));
    }
    servers.get(3).answerChecksWith(503);
    evenkeel = Evenkeel.start(folder, config());
    operator = Operator.of(evenkeel);
    generations = new Generations(evenkeel);
  }

  @AfterEach
  void stop() {
    try {
      generations.close();
    } finally {
      evenkeel.close();
      servers.forEach(NodeServer::close);
    }
  }

  /** A check that a busy machine does not fail by itself. */
  private String config() {
    return """
    listeners:
      web: { bind: [ "127.0.0.1:%d", "unix:%s" ], routes: [ { pool: api } ] }
    pools:
      api:
        balance: round-robin
        slow-start: 1h
        health: { readiness: { http: /health, interval: 5s, timeout: 5s, fall: 2 } }
        servers: { %s }
    """
        .formatted(
            port,
            unix,
            String.join(
                ", ", servers.stream().map(s -> s.name() + ": \"" + s.address() + "\"").toList()));
  }

  /** Clients who keep their connections, and clients who open one for each request. */
  private List<LoadClient.Client> clients() {
    List<LoadClient.Client> clients = new ArrayList<>();
    String keeping = "GET /slow?ms=5" + HEAD + "\r\n";
    String closing = "GET /slow?ms=5" + HEAD + "Connection: close\r\n\r\n";
    for (int i = 0; i < 8; i++) {
      clients.add(new LoadClient.Client("127.0.0.1", List.of(keeping), 25));
      clients.add(new LoadClient.Client("127.0.0.1", List.of(closing), 25));
    }
    return clients;
  }

  private String health(String server) {
    return StatusJson.of(evenkeel).server("api", server).path("health").asString("");
  }

  @Test
  void manyUpgradesInARowLoseNoRequestAndNoKnowledge() throws Exception {
    for (String name : List.of("node-1", "node-2", "node-3")) {
      evenkeel.awaitHealth(name, "healthy", Generations.SOON);
    }
    evenkeel.awaitHealth("node-4", "unhealthy", Generations.SOON);
    operator.types("drain", "api/node-3", "--reason", "stays drained").exits(0);
    long untouched = servers.get(2).taken() + servers.get(3).taken();
    List<ChildProcess> processes = new ArrayList<>(List.of(evenkeel.process()));
    List<Long> tookMillis = new ArrayList<>();
    try (LoadClient load = LoadClient.start(port, clients())) {
      load.awaitOk(200);
      for (int i = 0; i < UPGRADES; i++) {
        try (RawClient download = begunDownload();
            RawClient upload = begunUpload()) {
          long began = System.nanoTime();
          ChildProcess heir = generations.heir();
          tookMillis.add((System.nanoTime() - began) / 1_000_000);
          processes.add(heir);
          assertThat(heir.output()).contains("sockets=\"2\" servers-known=\"4\" servers=\"4\"");
          assertKnownAtOnce(heir);
          load.awaitOk(100);
          finishUpload(upload);
          finishDownload(download);
          assertThat(getOverUnix()).startsWith("HTTP/1.1 200");
        }
      }
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).as(report.surprises().toString()).isZero();
      System.out.println(
          "upgrades " + UPGRADES + ", requests " + report.ok() + ", until serving " + tookMillis);
    }
    for (ChildProcess old : processes.subList(0, UPGRADES)) {
      assertThat(old.awaitExit(Generations.SOON)).as(old.output()).isZero();
      assertThat(old.output()).contains("event=stopped connections-cut=\"0\"");
    }
    assertThat(servers.get(2).taken() + servers.get(3).taken()).isEqualTo(untouched);
    assertThat(Collections.frequency(operator.audit(), "evenkeel upgrade")).isEqualTo(UPGRADES);
    assertThat(unix).exists();
  }

  /** Of the first answer that the new process gives. */
  private void assertKnownAtOnce(ChildProcess heir) {
    StatusJson status = StatusJson.of(evenkeel);
    assertThat(health("node-1")).isEqualTo("healthy");
    assertThat(health("node-2")).isEqualTo("healthy");
    assertThat(health("node-3")).isEqualTo("draining");
    assertThat(health("node-4")).isEqualTo("unhealthy");
    JsonNode last = status.server("api", "node-1").path("lastCheck");
    assertThat(last.path("answer").asString("")).isEqualTo("200");
    // All began to warm up at the start of the first process, an hour's ramp; nobody is behind.
    assertThat(status.server("api", "node-1").path("expectedShare").asDouble(0)).isEqualTo(0.5);
    assertThat(heir.output()).doesNotContain("health-changed", "pool-mode-changed");
  }

  private RawClient begunDownload() throws IOException {
    RawClient client = RawClient.connect(port, Generations.SOON);
    client.send("GET /big?bytes=20000000" + HEAD + "\r\n").awaitFirstByte();
    return client;
  }

  private static void finishDownload(RawClient client) throws IOException {
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).hasSize(20_000_000);
  }

  private RawClient begunUpload() throws IOException {
    RawClient client = RawClient.connect(port, Generations.SOON);
    return client.send("POST /sink" + HEAD + "Content-Length: 300000\r\n\r\n").send(tenth());
  }

  private static byte[] tenth() {
    return new byte[30_000];
  }

  private static void finishUpload(RawClient client) throws IOException {
    for (int i = 0; i < 9; i++) {
      client.send(tenth());
    }
    assertThat(client.read().body()).isEqualTo("300000\n");
  }

  private String getOverUnix() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(unix));
      String head = "GET /" + HEAD + "\r\n";
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1000);
      channel.read(answer);
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aCommandIsEnough() {
    evenkeel.awaitHealth("node-1", "healthy", Generations.SOON);
    try (LoadClient load = LoadClient.start(port, clients())) {
      load.awaitOk(100);
      Operator.Said said = operator.types("upgrade", "--output", "json").exits(0);
      assertThat(said.json().path("before").asLong()).isEqualTo(evenkeel.process().pid());
      long pid = said.json().path("pid").asLong();
      generations.adopt(pid);
      assertThat(evenkeel.process().awaitExit(Generations.SOON)).isZero();
      load.awaitOk(100);
      // The one that was started so can be replaced in the same way.
      awaitUpgradable();
      long next =
          operator.types("upgrade", "--output", "json").exits(0).json().path("pid").asLong();
      generations.adopt(next);
      assertThat(next).isNotEqualTo(pid);
      await()
          .atMost(Generations.SOON)
          .until(() -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), no -> !no);
      load.awaitOk(100);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).as(report.surprises().toString()).isZero();
    }
  }

  private void awaitUpgradable() {
    await()
        .atMost(Generations.SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> evenkeel.state().resolve("upgrade.sock").toFile().exists());
  }

  /** One thing at a time: what is served goes on, and the new file has to pass the gates. */
  @Test
  void aChangedFileIsAppliedAfterTheUpgradeAndThroughTheGates() throws Exception {
    evenkeel.awaitHealth("node-1", "healthy", Generations.SOON);
    evenkeel.replaceFile(config().replace("slow-start: 1h", "slow-start: 2h"));
    ChildProcess heir = generations.heir();
    assertThat(heir.output()).contains("revision=\"1\"");
    evenkeel.awaitRevisionAfter(1);
    assertThat(operator.awaitEnd()).isEqualTo("committed");
    assertThat(operator.history()).containsExactly("2 committed", "1 committed");
  }
}
