package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawConnection;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets, and a server is blamed for, when servers fail; and what is tried again. */
@ExtendWith(LeakCheck.class)
class FailureAnswersTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  @Test
  void aRefusedConnectIsTriedAtAnotherServer() throws Exception {
    RawServer alive = proxy.server(Scripts.always(ok("alive")));
    proxy.start(
        TestConfig.of(new TestPool("api").servers(FreePorts.next(), alive.port()).attempts(2)));
    RawClient client = proxy.client();
    for (int i = 0; i < 6; i++) {
      assertThat(
              client
                  .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                  .read()
                  .body())
          .as("nothing was sent to the dead one, so even a POST may go on")
          .isEqualTo("alive");
    }
    assertThat(proxy.totals(1).connectFailures()).isPositive();
    assertThat(proxy.totals(2).responses(2)).isEqualTo(6);
    assertThat(proxy.proxy().traffic().routes())
        .isNotEmpty()
        .allSatisfy(route -> assertThat(route.errors()).as("no client saw any").isEmpty());
  }

  @Test
  void withoutAnotherServerTheClientIsToldWhatHappened() throws Exception {
    proxy.start(TestConfig.of(new TestPool("api").servers(FreePorts.next())));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.header("proxy-status"))
        .isEqualTo("evenkeel; error=connection_refused; details=\"connection refused\"");
    assertThat(reply.header("content-type")).startsWith("text/plain");
    assertThat(proxy.totals(1).connectFailures()).isEqualTo(1);
  }

  @Test
  void aConnectThatFailsAtOnceIsLikeAnyOther() throws Exception {
    RawServer alive = proxy.server(Scripts.always(ok("alive")));
    // The kernel refuses to connect to a multicast address before anything is sent.
    HostPort unroutable = new HostPort("224.0.0.1", 80);
    proxy.start(
        TestConfig.of(
                new TestPool("api").server(unroutable).servers(alive.port()).attempts(2),
                new TestPool("lost").server(unroutable))
            .route("/lost", "lost")
            .route("/", "api"));
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
      HttpReply reply = client.get("/lost");
      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.header("proxy-status")).contains("error=destination_ip_unroutable");
    }
  }

  @Test
  void whoAcceptsJsonGetsAProblem() throws Exception {
    proxy.start(TestConfig.of(new TestPool("api").servers(FreePorts.next())));
    RawClient client = proxy.client();
    HttpReply reply =
        client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n").read();
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.body()).contains("\"status\":502", "\"title\":\"Bad Gateway\"");
    HttpReply head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readBodiless();
    assertThat(head.status()).isEqualTo(502);
    assertThat(client.get("/").status()).as("the connection goes on").isEqualTo(502);
  }

  @Test
  void aPoolWithoutServersIsUnavailable() throws Exception {
    proxy.start(TestConfig.of(new TestPool("api")));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("retry-after")).as("about a round of checks, spread").matches("[234]");
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=destination_unavailable");
  }

  @Test
  void aServerThatDoesNotAnswerIsTimedOut() throws Exception {
    RawServer server = proxy.server(RawConnection::hold);
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port()).responseTimeout(SHORT)));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=http_response_timeout");
    assertThat(proxy.totals(1).timeouts()).isEqualTo(1);
  }

  @Test
  void aServerThatStopsInTheMiddleOfABodyIsCutOff() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345").hold();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port()).responseTimeout(SHORT)));
    String reply = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
    assertThat(reply).endsWith("\r\n\r\n12345");
    assertThat(proxy.totals(1).timeouts()).isEqualTo(1);
  }

  /**
   * Between a connect and the first write there are microseconds: many tries, so that some resets
   * arrive in them and the write itself fails.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
      })
  void aServerThatResetsWhatItAcceptsIsABadGatewayAndNothingWorse(String request) throws Exception {
    RawServer server = proxy.server(RawConnection::reset);
    proxy.start(
        TestConfig.of(
            new TestPool("api")
                .servers(server.port())
                .attempts(1)
                .breaker(new BreakerPolicy.None())));
    RawClient client = proxy.client();
    for (int i = 0; i < 3000; i++) {
      assertThat(client.send(request).read().status()).isEqualTo(502);
    }
  }

  @Test
  void aRoutesTimeoutHoldsForAllAttempts() throws Exception {
    RawServer server = proxy.server(RawConnection::hold);
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()))
            .route("/", new RouteAction.ToPool(new PoolName("api"), SHORT)));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.header("proxy-status")).contains("within the route's timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "'', connection_terminated",
    "HTTP/1.1 200 OK\\r\\nContent-Le, connection_terminated",
    "SSH-2.0-OpenSSH_9.9\\r\\n, http_protocol_error",
    "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n, http_protocol_error",
    "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\n\\r\\n, http_protocol_error",
  })
  void anAnswerThatIsNoneIsABadGateway(String answer, String token) throws Exception {
    RawServer server = proxy.server(Scripts.once(answer.replace("\\r", "\r").replace("\\n", "\n")));
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port()).attempts(1)));
    RawClient client = proxy.client();
    HttpReply reply = client.get("/");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=" + token);
    assertThat(client.get("/").status()).isEqualTo(502);
    assertThat(proxy.totals(1).broken()).isEqualTo(2);
  }

  /** Answers the first request of the first connection only, then closes it when the next comes. */
  private RawServer forgetful() {
    boolean[] known = new boolean[1];
    return proxy.server(connection -> {
      if (!known[0]) {
        known[0] = true;
        Scripts.readRequest(connection);
        connection.send(ok("first"));
        Scripts.readRequest(connection);
      } else {
        Scripts.always(ok("again")).serve(connection);
      }
    });
  }

  @Test
  void aRequestThatMetAClosingIdleConnectionIsSentAgain() throws Exception {
    RawServer server = forgetful();
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").body()).isEqualTo("first");
    assertThat(client.get("/").body()).isEqualTo("again");
    assertThat(proxy.totals(1).broken()).as("nobody's fault").isZero();
  }

  @Test
  void butNotOneThatMayHaveBeenActedOn() throws Exception {
    RawServer server = forgetful();
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").body()).isEqualTo("first");
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    HttpReply reply = client.send(post).read();
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.header("proxy-status")).startsWith("evenkeel; error=connection_terminated");
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesFreesTheServerAndIsNotItsFault() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.awaitEnd();
          left.countDown();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    client.reset();
    assertThat(left.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> proxy.totals(1).abandoned() == 1);
    assertThat(proxy.totals(1).finished()).isEqualTo(1);
    assertThat(proxy.serverState(1).inFlight()).isZero();
  }

  @Test
  void aClientThatLeavesInTheMiddleOfItsBodyIsNotTheServersFault() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.awaitEnd();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf").finish();
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> proxy.totals(1).abandoned() == 1);
  }
}
