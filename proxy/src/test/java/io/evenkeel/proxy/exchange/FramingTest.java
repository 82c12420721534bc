package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How bodies are told apart, on either side, when the sides differ, and when they break. */
@ExtendWith(LeakCheck.class)
class FramingTest {
  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private RawServer proxied(RawServer.Script script) {
    RawServer server = proxy.server(script);
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    return server;
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200 OK", "GET, 204 No Content", "GET, 304 Not Modified"})
  void answersWithoutABodyLeaveBothConnectionsInStep(String method, String status)
      throws Exception {
    String length = status.startsWith("204") ? "" : "Content-Length: 5\r\n";
    RawServer server = proxied(Scripts.always("HTTP/1.1 " + status + "\r\n" + length + "\r\n"));
    RawClient client = proxy.client();
    for (int i = 0; i < 3; i++) {
      HttpReply reply = client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").readBodiless();
      assertThat(status).startsWith(Integer.toString(reply.status()));
      assertThat(reply.header("content-length")).isEqualTo(length.isEmpty() ? null : "5");
    }
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void chunksAndTrailersPassBothWays() throws Exception {
    String chunks = "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Sum: 9\r\n\r\n";
    String stripped = "4\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Sum: 9\r\n\r\n";
    String[] got = new String[1];
    proxied(connection -> {
      got[0] = Scripts.readRequest(connection);
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
      connection.awaitEnd();
    });
    String reply =
        proxy
            .client()
            .send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                    + "\r\n"
                    + chunks)
            .readToEnd();
    assertThat(got[0]).endsWith("\r\n\r\n" + stripped);
    assertThat(reply).contains("Transfer-Encoding: chunked\r\n").endsWith("\r\n\r\n" + stripped);
  }

  @Test
  void anOldClientGetsTheDataOfChunksAndTheCloseAsTheEnd() throws Exception {
    proxied(
        Scripts.always(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"));
    String reply =
        proxy.client().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").readToEnd();
    assertThat(reply)
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\nabcdef")
        .contains("Connection: close\r\n")
        .doesNotContainIgnoringCase("transfer-encoding");
  }

  @Test
  void aBodyUntilTheCloseBecomesChunksSoThatTheConnectionGoesOn() throws Exception {
    proxied(Scripts.once("HTTP/1.1 200 OK\r\n\r\n" + "z".repeat(70_000)));
    RawClient client = proxy.client();
    for (int i = 0; i < 2; i++) {
      HttpReply reply = client.get("/");
      assertThat(reply.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(reply.body()).hasSize(70_000);
    }
  }

  @Test
  void anOldClientGetsABodyUntilTheCloseAsItIs() throws Exception {
    proxied(Scripts.once("HTTP/1.0 200 OK\r\n\r\nold"));
    assertThat(proxy.client().send("GET / HTTP/1.0\r\n\r\n").readToEnd())
        .endsWith("\r\n\r\nold")
        .doesNotContainIgnoringCase("transfer-encoding");
  }

  @ParameterizedTest
  @CsvSource({"''", "Content-Length: 1000", "Transfer-Encoding: chunked"})
  void aBrokenBodyLooksBrokenToTheClient(String framing) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    proxied(connection -> {
      Scripts.readRequest(connection);
      String field = framing.isEmpty() ? "" : framing + "\r\n";
      String start = framing.startsWith("T") ? "40\r\nhalf" : "half";
      connection.send("HTTP/1.1 200 OK\r\n" + field + "\r\n" + start);
      seen.await();
      connection.reset();
    });
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.awaitFirstByte();
    seen.countDown();
    assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> proxy.totals(1).broken() == 1);
  }

  @Test
  void interimResponsesPassToNewClients() throws Exception {
    String link = "</s.css>; rel=preload";
    String interim =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: " + link + "\r\n\r\n";
    proxied(Scripts.always(interim + ok("done")));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(100);
    HttpReply hints = client.read();
    assertThat(hints.status()).isEqualTo(103);
    assertThat(hints.header("link")).isEqualTo(link);
    assertThat(client.read().body()).isEqualTo("done");
    assertThat(proxy.client().send("GET / HTTP/1.0\r\n\r\n").read().body())
        .as("an old client knows none")
        .isEqualTo("done");
  }

  @Test
  void theServersContinueReleasesTheBody() throws Exception {
    proxied(connection -> {
      String head = connection.readHead();
      assertThat(head).contains("\r\nExpect: 100-continue\r\n");
      connection.send("HTTP/1.1 100 Continue\r\n\r\n");
      connection.send(
          ok(new String(connection.readBytes(4), java.nio.charset.StandardCharsets.US_ASCII)));
      connection.awaitEnd();
    });
    RawClient client =
        proxy
            .client()
            .send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(100);
    assertThat(client.send("body").read().body()).isEqualTo("body");
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestReachesTheClientAndEndsTheConnection() throws Exception {
    RawServer server =
        proxied(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
          connection.awaitEnd();
        });
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nsome");
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).isEqualTo("no");
    assertThat(reply.saysClose() || client.readToEnd().isEmpty()).isTrue();
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server.open() == 0);
  }

  @Test
  void aClientMayCloseItsSideBehindTheRequest() throws Exception {
    proxied(Scripts.always(ok("late")));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").finish();
    HttpReply reply = client.read();
    assertThat(reply.body()).isEqualTo("late");
    assertThat(client.readToEnd()).isEmpty();
  }
}
