package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.HedgePolicy;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A second attempt beside a slow first one. */
@ExtendWith(LeakCheck.class)
class HedgeTest {
  private static final Duration SOON = Duration.ofMillis(30);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private long hedges() {
    return proxy.pool("api").retries().count(RetryReason.HEDGE);
  }

  private static TestPool hedged(int... ports) {
    return new TestPool("api").servers(ports).hedge(new HedgePolicy.AfterTime(SOON));
  }

  @Test
  void theFasterAnswerCountsAndTheOtherAttemptIsGivenUp() throws Exception {
    RawServer silent =
        proxy.server(connection -> {
          Scripts.readRequest(connection);
          connection.awaitEnd();
        });
    RawServer alive = proxy.server(Scripts.always(ok("alive")));
    proxy.start(TestConfig.of(hedged(silent.port(), alive.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 6; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(hedges()).isPositive();
    assertThat(proxy.totals(1).abandoned()).as("it is not to blame").isEqualTo(hedges());
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> silent.open() == 0);
  }

  @Test
  void whereTheFirstAnswersInTimeThereIsNone() throws Exception {
    RawServer one = proxy.server(Scripts.always(ok("one")));
    RawServer two = proxy.server(Scripts.always(ok("two")));
    proxy.start(
        TestConfig.of(
            new TestPool("api")
                .servers(one.port(), two.port())
                .hedge(new HedgePolicy.AfterTime(Duration.ofSeconds(10)))));
    RawClient client = proxy.client();
    for (int i = 0; i < 50; i++) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
    assertThat(hedges()).isZero();
  }

  @Test
  void theFirstMayStillWin() throws Exception {
    RawServer.Script slow =
        connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            Thread.sleep(5 * SOON.toMillis());
            connection.send(ok("slow"));
          }
        };
    RawServer one = proxy.server(slow);
    RawServer silent = proxy.server(Scripts.silent());
    proxy.start(TestConfig.of(hedged(one.port(), silent.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").body()).isEqualTo("slow");
    }
    assertThat(hedges()).isPositive();
    assertThat(proxy.totals(2).abandoned()).isEqualTo(hedges());
    assertThat(proxy.totals(1).responses(2)).isEqualTo(4);
  }

  @Test
  void whenTheFirstFailsTheSecondGoesOn() throws Exception {
    RawServer.Script breakingLate =
        connection -> {
          Scripts.readRequest(connection);
          Thread.sleep(3 * SOON.toMillis());
          connection.reset();
        };
    RawServer.Script slow =
        connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            Thread.sleep(8 * SOON.toMillis());
            connection.send(ok("slow"));
          }
        };
    RawServer breaking = proxy.server(breakingLate);
    RawServer working = proxy.server(slow);
    proxy.start(TestConfig.of(hedged(breaking.port(), working.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").body()).isEqualTo("slow");
    }
    assertThat(proxy.totals(1).broken()).as("as first and as second").isBetween(1L, 4L);
    assertThat(proxy.totals(1).finished() + proxy.totals(2).finished())
        .as("no third attempt")
        .isLessThanOrEqualTo(8);
  }

  @Test
  void aFailureOfTheFasterIsNoAnswerWhileTheOtherIsUnderWay() throws Exception {
    RawServer.Script failingLate =
        connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            Thread.sleep(3 * SOON.toMillis());
            connection.send("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
          }
        };
    RawServer.Script slow =
        connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            Thread.sleep(8 * SOON.toMillis());
            connection.send(ok("slow"));
          }
        };
    RawServer failing = proxy.server(failingLate);
    RawServer working = proxy.server(slow);
    proxy.start(TestConfig.of(hedged(failing.port(), working.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").body()).isEqualTo("slow");
    }
    assertThat(proxy.totals(1).responses(5)).isBetween(1L, 4L);
  }

  @Test
  void whatMustNotBeSentTwiceIsNotHedged() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer other = proxy.server(Scripts.silent());
    proxy.start(
        TestConfig.of(hedged(silent.port(), other.port()).responseTimeout(SOON.multipliedBy(10))));
    RawClient client = proxy.client();
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
    assertThat(client.send(post).read().status()).isEqualTo(504);
    assertThat(hedges()).isZero();
  }

  @Test
  void thereIsNoneWithoutBudgetNorWithoutAnotherServer() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer other = proxy.server(Scripts.silent());
    Duration timeout = SOON.multipliedBy(10);
    proxy.start(
        TestConfig.of(
                hedged(silent.port(), other.port()).responseTimeout(timeout).budget(0),
                new TestPool("one")
                    .servers(silent.port())
                    .responseTimeout(timeout)
                    .hedge(new HedgePolicy.AfterTime(SOON)))
            .route("/one", "one")
            .route("/", "api"));
    assertThat(proxy.client().get("/").status()).isEqualTo(504);
    assertThat(proxy.client().get("/one").status()).isEqualTo(504);
    assertThat(hedges()).isZero();
    assertThat(proxy.pool("one").retries().count(RetryReason.HEDGE)).isZero();
  }

  @Test
  void aPercentileIsUsedOnceItIsKnown() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer alive = proxy.server(Scripts.always(ok("alive")));
    proxy.start(
        TestConfig.of(
            new TestPool("api")
                .servers(silent.port(), alive.port())
                .hedge(new HedgePolicy.AfterPercentile(95))));
    proxy.pool("api").retries().hedgeAfterNanos(SOON.toNanos());
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").body()).isEqualTo("alive");
    }
    assertThat(hedges()).isPositive();
  }

  @Test
  void aClientThatLeavesEndsBothAttempts() throws Exception {
    RawServer one = proxy.server(Scripts.silent());
    RawServer two = proxy.server(Scripts.silent());
    proxy.start(TestConfig.of(hedged(one.port(), two.port())));
    RawClient client = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    proxy.awaitInFlight(2, 1);
    client.reset();
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> proxy.totals(1).abandoned() + proxy.totals(2).abandoned() == 2);
  }

  @Test
  void anIdempotentBodyThatIsThereGoesAlong() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    RawServer echo = proxy.server(Scripts.echo());
    proxy.start(TestConfig.of(hedged(silent.port(), echo.port())));
    RawClient client = proxy.client();
    for (int i = 0; i < 4; i++) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().body()).startsWith("PUT / ").endsWith("\r\n\r\nhello");
    }
    assertThat(hedges()).isPositive();
  }
}
