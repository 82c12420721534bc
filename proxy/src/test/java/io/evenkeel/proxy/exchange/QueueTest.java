package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that are full: who waits, how long, and who is sent away. */
@ExtendWith(LeakCheck.class)
class QueueTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  /** Lets one request after the other have its answer. */
  private final Semaphore answers = new Semaphore(0);

  private void oneAtATime(int queue, Duration queueTimeout, int... morePorts) {
    RawServer server =
        proxy.server(connection -> {
          for (String request = Scripts.readRequest(connection);
              !request.isEmpty();
              request = Scripts.readRequest(connection)) {
            answers.acquire();
            connection.send(ok(request.substring(4, 6)));
          }
        });
    int[] ports = IntStream.concat(IntStream.of(server.port()), IntStream.of(morePorts)).toArray();
    proxy.start(TestConfig.of(new TestPool("api").servers(ports).limits(1, queue, queueTimeout)));
  }

  @Test
  void requestsWaitTheirTurn() throws Exception {
    oneAtATime(2, Duration.ofSeconds(10));
    RawClient first = proxy.client().send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    RawClient second = proxy.client().send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    answers.release(2);
    assertThat(first.read().body()).isEqualTo("/1");
    assertThat(second.read().body()).isEqualTo("/2");
    assertThat(proxy.totals(1).responses(2)).isEqualTo(2);
  }

  @Test
  void nobodyWaitsLongerThanTheQueueTimeout() throws Exception {
    oneAtATime(2, Duration.ofMillis(100));
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    HttpReply late = proxy.client().get("/");
    assertThat(late.status()).isEqualTo(503);
    assertThat(late.header("retry-after")).isNotNull();
    assertThat(late.header("proxy-status"))
        .startsWith("evenkeel; error=destination_unavailable")
        .contains("queue timeout");
    answers.release();
    assertThat(first.read().status()).isEqualTo(200);
  }

  @Test
  void whoFindsTheQueueFullIsSentAwayAtOnce() throws Exception {
    oneAtATime(1, Duration.ofSeconds(10));
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    // Whichever of the two comes last is sent away; only then the one before may go.
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var replies = new ExecutorCompletionService<HttpReply>(callers);
      replies.submit(() -> proxy.client().get("/"));
      replies.submit(() -> proxy.client().get("/"));
      HttpReply refused = replies.take().get();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("proxy-status")).contains("all servers are at their limit");
      assertThat(refused.header("retry-after")).isNotNull();
      answers.release(2);
      assertThat(replies.take().get().status()).isEqualTo(200);
    }
    assertThat(first.read().status()).isEqualTo(200);
  }

  @Test
  void withoutAQueueNobodyWaits() throws Exception {
    oneAtATime(0, Duration.ofSeconds(10));
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    assertThat(proxy.client().get("/").status()).isEqualTo(503);
    answers.release();
    assertThat(first.read().status()).isEqualTo(200);
  }

  /** Whatever went wrong before: it may come again, and is told so. */
  @Test
  void whoWasRefusedByADeadServerAndFindsTheOtherFullIsToldToComeAgain() throws Exception {
    oneAtATime(0, Duration.ofSeconds(10), FreePorts.next());
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    HttpReply refused = proxy.client().get("/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isNotNull();
    assertThat(refused.header("proxy-status"))
        .contains("destination_unavailable", "the queue is full; before: ", "refused");
    answers.release();
    assertThat(first.read().status()).isEqualTo(200);
  }

  @Test
  void whoLeavesWhileWaitingIsNotServed() throws Exception {
    oneAtATime(2, Duration.ofSeconds(10));
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    RawClient second = proxy.client().send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    second.reset();
    RawClient third = proxy.client().send("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    answers.release(3);
    assertThat(first.read().status()).isEqualTo(200);
    assertThat(third.read().body()).isEqualTo("/3");
  }

  @Test
  void pipelinedRequestsBehindAWaitingOneWaitWithIt() throws Exception {
    oneAtATime(2, Duration.ofSeconds(10));
    RawClient first = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    RawClient second =
        proxy.client().send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    answers.release(3);
    assertThat(first.read().status()).isEqualTo(200);
    assertThat(second.read().body()).isEqualTo("/2");
    assertThat(second.read().body()).isEqualTo("/3");
  }
}
