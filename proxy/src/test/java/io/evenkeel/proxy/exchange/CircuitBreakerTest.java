package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.resilience.BreakerMode;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.resilience.Forced;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawConnection;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Breakers of servers and of pools, seen by a client. */
@ExtendWith(LeakCheck.class)
class CircuitBreakerTest {
  private static final String ERROR = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

  /** Opens at half of ten; the time is short enough for a test, and is waited for by asking. */
  private static final BreakerPolicy QUICK = policy(Duration.ofMillis(300));

  /** The same, for a test that ends before it is over. */
  private static final BreakerPolicy LONG = policy(Duration.ofMinutes(10));

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private volatile String answer = ok("well");
  private final AtomicInteger asked = new AtomicInteger();

  private static BreakerPolicy policy(Duration openFor) {
    return new BreakerPolicy.Active(
        0.5, 1, Duration.ofSeconds(5), 10, Duration.ofMinutes(1), openFor, 2);
  }

  /** Answers as {@link #answer} says at that moment. */
  private RawServer changing() {
    return proxy.server(connection -> serve(connection, false));
  }

  /** The same, but every second request well. */
  private RawServer half() {
    return proxy.server(connection -> serve(connection, true));
  }

  private void serve(RawConnection connection, boolean everySecondWell) throws IOException {
    while (!Scripts.readRequest(connection).isEmpty()) {
      int number = asked.incrementAndGet();
      connection.send(everySecondWell && number % 2 == 0 ? ok("well") : answer);
    }
  }

  private RawServer well() {
    return proxy.server(Scripts.always(ok("other")));
  }

  private CircuitBreaker breaker(int n) {
    return proxy.serverState(n).breaker();
  }

  private TestPool pool(BreakerPolicy policy, RawServer... servers) {
    TestPool pool = new TestPool("api").breaker(policy);
    for (RawServer server : servers) {
      pool.servers(server.port());
    }
    return pool;
  }

  private void start(TestPool pool, int mayBeAway) {
    proxy.start(TestConfig.of(pool));
    proxy.serverState(1).absences().allow(mayBeAway);
  }

  @Test
  void aServerThatFailsEverySecondRequestIsLeftAloneThenTriedThenTakenBack() throws Exception {
    answer = ERROR;
    start(pool(QUICK, half(), well()), 1);
    RawClient client = proxy.client();
    int failed = 0;
    for (int i = 0; i < 100; i++) {
      failed += client.get("/").status() == 500 ? 1 : 0;
    }
    // Ten requests there until it opens; further ones are tries, far between.
    assertThat(failed).isBetween(5, 15);
    assertThat(asked.get()).isLessThan(40);
    assertThat(breaker(1).transitionsTo(BreakerMode.OPEN)).isPositive();
    assertThat(proxy.serverState(1).absences().taken())
        .isEqualTo(breaker(1).mode() == BreakerMode.CLOSED ? 0 : 1);
    answer = ok("well");
    Awaitility.await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> {
          assertThat(client.get("/").status()).isEqualTo(200);
          return breaker(1).mode() == BreakerMode.CLOSED;
        });
    assertThat(breaker(1).transitionsTo(BreakerMode.CLOSED)).isPositive();
    assertThat(proxy.serverState(1).absences().taken()).isZero();
  }

  @Test
  void whileOpenNoRequestGoesThereAtAll() throws Exception {
    answer = ERROR;
    start(pool(LONG, changing(), well()), 1);
    RawClient client = proxy.client();
    int failed = 0;
    for (int i = 0; i < 200; i++) {
      failed += client.get("/").status() == 500 ? 1 : 0;
    }
    assertThat(failed).isEqualTo(10);
    assertThat(asked.get()).isEqualTo(10);
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.OPEN);
  }

  @Test
  void aTryThatFailsOpensItForLonger() throws Exception {
    answer = ERROR;
    start(pool(QUICK, changing(), well()), 1);
    RawClient client = proxy.client();
    for (int i = 0; breaker(1).mode() == BreakerMode.CLOSED; i++) {
      assertThat(i).isLessThan(100);
      client.get("/");
    }
    Awaitility.await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> {
          client.get("/");
          return breaker(1).transitionsTo(BreakerMode.HALF_OPEN) == 1
              && breaker(1).mode() == BreakerMode.OPEN;
        });
    assertThat(breaker(1).waitNanos(System.nanoTime()))
        .isLessThanOrEqualTo(Duration.ofMillis(600).toNanos());
    assertThat(asked.get()).as("ten, and one try").isEqualTo(11);
  }

  @Test
  void theLastServerIsNeverCutOffByItsOwnErrors() throws Exception {
    answer = ERROR;
    start(pool(LONG, changing()), 0);
    RawClient client = proxy.client();
    for (int i = 0; i < 100; i++) {
      assertThat(client.get("/").status()).isEqualTo(500);
    }
    assertThat(asked.get()).isEqualTo(100);
    assertThat(breaker(1).isHeldClosed(System.nanoTime())).isTrue();
    assertThat(proxy.pool("api").breaker().mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void aPoolThatServesNobodyIsCutOffAndSaysWhenToComeBack() throws Exception {
    answer = BUSY;
    start(pool(LONG, changing()), 0);
    RawClient client = proxy.client();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/").header("proxy-status")).as("the server's own").isNull();
    }
    HttpReply refused = client.get("/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("proxy-status"))
        .isEqualTo(
            "evenkeel; error=destination_unavailable;"
                + " details=\"circuit breaker of pool api is open\"");
    assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(500, 630);
    assertThat(asked.get()).isEqualTo(10);
    // With a body, and on the same connection: nothing of it reaches the server.
    HttpReply posted =
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").read();
    assertThat(posted.status()).isEqualTo(503);
    assertThat(asked.get()).isEqualTo(10);
  }

  @Test
  void aPoolIsTriedAndTakenBack() throws Exception {
    answer = BUSY;
    start(pool(QUICK, changing()), 0);
    RawClient client = proxy.client();
    for (int i = 0; i < 10; i++) {
      client.get("/");
    }
    CircuitBreaker breaker = proxy.pool("api").breaker();
    assertThat(breaker.mode()).isNotEqualTo(BreakerMode.CLOSED);
    answer = ok("well");
    Awaitility.await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> client.get("/").status() == 200 && breaker.mode() == BreakerMode.CLOSED);
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  /** A few poisonous URLs, or half an application: nobody else is cut off for it. */
  @Test
  void errorsOfTheApplicationDoNotCutThePoolOff() throws Exception {
    answer = ERROR;
    start(pool(LONG, half()), 0);
    RawClient client = proxy.client();
    int good = 0;
    for (int i = 0; i < 200; i++) {
      good += client.get("/").status() == 200 ? 1 : 0;
    }
    assertThat(good).isEqualTo(100);
    assertThat(proxy.pool("api").breaker().mode()).isEqualTo(BreakerMode.CLOSED);
  }

  @Test
  void aPoolBreakerOutlivesAReload() throws Exception {
    answer = BUSY;
    RawServer server = changing();
    start(pool(LONG, server), 0);
    RawClient client = proxy.client();
    for (int i = 0; i < 10; i++) {
      client.get("/");
    }
    proxy.reload(TestConfig.of(pool(LONG, server).attempts(1)));
    assertThat(proxy.client().get("/").header("proxy-status")).contains("circuit breaker of pool");
    proxy.reload(TestConfig.of(pool(new BreakerPolicy.None(), server)));
    assertThat(proxy.client().get("/").header("proxy-status")).as("asked again").isNull();
  }

  @Test
  void serversForcedOpenAreNotWaitedFor() throws Exception {
    start(pool(LONG, changing()), 0);
    breaker(1).force(true, new Forced("ana", "a test", null, 0));
    HttpReply refused = proxy.client().get("/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("proxy-status")).contains("the circuit breakers of all servers");
    assertThat(refused.header("retry-after")).isNotNull();
    breaker(1).release();
    assertThat(proxy.client().get("/").status()).isEqualTo(200);
  }

  /** Whoever leaves while its request tries the server: the try is there for the next one. */
  @Test
  void aClientThatLeavesGivesItsTryBack() throws Exception {
    answer = ERROR;
    // The only server, so that every request is a try, in need of it.
    start(pool(LONG, changing()), 1);
    for (int i = 0; i < 10; i++) {
      assertThat(proxy.client().get("/").status()).isEqualTo(500);
    }
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.OPEN);
    answer = "";
    for (int left = 0; left < 5; left++) {
      RawClient leaving = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      proxy.awaitInFlight(1, 1);
      assertThat(breaker(1).mode()).isEqualTo(BreakerMode.HALF_OPEN);
      leaving.reset();
      proxy.awaitInFlight(1, 0);
    }
    answer = ok("well");
    assertThat(proxy.client().get("/").status()).isEqualTo(200);
    assertThat(proxy.client().get("/").status()).isEqualTo(200);
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
    assertThat(proxy.serverState(1).absences().taken()).isZero();
  }

  /** A stream of events never ends: whoever got its head has shown that the server is well. */
  @Test
  void anAnswerThatNeverEndsDoesNotKeepOthersFromTrying() throws Exception {
    answer = ERROR;
    start(pool(LONG, changing()), 1);
    for (int i = 0; i < 10; i++) {
      proxy.client().get("/");
    }
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nevent";
    for (int i = 0; i < 2; i++) {
      proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").awaitFirstByte();
    }
    assertThat(proxy.serverState(1).inFlight()).isEqualTo(2);
    assertThat(breaker(1).mode()).isEqualTo(BreakerMode.CLOSED);
  }
}
