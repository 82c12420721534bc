package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.RouteAction;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections on both sides: kept, reused, given up. */
@ExtendWith(LeakCheck.class)
class KeepAliveTest {
  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  @Test
  void manyClientsInTurnUseOneConnectionToTheServer() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("hello")));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    for (int i = 0; i < 5; i++) {
      try (RawClient client = RawClient.connect(proxy.port(), ProxyUnderTest.DEADLINE)) {
        for (int j = 0; j < 5; j++) {
          assertThat(client.get("/").body()).isEqualTo("hello");
        }
      }
    }
    assertThat(server.accepted()).isEqualTo(1);
    assertThat(proxy.totals(1).responses(2)).isEqualTo(25);
  }

  @Test
  void aConnectionThatTheServerEndsIsNotUsedAgain() throws Exception {
    RawServer server =
        proxy.server(
            Scripts.always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 3; i++) {
      HttpReply reply = client.get("/");
      assertThat(reply.body()).isEqualTo("x");
      assertThat(reply.saysClose()).as("the server's wish is not the client's").isFalse();
    }
    assertThat(server.accepted()).isEqualTo(3);
  }

  @Test
  void bytesBehindAnAnswerCostTheServerItsConnection() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x") + "HTTP/1.1 200 OK\r\n"));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").body()).isEqualTo("x");
    assertThat(client.get("/").body()).isEqualTo("x");
    assertThat(server.accepted()).isEqualTo(2);
  }

  @Test
  void anUnusedConnectionToAServerIsClosedInTime() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x")));
    proxy.start(
        TestConfig.of(
            new TestPool("api").servers(server.port()).idleTimeout(Duration.ofMillis(200))));
    proxy.client().get("/");
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server.open() == 0);
    assertThat(proxy.client().get("/").body()).isEqualTo("x");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    RawServer server = proxy.server(Scripts.echo());
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()))
            .route("/own", new RouteAction.Respond(200, "own", "text/plain"))
            .route("/", "api"));
    RawClient client =
        proxy
            .client()
            .send(
                "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /own HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "HEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\ndef\r\n0\r\n\r\n"
                    + "GET /5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(client.read().body()).startsWith("GET /1 ");
    assertThat(client.read().body()).startsWith("POST /2 ").endsWith("\r\n\r\nabc");
    assertThat(client.read().body()).isEqualTo("own");
    assertThat(client.readBodiless().status()).isEqualTo(200);
    assertThat(client.read().body()).startsWith("POST /4 ").endsWith("3\r\ndef\r\n0\r\n\r\n");
    HttpReply last = client.read();
    assertThat(last.body()).startsWith("GET /5 ");
    assertThat(last.saysClose()).isTrue();
    assertThat(client.readToEnd()).isEmpty();
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aHundredPipelinedRequestsThroughOneSegmentKeepTheirOrder() throws Exception {
    RawServer server = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    RawClient client = proxy.client().send(requests.toString());
    for (int i = 0; i < 100; i++) {
      assertThat(client.read().body()).startsWith("GET /" + i + " ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', false, ''",
    "HTTP/1.1, close, true, close",
    "HTTP/1.1, keep-alive, false, ''",
    "HTTP/1.0, '', true, close",
    "HTTP/1.0, keep-alive, false, keep-alive",
  })
  void theClientDecidesWhetherItsConnectionGoesOn(
      String version, String asked, boolean closes, String answered) throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x")));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    String connection = asked.isEmpty() ? "" : "Connection: " + asked + "\r\n";
    String request = "GET / " + version + "\r\nHost: a\r\n" + connection + "\r\n";
    RawClient client = proxy.client().send(request);
    HttpReply reply = client.read();
    assertThat(reply.header("connection")).isEqualTo(answered.isEmpty() ? null : answered);
    if (closes) {
      assertThat(client.readToEnd()).isEmpty();
    } else {
      assertThat(client.send(request).read().status()).isEqualTo(200);
    }
    assertThat(server.open()).as("the server's connection is kept anyway").isEqualTo(1);
  }
}
