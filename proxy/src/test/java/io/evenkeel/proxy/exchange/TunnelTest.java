package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that leave HTTP behind: WebSocket and nothing else. */
@ExtendWith(LeakCheck.class)
class TunnelTest {
  private static final String UPGRADE =
      lines(
          "GET /chat HTTP/1.1",
          "Host: a",
          "Connection: keep-alive, Upgrade",
          "Upgrade: WebSocket",
          "Sec-WebSocket-Key: k",
          "");
  private static final String SWITCH =
      lines(
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Accept: a",
          "");

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private RawServer proxied(RawServer.Script script) {
    RawServer server = proxy.server(script);
    proxy.start(
        TestConfig.of(
            new TestPool("api").servers(server.port()).breaker(new BreakerPolicy.None())));
    return server;
  }

  private static String read(RawClient client, int bytes) throws Exception {
    return new String(client.readBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytesPassBothWaysAlsoThoseSentWithTheHandshake() throws Exception {
    RawServer server =
        proxied(connection -> {
          String head = connection.readHead();
          assertThat(Scripts.field(head, "upgrade")).isEqualTo("websocket");
          assertThat(Scripts.field(head, "connection")).isEqualTo("Upgrade");
          connection.send(SWITCH + "welcome");
          assertThat(connection.readBytes(5)).asString().isEqualTo("early");
          connection.send("seen");
          for (byte[] bytes = connection.readBytes(1);
              bytes.length > 0;
              bytes = connection.readBytes(1)) {
            connection.send("<" + (char) bytes[0] + ">");
          }
        });
    RawClient client = proxy.client().send(UPGRADE + "early");
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(101);
    assertThat(reply.header("upgrade")).isEqualTo("websocket");
    assertThat(reply.header("sec-websocket-accept")).isEqualTo("a");
    assertThat(read(client, 11)).isEqualTo("welcomeseen");
    for (char letter : "GET / HTTP/1.1".toCharArray()) {
      client.send(Character.toString(letter));
      assertThat(read(client, 3)).isEqualTo("<" + letter + ">");
    }
    assertThat(proxy.serverState(1).inFlight()).isEqualTo(1);
    client.close();
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server.open() == 0);
  }

  @Test
  void theServersEndIsTheClientsEnd() throws Exception {
    proxied(connection -> {
      connection.readHead();
      connection.send(SWITCH + "bye");
    });
    RawClient client = proxy.client().send(UPGRADE);
    assertThat(client.read().status()).isEqualTo(101);
    assertThat(client.readToEnd()).isEqualTo("bye");
    assertThat(proxy.totals(1).broken()).isZero();
  }

  /** Many tries: the reset has to arrive between our reading of the answer and our next write. */
  @Test
  void aServerThatResetsTheTunnelItBeganEndsIt() throws Exception {
    proxied(connection -> {
      connection.readHead();
      connection.send(SWITCH).reset();
    });
    for (int i = 0; i < 1000; i++) {
      try (RawClient client = proxy.client().send(UPGRADE + "early")) {
        // Cut off before the switch was flushed, after it, or told that there is none.
        assertThat(client.readToEnd()).matches("(?s)|HTTP/1\\.1 (101|502) .*");
      }
    }
  }

  @Test
  void aServerThatDeclinesGoesOnInHttp() throws Exception {
    RawServer server = proxied(Scripts.always(Scripts.ok("no")));
    RawClient client = proxy.client();
    for (int i = 0; i < 2; i++) {
      HttpReply reply = client.send(UPGRADE).read();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("no");
    }
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aSwitchNobodyAskedForIsAnError() throws Exception {
    proxied(connection -> {
      assertThat(connection.readHead()).doesNotContainIgnoringCase("upgrade");
      connection.send(SWITCH).awaitEnd();
    });
    String h2c =
        lines(
            "GET / HTTP/1.1",
            "Host: a",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "");
    assertThat(proxy.client().send(h2c).read().status()).isEqualTo(502);
  }
}
