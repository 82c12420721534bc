package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stay with their server, over restarts and on several nodes. */
@NullUnmarked
class StickyScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private NodeServer one;
  private NodeServer two;

  @BeforeEach
  void start() {
    one = NodeServer.start(folder, "node-1");
    two = NodeServer.start(folder, "node-2");
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void aRestartKeepsTheSecretAndTheClients() throws IOException {
    int port = FreePorts.next();
    try (Evenkeel evenkeel = Evenkeel.start(folder, config(port, "{ cookie: ek }"))) {
      HttpReply first = get(port, "");
      String cookie = cookieOf(first);
      Path secret = secretOf(evenkeel);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
      evenkeel.process().kill();
      evenkeel.restart();
      assertStays(port, cookie, first);
      assertThat(evenkeel.output()).doesNotContain("sticky-secret");
    }
  }

  @Test
  void aForgedCookieChoosesNoServer() throws IOException {
    int port = FreePorts.next();
    try (Evenkeel _ = Evenkeel.start(folder, config(port, "{ cookie: ek }"))) {
      String cookie = cookieOf(get(port, ""));
      char last = cookie.charAt(cookie.length() - 1);
      assertSpreads(port, cookie.substring(0, cookie.length() - 1) + (last == '0' ? '1' : '0'));
      assertSpreads(port, "ek=" + "0".repeat(40));
    }
  }

  @Test
  void nodesWithTheSameSecretBelieveEachOther() throws IOException {
    Path secret = Files.writeString(folder.resolve("shared.key"), "0123456789abcdef".repeat(4));
    String sticky = "{ cookie: ek, secret: { file: \"" + secret + "\" } }";
    int port = FreePorts.next();
    int other = FreePorts.next();
    int stranger = FreePorts.next();
    try (Evenkeel _ = Evenkeel.start(folder, config(port, sticky));
        Evenkeel _ = Evenkeel.start(folder, config(other, sticky));
        Evenkeel _ = Evenkeel.start(folder, config(stranger, "{ cookie: ek }"))) {
      for (int i = 0; i < 2; i++) {
        HttpReply first = get(port, "");
        assertStays(other, cookieOf(first), first);
      }
      assertSpreads(stranger, cookieOf(get(port, "")));
    }
  }

  /** It serves all the same, says so, and says when it is over. */
  @Test
  void aSecretThatCannotBeReadIsAnAlarmAndNotTheEnd() throws IOException {
    Path secret = folder.resolve("late.key");
    String sticky = "{ cookie: ek, secret: { file: \"" + secret + "\" } }";
    int port = FreePorts.next();
    try (Evenkeel evenkeel = Evenkeel.start(folder, config(port, sticky))) {
      HttpReply first = get(port, "");
      assertStays(port, cookieOf(first), first);
      Awaitility.await().atMost(SOON).until(() -> evenkeel.status().contains("sticky-secret"));
      assertThat(evenkeel.output()).contains("sticky-secret", "late.key", "No such file");
      assertThat(evenkeel.admin("/metrics").body())
          .contains("evenkeel_alarms_raised_total{name=\"sticky-secret\"} 1");
      // What nobody could use is found by the plan before it is served.
      Operator operator = Operator.of(evenkeel);
      evenkeel.replaceFile(config(port, sticky.replace("late.key", "none.key")));
      assertThat(operator.types("plan").exits(3).text())
          .contains("EK3126", "none.key", "openssl rand -hex 32");

      Files.writeString(secret, "0123456789abcdef".repeat(4));
      evenkeel.reload(config(port, sticky).replace("round-robin", "least-connections"));
      Awaitility.await().atMost(SOON).until(() -> !evenkeel.status().contains("sticky-secret"));
    }
  }

  private String config(int port, String sticky) {
    return Configs.plain(port, Map.of("node-1", one.address(), "node-2", two.address()))
        .replace("balance: round-robin", "balance: round-robin\n    sticky: " + sticky);
  }

  private static Path secretOf(Evenkeel evenkeel) throws IOException {
    String name = String.valueOf(evenkeel.config().getFileName());
    String number = name.substring(name.indexOf('-') + 1, name.indexOf('.'));
    return evenkeel.config().resolveSibling("state-" + number).resolve("sticky.key");
  }

  private static void assertStays(int port, String cookie, HttpReply first) throws IOException {
    for (int i = 0; i < 3; i++) {
      HttpReply reply = get(port, cookie);
      assertThat(reply.header("x-server")).isEqualTo(first.header("x-server"));
      assertThat(reply.header("set-cookie")).isNull();
    }
  }

  /** By round robin both answer, and each answer replaces the cookie. */
  private static void assertSpreads(int port, String cookie) throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      HttpReply reply = get(port, cookie);
      assertThat(reply.header("set-cookie")).startsWith("ek=");
      seen.add(reply.header("x-server"));
    }
    assertThat(seen).containsExactlyInAnyOrder("node-1", "node-2");
  }

  private static String cookieOf(HttpReply reply) {
    String set = Objects.requireNonNull(reply.header("set-cookie"));
    assertThat(set).matches("ek=[0-9a-f]{40}; Path=/; HttpOnly; SameSite=Lax");
    return set.substring(0, set.indexOf(';'));
  }

  private static HttpReply get(int port, String cookie) throws IOException {
    String field = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
    try (RawClient client = RawClient.connect(port, SOON)) {
      return client.send("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n").read();
    }
  }
}
