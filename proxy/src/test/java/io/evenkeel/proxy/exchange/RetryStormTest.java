package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.resilience.RetryBudget;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What servers get when they fail: never more than a fifth more than the clients sent. Counted by
 * the servers themselves, without circuit breakers, which would let less through.
 */
@ExtendWith(LeakCheck.class)
class RetryStormTest {
  private static final int CLIENTS = 10;
  private static final int REQUESTS_EACH = 100;

  /** 500 a second in all, as far as the machine keeps up. */
  private static final Duration PACE = Duration.ofMillis(20);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private final AtomicInteger arrived = new AtomicInteger();

  private RawServer counting(String answer) {
    return proxy.server(connection -> {
      while (!Scripts.readRequest(connection).isEmpty()) {
        arrived.incrementAndGet();
        connection.send(answer);
      }
    });
  }

  private RawServer failing() {
    return counting("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
  }

  private RawServer breaking() {
    return proxy.server(connection -> {
      if (!Scripts.readRequest(connection).isEmpty()) {
        arrived.incrementAndGet();
      }
      connection.reset();
    });
  }

  /** Sends the requests; how many were answered with 200. */
  private int load() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> good = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Callable<Integer> one = this::oneClient;
        good.add(clients.submit(one));
      }
      int sum = 0;
      for (Future<Integer> each : good) {
        sum += each.get();
      }
      return sum;
    }
  }

  private int oneClient() throws Exception {
    RawClient client = proxy.client();
    int good = 0;
    for (int i = 0; i < REQUESTS_EACH; i++) {
      good += client.get("/").status() == 200 ? 1 : 0;
      LockSupport.parkNanos(PACE.toNanos());
    }
    return good;
  }

  private static TestPool pool(RawServer... servers) {
    TestPool pool = new TestPool("api").breaker(new BreakerPolicy.None()).attempts(10);
    for (RawServer server : servers) {
      pool.servers(server.port());
    }
    return pool;
  }

  private void assertNoStorm() {
    int requests = CLIENTS * REQUESTS_EACH;
    // However slow the machine is: the floor is the larger part below 15 requests a second only.
    assertThat(requests * 0.2).isGreaterThan(RetryBudget.FLOOR_PER_SECOND * RetryBudget.SLOTS);
    assertThat(arrived.get()).isGreaterThanOrEqualTo(requests);
    assertThat(arrived.get() / (double) requests).isLessThanOrEqualTo(1.2);
  }

  @Test
  void whenAllServersFail() throws Exception {
    proxy.start(TestConfig.of(pool(failing(), failing(), failing())));
    assertThat(load()).isZero();
    assertNoStorm();
    assertThat(proxy.pool("api").retries().budget().refused()).isPositive();
  }

  @Test
  void whenTwoOfThreeFail() throws Exception {
    RawServer alive = counting(ok("alive"));
    proxy.start(TestConfig.of(pool(failing(), failing(), alive)));
    assertThat(load()).isGreaterThan(CLIENTS * REQUESTS_EACH / 3);
    assertNoStorm();
  }

  @Test
  void whenAllServersBreakTheirConnections() throws Exception {
    proxy.start(TestConfig.of(pool(breaking(), breaking())));
    assertThat(load()).isZero();
    assertNoStorm();
  }

  @Test
  void whenTheOnlyServerFails() throws Exception {
    proxy.start(TestConfig.of(pool(failing())));
    assertThat(load()).isZero();
    assertThat(arrived.get())
        .as("a busy server is not hammered")
        .isEqualTo(CLIENTS * REQUESTS_EACH);
  }
}
