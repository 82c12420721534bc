package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NginxServer;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl in front; Node behind /, NGINX's files behind /files. */
@NullUnmarked
class CurlScenarioTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static NodeServer node;
  private static NginxServer nginx;
  private static Evenkeel evenkeel;
  private static int port;

  @BeforeAll
  static void start() {
    port = FreePorts.next();
    node = NodeServer.start(folder, "node-1");
    nginx = NginxServer.start(folder);
    evenkeel =
        Evenkeel.start(
            folder,
            """
            listeners:
              web:
                bind: "127.0.0.1:%d"
                routes:
                  - { path: /file, pool: files }
                  - { pool: api }
            pools:
              api: { servers: { node-1: "%s" } }
              files: { servers: { nginx-1: "%s" } }
            """
                .formatted(port, node.address(), nginx.address()));
  }

  @AfterAll
  static void stop() {
    try (NodeServer _ = node;
        NginxServer _ = nginx;
        Evenkeel _ = evenkeel) {
      assertThat(evenkeel.process().isAlive()).isTrue();
    }
  }

  private static String curl(String path, String... options) {
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "25"));
    line.addAll(List.of(options));
    line.add("http://127.0.0.1:" + port + path);
    return Command.run(DEADLINE, line.toArray(String[]::new)).expectSuccess().out();
  }

  private static String random(String name, int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Files.write(folder.resolve(name), content);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void forwardsAGetWithItsHeadersAndAddsItsOwn() {
    String echo =
        curl("/echo?q=1", "-H", "X-Own: yes", "-H", "Connection: x-hop", "-H", "X-Hop: 1");
    assertThat(echo).contains("\"method\":\"GET\"", "\"url\":\"/echo?q=1\"", "\"X-Own\",\"yes\"");
    assertThat(echo).containsIgnoringCase("\"x-forwarded-for\",\"127.0.0.1\"");
    assertThat(echo).doesNotContainIgnoringCase("\"x-hop\"");
  }

  @Test
  void uploadsABodyOfKnownLength() throws Exception {
    String hash = random("up", 3_000_000);
    String echo = curl("/echo", "--data-binary", "@" + folder.resolve("up"));
    assertThat(echo).contains("\"size\":3000000", hash);
  }

  @Test
  void uploadsAChunkedBody() throws Exception {
    String hash = random("chunks", 1_000_001);
    String echo =
        curl(
            "/echo", "-H", "Transfer-Encoding: chunked", "-T", folder.resolve("chunks").toString());
    assertThat(echo).contains("\"method\":\"PUT\"", "\"size\":1000001", hash);
  }

  @Test
  void passesExpectContinueBothWays() throws Exception {
    random("expected", 100_000);
    String upload = "@" + folder.resolve("expected");
    String accepted = curl("/sink", "-i", "-H", "Expect: 100-continue", "--data-binary", upload);
    assertThat(accepted).contains("HTTP/1.1 100", "HTTP/1.1 200").endsWith("100000\n");
    String refused = curl("/refuse", "-i", "-H", "Expect: 100-continue", "--data-binary", upload);
    assertThat(refused).contains("HTTP/1.1 417").doesNotContain("HTTP/1.1 100");
  }

  @Test
  void downloadsChunks() {
    assertThat(curl("/chunked?n=1000&size=100")).isEqualTo("c".repeat(100_000));
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() {
    String answer = curl("/big?bytes=12345", "--head");
    assertThat(answer).contains("200").containsIgnoringCase("content-length: 12345");
  }

  @Test
  void passesEarlyHints() {
    assertThat(curl("/hints", "-i")).contains("HTTP/1.1 103", "HTTP/1.1 200").endsWith("hints\n");
  }

  @Test
  void servesHttp10AndCloses() {
    String answer = curl("/chunked?n=2&size=3", "-i", "--http1.0");
    assertThat(answer).endsWith("\r\n\r\ncccccc").doesNotContainIgnoringCase("chunked");
  }

  @Test
  void reusesItsConnectionToTheClient() {
    String second = "http://127.0.0.1:" + port + "/health";
    assertThat(curl("/health", "-o", "/dev/null", "-w", "%{num_connects}", second)).endsWith("0");
  }

  @Test
  void passesRangesOfARealFile() throws Exception {
    Files.writeString(nginx.files().resolve("file.txt"), "0123456789", StandardCharsets.US_ASCII);
    assertThat(curl("/file.txt", "-r", "2-4")).isEqualTo("234");
    assertThat(curl("/file.txt", "-i", "-r", "100-")).contains("HTTP/1.1 416");
  }

  @Test
  void aBodyThatIsCutShortIsCutShortForTheClient() {
    Command cut =
        Command.run(
            DEADLINE, "curl", "-sS", "-o", "/dev/null", "http://127.0.0.1:" + port + "/cut");
    assertThat(cut.exit()).as(cut.err()).isIn(18, 56); // partial file, or reset
  }

  @Test
  void aServerThatIsNotThereIsA502WithItsReason() {
    int listener = FreePorts.next();
    int nobody = FreePorts.next();
    String config = Configs.plain(listener, Map.of("gone", "127.0.0.1:" + nobody));
    try (Evenkeel alone = Evenkeel.start(folder, config)) {
      Command answer =
          Command.run(DEADLINE, "curl", "-sSi", "http://127.0.0.1:" + listener + "/")
              .expectSuccess();
      assertThat(answer.out())
          .contains("HTTP/1.1 502")
          .containsIgnoringCase("proxy-status: evenkeel; error=connection_refused");
      assertThat(alone.process().isAlive()).isTrue();
    }
  }
}
