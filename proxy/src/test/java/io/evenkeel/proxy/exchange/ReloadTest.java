package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients notice of a new configuration, and of the end. */
@ExtendWith(LeakCheck.class)
class ReloadTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  /** Answers when the test says so. */
  private RawServer held() {
    return proxy.server(connection -> {
      while (!connection.readHead().isEmpty()) {
        mayAnswer.await();
        connection.send(ok("old"));
      }
    });
  }

  private static TestPool pool(RawServer server) {
    return new TestPool("api").servers(server.port());
  }

  @Test
  void aRequestGoesOnAsItBeganAndTheNextSeesTheNewRoutes() throws Exception {
    RawServer old = held();
    RawServer fresh = proxy.server(Scripts.always(ok("new")));
    proxy.start(TestConfig.of(pool(old)));
    RawClient client = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    proxy.reload(TestConfig.of(pool(fresh)));
    mayAnswer.countDown();
    assertThat(client.read().body()).isEqualTo("old");
    assertThat(client.get("/").body()).as("on the same connection").isEqualTo("new");
    proxy.reload(TestConfig.of().route("/", new RouteAction.Respond(200, "own", "text/plain")));
    assertThat(client.get("/").body()).isEqualTo("own");
  }

  /** The head and half of the body came before the server was removed, the rest after. */
  @Test
  void aLongResponseOfARemovedServerComesToItsEnd() throws Exception {
    RawServer old =
        proxy.server(connection -> {
          connection.readHead();
          connection.send(
              "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + "a".repeat(100_000));
          mayAnswer.await();
          connection.send("b".repeat(100_000));
        });
    RawServer fresh = proxy.server(Scripts.always(ok("new")));
    proxy.start(TestConfig.of(pool(old)));
    RawClient client = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    ServerState removed = proxy.serverState(1);
    proxy.reload(TestConfig.of(pool(fresh)));
    assertThat(removed.inFlight()).isEqualTo(1);
    mayAnswer.countDown();
    assertThat(client.read().body()).isEqualTo("a".repeat(100_000) + "b".repeat(100_000));
    assertThat(client.get("/").body()).isEqualTo("new");
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> removed.inFlight() == 0);
  }

  @Test
  void aServerThatStaysKeepsItsConnections() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x")));
    proxy.start(TestConfig.of(pool(server)));
    RawClient client = proxy.client();
    client.get("/");
    proxy.reload(TestConfig.of(pool(server).attempts(3)));
    client.get("/");
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aForgottenServerLosesItsIdleConnections() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x")));
    proxy.start(TestConfig.of(pool(server)));
    proxy.client().get("/");
    assertThat(server.open()).isEqualTo(1);
    proxy.proxy().forget(proxy.serverState(1));
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> server.open() == 0);
  }

  @Test
  void aListenerThatIsGoneFinishesItsRequestsAndCloses() throws Exception {
    RawServer server = held();
    proxy.start(TestConfig.of(pool(server)));
    RawClient busy = proxy.client().send(GET);
    RawClient idle = proxy.client();
    proxy.awaitInFlight(1, 1);
    proxy.reload(TestConfig.of(pool(server)).withoutListener());
    mayAnswer.countDown();
    HttpReply last = busy.read();
    assertThat(last.body()).isEqualTo("old");
    assertThat(last.saysClose()).isTrue();
    assertThat(busy.readToEnd()).isEmpty();
    assertThat(idle.send(GET).readToEnd()).isEmpty();
  }

  @Test
  void aDrainLetsRequestsFinishAndClosesTheRest() throws Exception {
    RawServer server = held();
    proxy.start(TestConfig.of(pool(server)));
    RawClient busy = proxy.client().send(GET);
    RawClient idle = proxy.client();
    proxy.awaitInFlight(1, 1);
    Thread drain = Thread.ofVirtual().start(() -> proxy.proxy().drain(Duration.ofSeconds(10)));
    assertThat(idle.readToEnd()).as("closed after a second's grace").isEmpty();
    assertThat(drain.isAlive()).as("one request is on its way").isTrue();
    mayAnswer.countDown();
    HttpReply last = busy.read();
    assertThat(last.body()).isEqualTo("old");
    assertThat(last.saysClose()).isTrue();
    drain.join();
  }

  @Test
  void aDrainEndsWithItsLimit() throws Exception {
    RawServer server = held();
    proxy.start(TestConfig.of(pool(server)));
    RawClient busy = proxy.client().send(GET);
    proxy.awaitInFlight(1, 1);
    assertThat(proxy.proxy().drain(Duration.ofMillis(50))).isEqualTo(1);
    mayAnswer.countDown();
    assertThat(busy.read().body()).isEqualTo("old");
  }
}
