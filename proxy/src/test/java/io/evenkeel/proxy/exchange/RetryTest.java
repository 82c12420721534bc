package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.resilience.PoolRetries;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of {@code RetryRules}, end to end: what reaches servers a second time, and what not.
 */
@ExtendWith(LeakCheck.class)
class RetryTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

  /** Requests enough that round robin begins at every server. */
  private static final int ROUND = 4;

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private PoolRetries retries() {
    return proxy.pool("api").retries();
  }

  private RawServer alive() {
    return proxy.server(Scripts.always(ok("alive")));
  }

  // ---- refused, connect-timeout

  @Test
  void twoOfThreeThatRefuseAreNoticedByNobody() throws Exception {
    RawServer alive = alive();
    proxy.start(
        TestConfig.of(
            new TestPool("api")
                .servers(FreePorts.next(), FreePorts.next(), alive.port())
                .attempts(2)
                .budget(0)));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.send(POST).read().body()).isEqualTo("alive");
    }
    assertThat(retries().count(RetryReason.REFUSED)).isGreaterThanOrEqualTo(2);
    assertThat(retries().budget().retries()).as("nothing reached a server twice").isZero();
  }

  @Test
  void aServerThatDoesNotTakeTheConnectionCostsAnAttempt() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Fills its queue: further connections get no answer.
      for (int i = 0; i < 8; i++) {
        SocketChannel filler = proxy.keep(SocketChannel.open());
        filler.configureBlocking(false);
        filler.connect(full.getLocalSocketAddress());
      }
      RawServer alive = alive();
      proxy.start(
          TestConfig.of(
              new TestPool("api")
                  .servers(full.getLocalPort(), alive.port())
                  .connectTimeout(SHORT)));
      RawClient client = proxy.client();
      for (int i = 0; i < ROUND; i++) {
        assertThat(client.send(POST).read().body()).isEqualTo("alive");
      }
      assertThat(retries().count(RetryReason.CONNECT_TIMEOUT)).isPositive();
      assertThat(retries().budget().retries())
          .isEqualTo(retries().count(RetryReason.CONNECT_TIMEOUT));
    }
  }

  // ---- reset

  @Test
  void aBrokenConnectionSendsAnIdempotentRequestElsewhere() throws Exception {
    RawServer broken = proxy.server(Scripts.resetting());
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(broken.port(), alive.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(proxy.totals(1).broken()).isPositive();
    assertThat(retries().count(RetryReason.RESET)).isEqualTo(proxy.totals(1).broken());
  }

  @Test
  void aPostIsNeverSentAgainOnceItsBytesWereSent() throws Exception {
    AtomicInteger got = new AtomicInteger();
    RawServer.Script counting =
        connection -> {
          if (!Scripts.readRequest(connection).isEmpty()) {
            got.incrementAndGet();
          }
          connection.reset();
        };
    RawServer first = proxy.server(counting);
    RawServer second = proxy.server(counting);
    proxy.start(
        TestConfig.of(new TestPool("api").servers(first.port(), second.port()).attempts(5)));
    RawClient client = proxy.client();
    for (int i = 1; i <= ROUND; i++) {
      assertThat(client.send(POST).read().status()).isEqualTo(502);
      assertThat(got.get()).isEqualTo(i);
    }
  }

  @Test
  void unlessTheOperatorSaysThatItMay() throws Exception {
    RawServer broken = proxy.server(Scripts.resetting());
    RawServer echo = proxy.server(Scripts.echo());
    RetryPolicy all =
        new RetryPolicy(
            2, 0.2, true, true, Set.of(), RetryPolicy.Methods.ALL, Duration.ofSeconds(5));
    proxy.start(
        TestConfig.of(new TestPool("api").servers(broken.port(), echo.port()).retries(all)));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.send(POST).read().body()).startsWith("POST / ").endsWith("hi");
    }
  }

  /** What broke it may break it again, and an answer that is no HTTP is to be seen. */
  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.9\r\n"})
  void theOnlyServerIsNotTriedAgain(String begin) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    RawServer server =
        proxy.server(connection -> {
          if (connections.incrementAndGet() == 1) {
            Scripts.once(begin).serve(connection);
          } else {
            Scripts.always(ok("again")).serve(connection);
          }
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").status()).isEqualTo(502);
    assertThat(client.get("/").body()).as("the next request").isEqualTo("again");
    assertThat(proxy.totals(1).broken()).isEqualTo(1);
    assertThat(retries().count(RetryReason.RESET)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-OpenSSH_9.9\r\n"})
  void anAnswerOfWhichTheClientHasSeenNothingCanBeForgotten(String begin) throws Exception {
    RawServer broken = proxy.server(Scripts.once(begin));
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(broken.port(), alive.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(proxy.totals(1).broken()).isPositive();
  }

  @Test
  void anAnswerThatHasBegunIsNot() throws Exception {
    RawServer.Script half = Scripts.once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha");
    RawServer one = proxy.server(half);
    RawServer two = proxy.server(half);
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    String reply = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();
    assertThat(reply).endsWith("\r\n\r\nha");
    assertThat(one.accepted() + two.accepted()).isEqualTo(1);
  }

  // ---- timeout

  @Test
  void aServerThatDoesNotAnswerInTheTimeOfATryIsLeft() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer alive = alive();
    proxy.start(
        TestConfig.of(new TestPool("api").servers(silent.port(), alive.port()).perTry(SHORT)));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(proxy.totals(1).timeouts()).isPositive();
    assertThat(retries().count(RetryReason.TIMEOUT)).isEqualTo(proxy.totals(1).timeouts());
  }

  @Test
  void theLastTryHasTheWholeTimeForAnAnswer() throws Exception {
    RawServer.Script slow =
        connection -> {
          Scripts.readRequest(connection);
          Thread.sleep(4 * SHORT.toMillis());
          connection.send(ok("slow")).finish();
        };
    RawServer one = proxy.server(slow);
    RawServer two = proxy.server(slow);
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port()).perTry(SHORT)));
    assertThat(proxy.client().get("/").body()).as("alone, or at the last try").isEqualTo("slow");
    RawClient client = proxy.client();
    assertThat(client.send(POST).read().body()).as("not to be sent again").isEqualTo("slow");
    assertThat(retries().count(RetryReason.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void whoHasNowhereToGoStays() throws Exception {
    RawServer slow =
        proxy.server(connection -> {
          Scripts.readRequest(connection);
          Thread.sleep(3 * SHORT.toMillis());
          connection.send(ok("slow"));
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(slow.port()).perTry(SHORT)));
    assertThat(proxy.client().get("/").body()).isEqualTo("slow");
    assertThat(proxy.totals(1).timeouts()).isZero();
    assertThat(slow.accepted()).isEqualTo(1);
  }

  @Test
  void whoWaitsForAServerFoundStalledGoesElsewhere() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(silent.port(), alive.port())));
    RawClient get = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    if (get.hasAnswerWithin(SHORT)) {
      assertThat(get.read().body()).isEqualTo("alive");
      get.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    proxy.awaitInFlight(1, 1);
    assertThat(proxy.client().get("/").body()).isEqualTo("alive");
    RawClient post = proxy.client().send(POST);
    proxy.awaitInFlight(1, 2);
    proxy.proxy().stalled(proxy.serverState(1));
    assertThat(get.read().body()).isEqualTo("alive");
    assertThat(proxy.totals(1).timeouts()).isEqualTo(1);
    assertThat(proxy.serverState(1).inFlight()).as("the POST stays where it is").isEqualTo(1);
    post.close();
  }

  @Test
  void whoWaitsForAServerThatDiedGoesElsewhere() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(silent.port(), alive.port())));
    RawClient first = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    RawClient second = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    proxy.proxy().forget(proxy.serverState(1));
    assertThat(first.read().body()).isEqualTo("alive");
    assertThat(second.read().body()).isEqualTo("alive");
    assertThat(proxy.totals(1).broken()).isEqualTo(1);
  }

  @Test
  void theRoutesTimeIsForAllTriesTogether() throws Exception {
    RawServer one = proxy.server(Scripts.silent());
    RawServer two = proxy.server(Scripts.silent());
    proxy.start(
        TestConfig.of(
                new TestPool("api").servers(one.port(), two.port()).attempts(10).perTry(SHORT))
            .route("/", new RouteAction.ToPool(new PoolName("api"), SHORT.multipliedBy(3))));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.header("proxy-status")).contains("within the route's timeout");
    assertThat(proxy.totals(1).timeouts() + proxy.totals(2).timeouts()).isEqualTo(2);
  }

  // ---- status

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void aFailureThatIsNamedIsTriedElsewhere(int status) throws Exception {
    RawServer failing = proxy.server(Scripts.failing(status));
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), alive.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(proxy.totals(1).responses(5)).as("the server is charged with it").isPositive();
    assertThat(failing.accepted()).as("whole answers leave the connection good").isEqualTo(1);
    assertThat(retries().count(RetryReason.STATUS)).isEqualTo(proxy.totals(1).responses(5));
  }

  @Test
  void aPostThatFailedIsAnsweredSo() throws Exception {
    RawServer one = proxy.server(Scripts.failing(503));
    RawServer two = proxy.server(Scripts.failing(503));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    HttpReply reply = proxy.client().send(POST).read();
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body()).isEqualTo("sorry");
    assertThat(proxy.totals(1).finished() + proxy.totals(2).finished()).isEqualTo(1);
  }

  @Test
  void aStatusThatIsNotNamedIsAnAnswer() throws Exception {
    RawServer one = proxy.server(Scripts.failing(500));
    RawServer two = proxy.server(Scripts.failing(500));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    assertThat(proxy.client().get("/").status()).isEqualTo(500);
    assertThat(proxy.totals(1).finished() + proxy.totals(2).finished()).isEqualTo(1);
  }

  @Test
  void withoutAnotherServerTheAnswerPassesUnchanged() throws Exception {
    RawServer only =
        proxy.server(
            Scripts.always(
                "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nsorry"));
    proxy.start(TestConfig.of(new TestPool("api").servers(only.port()).attempts(5)));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("retry-after")).isEqualTo("7");
    assertThat(reply.body()).isEqualTo("sorry");
    assertThat(proxy.totals(1).finished()).isEqualTo(1);
    assertThat(retries().budget().retries()).as("nothing was spent").isZero();
  }

  @Test
  void theLastFailureIsTheAnswer() throws Exception {
    RawServer one = proxy.server(Scripts.failing(503));
    RawServer two = proxy.server(Scripts.failing(503));
    RawServer three = proxy.server(Scripts.failing(503));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port(), three.port())));
    HttpReply reply = proxy.client().get("/");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("proxy-status")).as("the server's, not ours").isNull();
    assertThat(proxy.totals(1).finished() + proxy.totals(2).finished() + proxy.totals(3).finished())
        .as("two attempts and no more")
        .isEqualTo(2);
  }

  @Test
  void anAnswerWhoseBodyIsStillToComeIsForgottenWithItsConnection() throws Exception {
    RawServer failing =
        proxy.server(connection -> {
          Scripts.readRequest(connection);
          connection.send("HTTP/1.1 503 No\r\nContent-Length: 1000000\r\n\r\nso").awaitEnd();
        });
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), alive.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < ROUND; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> failing.open() == 0);
  }

  @Test
  void theRestOfASmallAnswerIsReadAndTheConnectionKept() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    RawServer failing =
        proxy.server(connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            connection.send("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\n");
            answered.await();
            connection.send("sorry");
          }
        });
    RawServer alive = alive();
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), alive.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").body()).isEqualTo("alive");
    assertThat(client.get("/").body()).isEqualTo("alive");
    answered.countDown();
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> {
          assertThat(client.get("/").body()).isEqualTo("alive");
          return proxy.totals(1).responses(5) >= 10;
        });
    // Two while the first answers wait; more only where a machine is so busy that patience ends.
    assertThat(failing.accepted()).isLessThan(5);
  }

  @Test
  void withoutABudgetTheAnswerPassesAndIsCounted() throws Exception {
    RawServer one = proxy.server(Scripts.failing(503));
    RawServer two = proxy.server(Scripts.failing(503));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port()).budget(0)));
    assertThat(proxy.client().get("/").status()).isEqualTo(503);
    assertThat(proxy.totals(1).finished() + proxy.totals(2).finished()).isEqualTo(1);
    assertThat(retries().budget().refused()).isEqualTo(1);
  }

  // ---- clients

  @Test
  void interimAnswersForbidNothing() throws Exception {
    RawServer hinting =
        proxy.server(connection -> {
          Scripts.readRequest(connection);
          connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").reset();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(hinting.port(), alive().port())));
    RawClient client = proxy.client();
    int hints = 0;
    for (int i = 0; i < ROUND; i++) {
      HttpReply reply = client.get("/");
      if (reply.status() == 103) {
        hints++;
        reply = client.read();
      }
      assertThat(reply.body()).isEqualTo("alive");
    }
    // A reset may overtake the hint on its way to us.
    assertThat(hints).isLessThanOrEqualTo(Math.toIntExact(proxy.totals(1).broken()));
    assertThat(proxy.totals(1).broken()).isPositive();
  }

  @Test
  void pipelinedRequestsKeepTheirOrder() throws Exception {
    RawServer failing = proxy.server(Scripts.failing(503));
    RawServer echo = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), echo.port())));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    RawClient client = proxy.client().send(all.toString());
    for (int i = 0; i < 10; i++) {
      assertThat(client.read().body()).startsWith("GET /" + i + " ");
    }
  }

  @Test
  void aClientThatLeavesDuringTheSecondTryIsNobodysFault() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    RawServer failing = proxy.server(Scripts.failing(503));
    RawServer silent =
        proxy.server(connection -> {
          connection.readHead();
          connection.awaitEnd();
          left.countDown();
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(failing.port(), silent.port())));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(2, 1);
    client.reset();
    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> proxy.totals(2).abandoned() == 1);
  }

  @Test
  void aServerWithoutRoomIsNotWaitedForWhenThereIsAnAnswer() throws Exception {
    RawServer failing = proxy.server(Scripts.failing(503));
    RawServer silent = proxy.server(Scripts.silent());
    proxy.start(
        TestConfig.of(
            new TestPool("api")
                .servers(failing.port(), silent.port())
                .limits(1, 10, Duration.ofSeconds(30))));
    RawClient holding = proxy.client().send(POST);
    if (holding.hasAnswerWithin(SHORT)) {
      assertThat(holding.read().status()).isEqualTo(503);
      holding.send(POST);
    }
    proxy.awaitInFlight(2, 1);
    assertThat(proxy.client().get("/").body()).isEqualTo("sorry");
    assertThat(retries().budget().retries()).isZero();
    holding.close();
  }
}
