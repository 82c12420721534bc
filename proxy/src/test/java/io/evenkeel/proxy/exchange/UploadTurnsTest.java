package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose turn it is during an upload: what the client takes is not the server's. */
@ExtendWith(LeakCheck.class)
class UploadTurnsTest {
  private static final Duration PAUSE = Duration.ofMillis(400);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  private final Semaphore answers = new Semaphore(0);

  private void start() {
    RawServer server =
        proxy.server(connection -> {
          while (!Scripts.readRequest(connection).isEmpty()) {
            answers.acquire();
            connection.send(ok("done"));
          }
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())).route("/", "api"));
  }

  private ServerState server() {
    return proxy.serverState(1);
  }

  private void awaitWaiting(int requests) {
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server().waiting() == requests);
  }

  @Test
  void whileTheClientSendsTheServerIsNotWaitedForNorBlamedForTheTime() throws Exception {
    start();
    RawClient client = proxy.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    proxy.awaitInFlight(1, 1);
    awaitWaiting(0);
    Thread.sleep(PAUSE); // the client thinks
    assertThat(server().waiting()).isZero();
    client.send("cd");
    awaitWaiting(1);
    answers.release();
    assertThat(client.read().body()).isEqualTo("done");
    proxy.awaitInFlight(1, 0);
    assertThat(server().waiting()).isZero();
    assertThat(proxy.totals(1).latencyNanos(1)).isLessThan(PAUSE.toNanos());
  }

  @Test
  void whatTheServerTakesAfterwardsIsItsOwn() throws Exception {
    start();
    RawClient client = proxy.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    proxy.awaitInFlight(1, 1);
    awaitWaiting(0);
    client.send("cd");
    awaitWaiting(1);
    Thread.sleep(PAUSE); // the server thinks
    answers.release();
    assertThat(client.read().body()).isEqualTo("done");
    proxy.awaitInFlight(1, 0);
    assertThat(proxy.totals(1).latencyNanos(1)).isGreaterThan(PAUSE.toNanos() * 9 / 10);
  }

  @Test
  void aClientThatLeavesInItsTurnLeavesNothingBehind() throws Exception {
    start();
    RawClient client = proxy.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    proxy.awaitInFlight(1, 1);
    awaitWaiting(0);
    client.close();
    proxy.awaitInFlight(1, 0);
    assertThat(server().waiting()).isZero();
  }
}
