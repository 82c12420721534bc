package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the connections to a server that is drained. */
@ExtendWith(LeakCheck.class)
class DrainTest {
  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  // What the control loop does.
  private ServerState drain(int number) {
    ServerState server = proxy.serverState(number);
    long now = System.nanoTime();
    server.hand(new Hand(Hand.Kind.DRAINING, "ana", "a test", null, 0, Instant.now(), now), now);
    proxy.pool("api").rebuild(now);
    proxy.proxy().closeIdle(server);
    return server;
  }

  private void awaitOpen(RawServer server, int connections) {
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server.open() == connections);
  }

  @Test
  void idleConnectionsAreClosedAtOnceAndThoseOfOthersKept() throws Exception {
    RawServer one = proxy.server(Scripts.always(ok("one")));
    RawServer two = proxy.server(Scripts.always(ok("two")));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    RawClient client = proxy.client();
    assertThat(client.get("/").body() + client.get("/").body()).contains("one", "two");
    awaitOpen(one, 1);
    drain(1);
    awaitOpen(one, 0);
    assertThat(client.get("/").body()).isEqualTo("two");
    assertThat(two.accepted()).as("the same connection").isEqualTo(1);
  }

  @Test
  void aConnectionInUseIsClosedWhenItsRequestIsDone() throws Exception {
    RawServer one =
        proxy.server(connection -> {
          while (!connection.readHead().isEmpty()) {
            mayAnswer.await();
            connection.send(ok("one"));
          }
        });
    RawServer two = proxy.server(Scripts.always(ok("two")));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    ServerState server = drain(1);
    assertThat(one.open()).isEqualTo(1);
    mayAnswer.countDown();
    assertThat(client.read().body()).isEqualTo("one");
    awaitOpen(one, 0);
    assertThat(server.inFlight()).isZero();
    assertThat(client.get("/").body()).isEqualTo("two");
  }

  @Test
  void whatRunsAtTheDeadlineIsBrokenOffAndItsClientToldWhy() throws Exception {
    RawServer one =
        proxy.server(connection -> {
          connection.readHead();
          connection.readHead(); // says nothing, and waits for the end
        });
    RawServer two = proxy.server(Scripts.always(ok("two")));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    RawClient client =
        proxy.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    ServerState server = drain(1);
    proxy.proxy().forget(server);
    HttpReply reply = client.read();
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.header("proxy-status")).contains("drain");
    assertThat(server.failedAttempts()).as("planned work is no failure").isZero();
    awaitOpen(one, 0);
    assertThat(server.inFlight()).isZero();
    assertThat(client.get("/").body()).isEqualTo("two");
  }

  @Test
  void whatMayBeSentTwiceGoesElsewhereAtTheDeadline() throws Exception {
    RawServer one =
        proxy.server(connection -> {
          connection.readHead();
          connection.readHead(); // says nothing, and waits for the end
        });
    RawServer two = proxy.server(Scripts.always(ok("two")));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port())));
    RawClient client = proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    proxy.awaitInFlight(1, 1);
    proxy.proxy().forget(drain(1));
    assertThat(client.read().body()).isEqualTo("two");
    awaitOpen(one, 0);
  }
}
