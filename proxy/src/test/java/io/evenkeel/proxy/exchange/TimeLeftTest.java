package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a server learns how long its answer is waited for. */
@ExtendWith(LeakCheck.class)
class TimeLeftTest {
  private static final String FIELD = "X-Evenkeel-Timeout-Ms";
  private static final Duration ROUTE = Duration.ofSeconds(20);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  private RawServer noting(String answer) {
    return proxy.server(connection -> {
      for (String head = Scripts.readRequest(connection);
          !head.isEmpty();
          head = Scripts.readRequest(connection)) {
        heads.add(head);
        connection.send(answer);
      }
    });
  }

  private static RouteAction within(Duration time) {
    return new RouteAction.ToPool(new PoolName("api"), time);
  }

  private String ask(String fields) throws Exception {
    assertThat(proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").read().body())
        .isEqualTo("ok");
    return Objects.requireNonNull(heads.poll(10, TimeUnit.SECONDS));
  }

  private static long millis(String head) {
    return Long.parseLong(Objects.requireNonNull(Scripts.field(head, FIELD), head).strip());
  }

  @Test
  void routesWithoutATimeoutSayNothing() throws Exception {
    proxy.start(TestConfig.of(new TestPool("api").servers(noting(ok("ok")).port())));
    assertThat(ask("")).doesNotContainIgnoringCase(FIELD);
    assertThat(ask(FIELD + ": 5000\r\n")).as("not from anybody").doesNotContainIgnoringCase(FIELD);
    assertThat(ask("x_evenkeel_timeout_ms: 5\r\n")).doesNotContain("x_evenkeel");
  }

  @Test
  void aServerIsToldWhatIsLeftOfTheRoutesTimeout() throws Exception {
    proxy.start(
        TestConfig.of(new TestPool("api").servers(noting(ok("ok")).port()))
            .route("/", within(ROUTE)));
    assertThat(millis(ask(""))).isBetween(1L, ROUTE.toMillis());
    assertThat(millis(ask(FIELD + ": 5\r\n"))).as("not believed").isGreaterThan(5);
  }

  @Test
  void theSecondServerHasLess() throws Exception {
    RawServer slow =
        proxy.server(connection -> {
          for (String head = Scripts.readRequest(connection);
              !head.isEmpty();
              head = Scripts.readRequest(connection)) {
            heads.add(head);
            Thread.sleep(50);
            connection.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
          }
        });
    proxy.start(
        TestConfig.of(new TestPool("api").servers(slow.port(), noting(ok("ok")).port()))
            .route("/", within(ROUTE)));
    for (int i = 0; i < 2; i++) {
      String first = ask("");
      String second = heads.poll();
      if (second != null) {
        assertThat(millis(second)).isLessThanOrEqualTo(millis(first) - 50);
        assertThat(second.replaceFirst(" +\\d+\r", "\r"))
            .as("nothing else has changed")
            .isEqualTo(first.replaceFirst(" +\\d+\r", "\r"));
      }
    }
    assertThat(proxy.totals(1).responses(5)).isPositive();
  }

  @Test
  void aTrustedProxyIsBelieved() throws Exception {
    proxy.start(
        TestConfig.of(new TestPool("api").servers(noting(ok("ok")).port()))
            .route("/free", RouteAction.ToPool.of(new PoolName("api")))
            .route("/", within(ROUTE))
            .trusting(new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8)));
    assertThat(millis(ask(FIELD + ": 5000\r\n"))).isBetween(1L, 5000L);
    assertThat(millis(ask(FIELD + ": 50000\r\n")))
        .as("the shorter of both")
        .isLessThanOrEqualTo(ROUTE.toMillis());
    assertThat(millis(ask(FIELD + ": soon\r\n"))).isLessThanOrEqualTo(ROUTE.toMillis());
    proxy.client().send("GET /free HTTP/1.1\r\nHost: a\r\n" + FIELD + ": 4000\r\n\r\n").read();
    assertThat(millis(Objects.requireNonNull(heads.poll(10, TimeUnit.SECONDS))))
        .isBetween(1L, 4000L);
  }

  @Test
  void andItsTimeIsKept() throws Exception {
    RawServer silent = proxy.server(Scripts.silent());
    proxy.start(
        TestConfig.of(new TestPool("api").servers(silent.port()))
            .trusting(new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8)));
    assertThat(
            proxy
                .client()
                .send("GET / HTTP/1.1\r\nHost: a\r\n" + FIELD + ": 100\r\n\r\n")
                .read()
                .status())
        .isEqualTo(504);
  }
}
