package io.evenkeel.app.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.Misbehaviour;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balancer that gets more than it has memory or descriptors for: it stays up and says so. */
@NullUnmarked
class OverloadScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int FLOOD = 10_000;

  /** Of no route, since nobody knows what they wanted. */
  private static final Pattern REFUSED_HEADS =
      Pattern.compile(
          "requests_total\\{code_class=\"5xx\",listener=\"web\",pool=\"\",route=\"\"} [1-9]");

  @TempDir Path folder;
  private RawServer server;
  private int port;
  private final List<SocketChannel> flood = new ArrayList<>();

  @BeforeEach
  void start() {
    port = FreePorts.next();
    server = RawServer.start(Misbehaviour.wellBehaved());
  }

  @AfterEach
  void stop() throws IOException {
    endFlood();
    server.close();
  }

  private Evenkeel balancer(String... jvmOptions) {
    String config =
        """
        listeners:
          web:
            bind: "127.0.0.1:%d"
            routes:
              - { path: /high, pool: api, priority: high }
              - { pool: api }
        pools:
          api: { servers: { api-1: "%s" } }
        """
            .formatted(port, server.address());
    return Evenkeel.start(folder, config, jvmOptions);
  }

  private void endFlood() throws IOException {
    for (SocketChannel each : flood) {
      each.close();
    }
    flood.clear();
  }

  /** Connects from many addresses, and sends as much of {@code bytes} as the other side takes. */
  private void flood(int connections, byte[] bytes) throws IOException {
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open();
      flood.add(channel);
      channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.9.0." + (1 + i % 200)), 0));
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
    Awaitility.await()
        .atMost(SOON)
        .until(() -> {
          int done = 0;
          for (SocketChannel channel : flood) {
            done += sent(channel, bytes) ? 1 : 0;
          }
          return done > connections / 20;
        });
    for (SocketChannel channel : flood) {
      sent(channel, bytes);
    }
  }

  /** Whether it is connected, and has been written to, or is gone. */
  private static boolean sent(SocketChannel channel, byte[] bytes) {
    try {
      if (channel.isConnectionPending() && !channel.finishConnect()) {
        return false;
      }
      channel.write(ByteBuffer.wrap(bytes));
      return true;
    } catch (IOException _) {
      return true; // refused or cut off: what an overloaded balancer may do
    }
  }

  private static byte[] unfinishedHead() {
    String fields = ("X-Fill: " + "x".repeat(1_000) + "\r\n").repeat(12);
    return ("GET / HTTP/1.1\r\nHost: a\r\n" + fields).getBytes(ISO_8859_1);
  }

  private static byte[] unfinishedUpload() {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
    return (head + "x".repeat(4_000)).getBytes(ISO_8859_1);
  }

  private int ask(RawClient client) throws IOException {
    return client.get("/high").status();
  }

  private static void awaitOverload(Evenkeel evenkeel, String reason) {
    evenkeel
        .process()
        .awaitLine(Pattern.compile("event=alarm name=overload state=raised .*" + reason), SOON);
  }

  private void assertItRecovers(Evenkeel evenkeel) throws IOException {
    endFlood();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> StatusJson.of(evenkeel).root().path("overload").path("level").asInt() == 0);
    Awaitility.await().atMost(SOON).until(this::isServedAsEver);
    assertThat(evenkeel.process().isAlive()).isTrue();
  }

  private static boolean countsRefusedHeads(Evenkeel evenkeel) throws IOException {
    URI admin = URI.create(evenkeel.adminUrl());
    try (RawClient client = RawClient.connect(admin.getPort(), SOON)) {
      String metrics =
          client
              .send("GET /metrics HTTP/1.1\r\nHost: " + admin.getAuthority() + "\r\n")
              .send("Connection: close\r\n\r\n")
              .readToEnd();
      return REFUSED_HEADS.matcher(metrics).find();
    }
  }

  private boolean isServedAsEver() throws IOException {
    try (RawClient client = RawClient.connect(port, SOON)) {
      HttpReply reply = client.get("/");
      return reply.status() == 200 && !reply.saysClose();
    }
  }

  /** Each holds some 12 KB of a head that never ends: more than all the memory there is. */
  @Test
  void aFloodOfLargeHeadsDoesNotEndASmallBalancer() throws IOException {
    try (Evenkeel evenkeel = balancer("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
        RawClient inside = RawClient.connect(port, SOON)) {
      assertThat(ask(inside)).isEqualTo(200);
      flood(FLOOD, unfinishedHead());
      Awaitility.await().atMost(SOON).until(() -> countsRefusedHeads(evenkeel));
      // It may have been the last answer of that connection.
      assertThat(ask(inside)).as("a request of high priority on an open connection").isEqualTo(200);
      assertItRecovers(evenkeel);
    }
  }

  /** Uploads that stop after the first bytes: each holds a connection on both sides. */
  @Test
  void aFloodOfSlowUploadsDoesNotEndASmallBalancer() throws IOException {
    try (Evenkeel evenkeel = balancer("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
        RawClient inside = RawClient.connect(port, SOON)) {
      assertThat(ask(inside)).isEqualTo(200);
      flood(FLOOD / 2, unfinishedUpload());
      Awaitility.await()
          .atMost(SOON)
          .until(() -> evenkeel.status().contains("\"shedding\"") || server.accepted() > 100);
      assertThat(evenkeel.process().isAlive()).isTrue();
      assertItRecovers(evenkeel);
    }
  }

  @Test
  void withFewDescriptorsWhoIsInIsServedAndTheReasonIsTold() throws IOException {
    Path prlimit = Path.of("/usr/bin/prlimit");
    assumeTrue(Files.isExecutable(prlimit), "needs prlimit of util-linux");
    List<RawClient> inside = new ArrayList<>();
    try (Evenkeel evenkeel = balancer()) {
      for (int i = 0; i < 20; i++) {
        RawClient client = RawClient.connect(port, SOON);
        inside.add(client);
        assertThat(ask(client)).isEqualTo(200);
      }
      long limit = descriptors(evenkeel) + 150;
      Command.run(
              SOON,
              prlimit.toString(),
              "--pid=" + evenkeel.process().pid(),
              "--nofile=" + limit + ":" + limit)
          .expectSuccess();
      Awaitility.await()
          .atMost(SOON)
          .until(() ->
              StatusJson.of(evenkeel).root().path("overload").path("descriptors").asDouble() > 0.2);
      flood(400, new byte[0]);
      awaitOverload(evenkeel, "file descriptors");
      for (RawClient client : inside) {
        assertThat(ask(client)).isEqualTo(200);
      }
      StatusJson status = StatusJson.of(evenkeel);
      assertThat(status.root().path("verdict").asString()).isEqualTo("at-risk");
      assertThat(status.root().path("why").asString())
          .contains("the balancer itself is overloaded", "file descriptors");
      assertItRecovers(evenkeel);
    } finally {
      inside.forEach(RawClient::close);
    }
  }

  private static long descriptors(Evenkeel evenkeel) throws IOException {
    try (Stream<Path> open =
        Files.list(Path.of("/proc", Long.toString(evenkeel.process().pid()), "fd"))) {
      return open.count();
    }
  }
}
