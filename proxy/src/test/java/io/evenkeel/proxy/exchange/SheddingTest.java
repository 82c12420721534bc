package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that are full, seen by requests of different priority, and under a flood. */
@ExtendWith(LeakCheck.class)
class SheddingTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  /** Lets one request after the other have its answer. */
  private final Semaphore answers = new Semaphore(0);

  private void oneAtATime(int queue, Duration timeout) {
    RawServer server =
        proxy.server(connection -> {
          for (String request = Scripts.readRequest(connection);
              !request.isEmpty();
              request = Scripts.readRequest(connection)) {
            answers.acquire();
            connection.send(ok(request.substring(4, request.indexOf(' ', 4))));
          }
        });
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()).limits(1, queue, timeout))
            .route("/high", "api", Priority.HIGH)
            .route("/low", "api", Priority.LOW)
            .route("/", "api", Priority.NORMAL));
  }

  private RawClient ask(String path) throws Exception {
    return proxy.client().send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private PoolQueue queue() {
    return proxy.proxy().pressure().queues().getFirst();
  }

  private RawClient waiting(String path, int waiting) throws Exception {
    RawClient client = ask(path);
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> !proxy.proxy().pressure().queues().isEmpty() && queue().waiting() == waiting);
    return client;
  }

  @Test
  void higherPrioritiesGoFirstAndTakeTheLastPlace() throws Exception {
    oneAtATime(4, LONG);
    RawClient served = ask("/served");
    proxy.awaitInFlight(1, 1);
    RawClient lowFirst = waiting("/low/1", 1);
    RawClient low = waiting("/low/2", 2);
    RawClient normal = waiting("/normal", 3);
    assertThat(proxy.client().get("/low/3").header("proxy-status"))
        .contains("requests of low priority are shed");
    RawClient high = waiting("/high", 4);
    RawClient another = ask("/high/2");
    HttpReply displaced = low.read();
    assertThat(displaced.status()).isEqualTo(503);
    assertThat(displaced.header("proxy-status")).contains("others go first");
    assertThat(displaced.header("retry-after")).isNotNull();
    List<String> order = new ArrayList<>();
    for (RawClient next : List.of(served, high, another, normal, lowFirst)) {
      answers.release();
      order.add(next.read().body());
    }
    assertThat(order).containsExactly("/served", "/high", "/high/2", "/normal", "/low/1");
    assertThat(queue().waiting()).isZero();
    assertThat(queue().shed().keySet())
        .containsExactlyInAnyOrder(ShedReason.QUEUE_FILLING, ShedReason.DISPLACED);
  }

  /** Nobody is served, and more and more come: half of the timeout is all that one waits. */
  @Test
  void aQueueThatDoesNotDrainServesTheNewestAndSendsTheOldestAway() throws Exception {
    oneAtATime(1_000, Duration.ofSeconds(2));
    RawClient served = ask("/served");
    proxy.awaitInFlight(1, 1);
    RawClient oldest = waiting("/0", 1);
    for (int i = 1; !oldest.hasAnswerWithin(Duration.ofMillis(10)); i++) {
      var _ = ask("/" + i);
    }
    HttpReply sentAway = oldest.read();
    assertThat(sentAway.status()).isEqualTo(503);
    assertThat(sentAway.header("proxy-status")).contains("the queue does not drain");
    assertThat(sentAway.header("retry-after")).isNotNull();
    RawClient newest = ask("/newest");
    assertThat(newest.hasAnswerWithin(Duration.ofMillis(200))).isFalse();
    answers.release(2);
    assertThat(served.read().body()).isEqualTo("/served");
    assertThat(newest.read().body()).isEqualTo("/newest");
    assertThat(queue().shed()).containsKey(ShedReason.QUEUE_DELAY);
  }

  /**
   * Four slots of 20 ms each, and three times what they can do. The best goodput is measured on the
   * same machine in the same minute, by clients that wait for their answers.
   */
  @Test
  void underThreeTimesItsCapacityAServerKeepsItsGoodput() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            LockSupport.parkNanos(20_000_000);
            connection.send(ok("done"));
          }
        });
    proxy.start(
        TestConfig.of(
            new TestPool("api").servers(server.port()).limits(4, 256, Duration.ofSeconds(1))));
    double best;
    long refused;
    try (LoadClient load = LoadClient.start(proxy.port(), "/", 12)) {
      best = perSecond(load);
      refused = load.stop().refused();
    }
    // More than have a place in the queue: each waits for its answer before it asks again.
    List<String> clients =
        IntStream.range(0, 400).mapToObj(i -> "127.8." + i / 200 + "." + (1 + i % 200)).toList();
    try (LoadClient load = LoadClient.steady(proxy.port(), "/", (int) (3 * best), clients)) {
      load.awaitOk((long) best);
      double goodput = perSecond(load);
      assertThat(goodput).as("of %.0f at best", best).isGreaterThan(0.85 * best);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isPositive();
      refused += report.refused();
    }
    assertThat(queue().shedTotal()).isEqualTo(refused);
    assertThat(queue().shed()).containsKey(ShedReason.QUEUE_DELAY);
  }

  private static double perSecond(LoadClient load) {
    load.awaitOk(50);
    long begin = System.nanoTime();
    long before = load.report().ok();
    load.awaitOk(600);
    return (load.report().ok() - before) * 1e9 / (System.nanoTime() - begin);
  }
}
