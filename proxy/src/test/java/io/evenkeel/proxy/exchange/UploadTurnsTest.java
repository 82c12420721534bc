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

  /** The client has sent half of its body, and has the turn. */
  private RawClient halfSent() throws Exception {
    start();
    RawClient client = proxy.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    proxy.awaitInFlight(1, 1);
    awaitWaiting(0);
    return client;
  }

  private ServerState server() {
    return proxy.serverState(1);
  }

  private void awaitWaiting(int requests) {
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server().waiting() == requests);
  }

  @Test
  void whileTheClientSendsTheServerIsNotWaitedForNorBlamedForTheTime() throws Exception {
    RawClient client = halfSent();
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
    RawClient client = halfSent();
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
    RawClient client = halfSent();
    client.close();
    proxy.awaitInFlight(1, 0);
    assertThat(server().waiting()).isZero();
  }

  @Test
  void norIsItBlamedForAClientThatThinksAfterA100() throws Exception {
    RawServer server =
        proxy.server(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.readBytes(4);
          connection.send(ok("done"));
        });
    proxy.start(TestConfig.of(new TestPool("api").servers(server.port())).route("/", "api"));
    RawClient client = proxy.client();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(100);
    Thread.sleep(PAUSE); // the client thinks
    client.send("abcd");
    assertThat(client.read().body()).isEqualTo("done");
    proxy.awaitInFlight(1, 0);
    assertThat(proxy.totals(1).latencyNanos(1)).isLessThan(PAUSE.toNanos());
  }
}
