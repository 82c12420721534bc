package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Priority;
import io.evenkeel.core.model.RateLimit;
import io.evenkeel.core.model.RateLimit.By;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.resilience.RateLimitCounts;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who is counted as one, and what who comes too often is told. Limits so slow that none refills.
 */
@ExtendWith(LeakCheck.class)
class RateLimitTest {
  private static final Cidr LOOPBACK = new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private static RateLimit hourly(int burst, By by) {
    return new RateLimit(1, Duration.ofHours(1), burst, by);
  }

  private TestConfig config(RateLimit... rates) {
    RawServer server = proxy.server(Scripts.always(ok("hello")));
    return TestConfig.of(new TestPool("api").servers(server.port())).route("/", "api", rates);
  }

  private static int askFor(RawClient client, String forwardedFor) throws IOException {
    return client
        .send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + forwardedFor + "\r\n\r\n")
        .read()
        .status();
  }

  @Test
  void whoComesTooOftenIsToldWhenToComeBack() throws Exception {
    proxy.start(config(hourly(3, By.CLIENT)));
    RawClient client = proxy.client();
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
    HttpReply refused = client.get("/");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(String.valueOf(refused.header("retry-after"))))
        .isBetween(3_590, 3_630);
    assertThat(refused.header("proxy-status"))
        .isEqualTo(
            "evenkeel; error=http_request_denied; details=\"more than 1 requests per 1h of one"
                + " client\"");
    assertThat(refused.saysClose()).as("the connection goes on").isFalse();
    assertThat(client.get("/").status()).isEqualTo(429);
    assertThat(proxy.client().get("/").status()).as("another connection").isEqualTo(429);
    assertThat(proxy.totals(1).responses(2)).as("no server has seen them").isEqualTo(3);
    assertThat(proxy.proxy().pressure().rateLimits())
        .containsExactly(new RateLimitCounts(TestConfig.WEB, "0:*/", By.CLIENT, 3, 0));
    assertThat(proxy.proxy().traffic().routes())
        .anySatisfy(route -> assertThat(route.errors()).containsEntry("http_request_denied", 3L));
  }

  @Test
  void everyClientHasItsOwn() throws Exception {
    proxy.start(config(hourly(1, By.CLIENT)));
    for (int i = 1; i <= 5; i++) {
      RawClient client = proxy.clientFrom("127.7.0." + i);
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(client.get("/").status()).isEqualTo(429);
    }
  }

  @Test
  void aRoutesLimitCountsAll() throws Exception {
    proxy.start(config(hourly(4, By.ROUTE)));
    for (int i = 1; i <= 4; i++) {
      assertThat(proxy.clientFrom("127.7.0." + i).get("/").status()).isEqualTo(200);
    }
    HttpReply refused = proxy.clientFrom("127.7.0.5").get("/");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("proxy-status")).contains("per 1h on this route");
  }

  @Test
  void aGreedyClientDoesNotUseUpWhatAllShare() throws Exception {
    proxy.start(config(hourly(4, By.ROUTE), hourly(2, By.CLIENT)));
    RawClient greedy = proxy.clientFrom("127.7.0.1");
    for (int i = 0; i < 20; i++) {
      assertThat(greedy.get("/").status()).isEqualTo(i < 2 ? 200 : 429);
    }
    assertThat(proxy.clientFrom("127.7.0.2").get("/").status()).isEqualTo(200);
    assertThat(proxy.clientFrom("127.7.0.3").get("/").status()).isEqualTo(200);
    assertThat(proxy.clientFrom("127.7.0.4").get("/").status()).isEqualTo(429);
  }

  @Test
  void nobodyElsesWordMakesAnotherClient() throws Exception {
    proxy.start(config(hourly(1, By.CLIENT)));
    RawClient client = proxy.client();
    assertThat(askFor(client, "203.0.113.1")).isEqualTo(200);
    for (int i = 2; i < 20; i++) {
      assertThat(askFor(client, "203.0.113." + i)).isEqualTo(429);
    }
  }

  @Test
  void aTrustedProxyNamesItsClients() throws Exception {
    proxy.start(config(hourly(1, By.CLIENT)).trusting(LOOPBACK));
    RawClient front = proxy.client();
    assertThat(askFor(front, "203.0.113.1")).isEqualTo(200);
    assertThat(askFor(front, "203.0.113.2")).isEqualTo(200);
    assertThat(askFor(front, "203.0.113.1")).isEqualTo(429);
    // What the client wrote itself stands before what the proxy added.
    assertThat(askFor(front, "198.51.100.7, 203.0.113.1")).isEqualTo(429);
    assertThat(askFor(front, "198.51.100.8,198.51.100.9 , 203.0.113.2, 127.0.0.9")).isEqualTo(429);
    assertThat(askFor(front, "198.51.100.7")).as("it was not charged to him").isEqualTo(200);
    // What cannot be read, or is not there, is counted to the proxy.
    assertThat(askFor(front, "unknown")).isEqualTo(200);
    assertThat(front.get("/").status()).isEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, 2001:db8::ffff:1:2:3, 429",
    "2001:db8::1, 2001:db8:0:1::1, 200",
    "203.0.113.1, ::ffff:203.0.113.1, 429",
    "203.0.113.1, 203.0.113.2, 200",
    "::1, 203.0.113.1, 200",
  })
  void aNetworkOf64BitsIsOneClient(String first, String second, int status) throws Exception {
    proxy.start(config(hourly(1, By.CLIENT)).trusting(LOOPBACK));
    RawClient front = proxy.client();
    assertThat(askFor(front, first)).isEqualTo(200);
    assertThat(askFor(front, second)).isEqualTo(status);
  }

  @Test
  void aReloadForgetsOnlyLimitsThatChange() throws Exception {
    RateLimit limit = hourly(1, By.CLIENT);
    proxy.start(config(limit));
    RawClient client = proxy.client();
    assertThat(client.get("/").status()).isEqualTo(200);
    proxy.reload(config(limit));
    assertThat(client.get("/").status()).isEqualTo(429);
    assertThat(proxy.proxy().pressure().rateLimits()).hasSize(1);
    proxy.reload(config(hourly(2, By.CLIENT)));
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(proxy.proxy().pressure().rateLimits()).hasSize(1);
    proxy.reload(config());
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(proxy.proxy().pressure().rateLimits()).isEmpty();
  }

  @Test
  void routesCountByThemselves() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("hello")));
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()))
            .route("/login", "api", hourly(1, By.CLIENT))
            .route("/search", "api", hourly(1, By.CLIENT))
            .route("/", "api"));
    RawClient client = proxy.client();
    assertThat(client.get("/login").status()).isEqualTo(200);
    assertThat(client.get("/login").status()).isEqualTo(429);
    assertThat(client.get("/search").status()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void answersOfOurOwnAreLimitedToo() throws Exception {
    Admission limited = new Admission(Priority.NORMAL, List.of(hourly(1, By.ROUTE)));
    RouteAction fixed = new RouteAction.Respond(200, "hi", "text/plain");
    proxy.start(TestConfig.of().route("/", fixed, limited));
    RawClient client = proxy.client();
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(client.get("/").status()).isEqualTo(429);
  }

  @Test
  void theBodyOfARefusedRequestIsNotWaitedFor() throws Exception {
    proxy.start(config(hourly(1, By.CLIENT)));
    assertThat(proxy.client().get("/").status()).isEqualTo(200);
    HttpReply refused =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n").read();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.saysClose()).isTrue();
  }
}
