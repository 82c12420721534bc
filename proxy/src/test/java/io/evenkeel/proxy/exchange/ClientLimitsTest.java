package io.evenkeel.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener takes from its clients, in bytes and in time. */
@ExtendWith(LeakCheck.class)
class ClientLimitsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private void limited(Duration header, Duration body, Duration idle) {
    limited(header, body, idle, LONG);
  }

  private void limited(Duration header, Duration body, Duration idle, Duration response) {
    RawServer server = proxy.server(Scripts.echo());
    ListenerLimits limits = new ListenerLimits(100, 100, 1024, 10, header, body, idle, 1000);
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()).responseTimeout(response))
            .limits(limits));
  }

  @Test
  void aBodyOfMoreThanTheLimitIsRefusedBeforeAServerSeesIt() throws Exception {
    limited(LONG, LONG, LONG);
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=http_request_error");
    assertThat(proxy.totals(1).started()).isZero();
    assertThat(
            proxy
                .client()
                .send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000))
                .read()
                .status())
        .isEqualTo(200);
  }

  @Test
  void chunksAreCountedAsTheyCome() throws Exception {
    limited(LONG, LONG, LONG);
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "190\r\n" + "x".repeat(400) + "\r\n";
    assertThat(client.send(chunk + chunk + chunk).read().status()).isEqualTo(413);
    assertThat(client.readToEnd()).isEmpty();
    assertThat(proxy.totals(1).abandoned()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\rx", "zz\r\n", "2\r\nabc\r\n"})
  void aBrokenBodyIsTheClientsFault(String chunk) throws Exception {
    limited(LONG, LONG, LONG);
    RawClient client =
        proxy
            .client()
            .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.readToEnd()).isEmpty();
    assertThat(proxy.totals(1).abandoned()).isEqualTo(1);
  }

  @Test
  void headsThatAreTooLongAreNamedForWhatIsTooLong() throws Exception {
    limited(LONG, LONG, LONG);
    String longLine = "GET /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    assertThat(proxy.client().send(longLine).read().status()).isEqualTo(414);
    String longField = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(2000) + "\r\n\r\n";
    assertThat(proxy.client().send(longField).read().status()).isEqualTo(431);
    String many = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(10) + "\r\n";
    assertThat(proxy.client().send(many).read().status()).isEqualTo(431);
    String endless = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(300);
    assertThat(proxy.client().send(endless).read().status()).isEqualTo(431);
  }

  @Test
  void aHeadThatDripsInIsGivenUp() throws Exception {
    limited(SHORT, LONG, LONG);
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHo");
    assertThat(client.read().status()).isEqualTo(408);
    assertThat(client.readToEnd()).isEmpty();
    RawClient second = proxy.client();
    assertThat(second.get("/").status()).isEqualTo(200);
    assertThat(second.send("G").read().status()).as("its second head").isEqualTo(408);
  }

  @Test
  void aBodyThatDripsInIsGivenUp() throws Exception {
    limited(LONG, SHORT, LONG);
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(client.read().status()).isEqualTo(408);
    assertThat(client.readToEnd()).isEmpty();
    assertThat(proxy.totals(1).abandoned()).as("not the server's fault").isEqualTo(1);
  }

  @Test
  void theServersTimeDoesNotRunWhileTheClientSends() throws Exception {
    limited(LONG, Duration.ofMillis(600), LONG, Duration.ofMillis(100));
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(client.read().status()).as("the client's fault, so not 504").isEqualTo(408);
    assertThat(proxy.totals(1).timeouts()).isZero();
  }

  @Test
  void aConnectionWithoutARequestIsClosedWithoutAWord() throws Exception {
    limited(SHORT, LONG, LONG);
    assertThat(proxy.client().readToEnd()).isEmpty();
  }

  @Test
  void aConnectionBetweenTwoRequestsIsClosedWithoutAWord() throws Exception {
    limited(LONG, LONG, SHORT);
    RawClient client = proxy.client();
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void alsoAfterAnAnswerOfOurs() throws Exception {
    limited(SHORT, LONG, SHORT);
    RawClient client = proxy.client();
    client.send("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");
    assertThat(client.readBodiless().status()).isEqualTo(204);
    assertThat(client.readToEnd()).as("no 408 for a request nobody began").isEmpty();
  }

  @Test
  void whoReadsNothingIsCutOff() throws Exception {
    byte[] much = new byte[64 * 1024];
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\n\r\n");
          String text = new String(much, java.nio.charset.StandardCharsets.ISO_8859_1);
          while (true) {
            connection.send(text);
          }
        });
    ListenerLimits limits = new ListenerLimits(100, 100, 1024, 10, LONG, SHORT, LONG, 0);
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())).limits(limits));
    proxy.client().send("GET / HTTP/1.0\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    proxy.awaitInFlight(1, 0);
    assertThat(proxy.totals(1).abandoned()).as("not the server's fault").isEqualTo(1);
  }
}
