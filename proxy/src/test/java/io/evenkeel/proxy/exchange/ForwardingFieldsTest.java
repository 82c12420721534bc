package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.field;
import static io.evenkeel.proxy.exchange.Scripts.lines;
import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a head passes, what ends at the proxy, and what it adds. */
@ExtendWith(LeakCheck.class)
class ForwardingFieldsTest {
  private static final String SPOOFED =
      lines(
          "X-Forwarded-For: 203.0.113.9",
          "X-Forwarded-Proto: https",
          "X-Forwarded-Host: bank",
          "X-Forwarded-Port: 1",
          "X-Real-IP: 203.0.113.9",
          "Forwarded: for=203.0.113.9");

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private void echoing(Cidr... trusted) {
    RawServer server = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())).trusting(trusted));
  }

  /** What the server sees of a GET with these fields. */
  private String seen(String fields) throws IOException {
    return proxy
        .client()
        .send("GET /p?q=1 HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n")
        .read()
        .body();
  }

  private static Cidr loopback() {
    return new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8);
  }

  @Test
  void aClientNobodyTrustsMayNotSayWhoSomebodyElseIs() throws Exception {
    echoing();
    String head = seen(SPOOFED);
    assertThat(field(head, "x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(field(head, "x-forwarded-proto")).isEqualTo("http");
    assertThat(field(head, "x-forwarded-host")).isEqualTo("a.example");
    assertThat(head).doesNotContain("203.0.113.9", "https", "bank", "X-Forwarded-Port");
  }

  @Test
  void aTrustedProxysChainIsContinued() throws Exception {
    echoing(loopback());
    String head = seen(SPOOFED + "X-Forwarded-For: 198.51.100.2\r\n");
    assertThat(field(head, "x-forwarded-for")).isEqualTo("203.0.113.9, 198.51.100.2, 127.0.0.1");
    assertThat(field(head, "x-forwarded-proto")).isEqualTo("https");
    assertThat(field(head, "x-forwarded-host")).isEqualTo("bank");
    assertThat(field(head, "forwarded")).isEqualTo("for=203.0.113.9");
  }

  @Test
  void requestIdAndTraceAreMadeWhereThereAreNone() throws Exception {
    echoing();
    String first = seen("");
    String second = seen("");
    assertThat(field(first, "x-request-id")).matches("[0-9a-f]{32}");
    assertThat(field(first, "traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(field(second, "x-request-id")).isNotEqualTo(field(first, "x-request-id"));
    assertThat(field(second, "traceparent")).isNotEqualTo(field(first, "traceparent"));
  }

  @Test
  void requestIdAndTracePassWhereTheyAre() throws Exception {
    echoing();
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    String head = seen("X-Request-Id: mine\r\nTraceparent: " + trace + "\r\n");
    assertThat(field(head, "x-request-id")).isEqualTo("mine");
    assertThat(field(head, "traceparent")).isEqualTo(trace);
    assertThat(head.split("(?i)traceparent:", -1)).hasSize(2);
  }

  @Test
  void viaGrowsAtItsEnd() throws Exception {
    echoing();
    String head = seen("Via: 1.0 first\r\nVia: 1.1 second\r\n");
    assertThat(head)
        .containsSubsequence("Via: 1.0 first\r\n", "Via: 1.1 second\r\n", "Via: 1.1 evenkeel\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive, x-secret\r\nX-Secret: 1\r\n",
        "X-Secret: 1\r\nConnection: X-Secret\r\n",
        "Keep-Alive: x-secret\r\n",
        "Proxy-Connection: x-secret\r\n",
        "TE: x-secret\r\n",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x-secret\r\n",
      })
  void whatIsMeantForUsEndsHere(String fields) throws Exception {
    echoing();
    assertThat(seen(fields + "X-Kept: 1\r\n"))
        .doesNotContainIgnoringCase("x-secret")
        .doesNotContainIgnoringCase("h2c")
        .contains("X-Kept: 1\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://b.example/x?y HTTP/1.1, GET /x?y HTTP/1.1, b.example",
    "GET http://b.example HTTP/1.1, GET / HTTP/1.1, b.example",
    "GET http://b.example?q HTTP/1.1, GET /?q HTTP/1.1, b.example",
    "OPTIONS http://b.example HTTP/1.1, OPTIONS * HTTP/1.1, b.example",
    "GET /x HTTP/1.1, GET /x HTTP/1.1, a.example",
  })
  void theAbsoluteFormDecidesOverHost(String line, String passed, String host) throws Exception {
    echoing();
    String head = proxy.client().send(line + "\r\nHost: a.example\r\n\r\n").read().body();
    assertThat(head).startsWith(passed + "\r\n");
    assertThat(field(head, "host")).isEqualTo(host);
  }

  @Test
  void anOldClientWithoutHostGetsOneOfOurs() throws Exception {
    echoing();
    String head = proxy.client().send("GET / HTTP/1.0\r\n\r\n").read().body();
    assertThat(head).startsWith("GET / HTTP/1.1\r\n").contains("Via: 1.0 evenkeel\r\n");
    assertThat(field(head, "host")).isEqualTo("127.0.0.1:" + proxy.port());
  }

  @Test
  void fieldsOfTheAnswerThatAreMeantForUsEndHere() throws Exception {
    RawServer server =
        proxy.server(
            Scripts.always(
                lines(
                    "HTTP/1.1 200 OK",
                    "Connection: x-own",
                    "X-Own: 1",
                    "Keep-Alive: timeout=5",
                    "Server: s",
                    "Content-Length: 0",
                    "")));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.header("x-own")).isNull();
    assertThat(reply.header("keep-alive")).isNull();
    assertThat(reply.header("server")).isEqualTo("s");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT'",
    "'Date: then\r\n', then"
  })
  void anAnswerHasADate(String dated, String expected) throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("").replaceFirst("\r\n", "\r\n" + dated)));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.header("date")).matches(expected);
    assertThat(reply.head().stream().filter(line -> line.startsWith("Date"))).hasSize(1);
  }
}
