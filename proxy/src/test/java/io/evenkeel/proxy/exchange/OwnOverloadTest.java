package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.model.Priority;
import io.evenkeel.core.resilience.OverloadReadings;
import io.evenkeel.core.resilience.PoolQueue;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a balancer does that is short of something itself; the shortage is the test's word. */
@ExtendWith(LeakCheck.class)
class OwnOverloadTest {
  private static final OverloadReadings STRAINED = new OverloadReadings(0.8, 0, 0, 0);
  private static final OverloadReadings OVERLOADED = new OverloadReadings(0.9, 0, 0, 0);
  private static final OverloadReadings CRITICAL = new OverloadReadings(0.95, 0, 0, 0);

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private volatile OverloadReadings readings = OverloadReadings.NONE;

  @BeforeEach
  void start() {
    RawServer server = proxy.server(Scripts.always(ok("hello")));
    proxy.start(
        TestConfig.of(new TestPool("api").servers(server.port()))
            .route("/high", "api", Priority.HIGH)
            .route("/low", "api", Priority.LOW)
            .route("/", "api", Priority.NORMAL),
        _ -> readings);
  }

  private void become(OverloadReadings next, int level) {
    readings = next;
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> proxy.proxy().pressure().overload().level() == level);
  }

  /** The loops look at the level with their ticks: asks until the answer is this. */
  private void awaitStatus(String path, int status) {
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> proxy.client().get(path).status() == status);
  }

  @Test
  void lowIsShedFirstAndConnectionsAreGivenBack() throws Exception {
    RawClient before = proxy.client();
    assertThat(before.get("/low").saysClose()).isFalse();
    become(STRAINED, 1);
    awaitStatus("/low", 503);
    HttpReply normal = before.get("/");
    assertThat(normal.status()).isEqualTo(200);
    assertThat(normal.saysClose()).isTrue();
    HttpReply shed = proxy.client().get("/low");
    assertThat(shed.header("retry-after")).matches("[1-4]");
    assertThat(shed.header("proxy-status"))
        .contains("the balancer is overloaded and sheds by priority");
    HttpReply upload =
        proxy.client().send("POST /low HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n").read();
    assertThat(upload.status()).isEqualTo(503);
    PoolQueue queue = proxy.proxy().pressure().queues().getFirst();
    assertThat(queue.shed()).containsOnlyKeys(ShedReason.OVERLOAD);
    assertThat(queue.shed().get(ShedReason.OVERLOAD)).containsOnlyKeys(Priority.LOW);
    become(OverloadReadings.NONE, 0);
    awaitStatus("/low", 200);
  }

  @Test
  void highIsServedWhenNormalIsShed() throws Exception {
    become(OVERLOADED, 2);
    awaitStatus("/", 503);
    assertThat(proxy.client().get("/low").status()).isEqualTo(503);
    for (int i = 0; i < 40; i++) {
      // New connections come in slowly, but they do.
      assertThat(proxy.client().get("/high").status()).isEqualTo(200);
    }
    Map<ShedReason, Map<Priority, Long>> shed = proxy.proxy().pressure().queues().getFirst().shed();
    assertThat(shed.get(ShedReason.OVERLOAD)).containsOnlyKeys(Priority.LOW, Priority.NORMAL);
  }

  /** A head in parts holds a buffer for as long as its client likes. */
  @Test
  void thenHeadsAreTakenInOnePieceOnly() throws Exception {
    become(OVERLOADED, 2);
    awaitStatus("/", 503);
    HttpReply refused = proxy.client().send("GET /high HTTP/1.1\r\nHost:").read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isNotNull();
    assertThat(refused.saysClose()).isTrue();
    become(OverloadReadings.NONE, 0);
    awaitStatus("/", 200);
    RawClient parts = proxy.client().send("GET /high HTTP/1.1\r\nHost:");
    assertThat(parts.hasAnswerWithin(Duration.ofMillis(200))).isFalse();
    assertThat(parts.send(" a\r\n\r\n").read().status()).isEqualTo(200);
  }

  @Test
  void atTheEndNobodyNewComesInAndWhoIsInIsServed() throws Exception {
    RawClient inside = proxy.client();
    assertThat(inside.get("/high").status()).isEqualTo(200);
    RawClient second = proxy.client();
    assertThat(second.get("/high").status()).isEqualTo(200);
    become(CRITICAL, 3);
    // One answer later the loop has closed the door; it is the last of its connection.
    assertThat(inside.get("/high").status()).isEqualTo(200);
    // The one that the loop was waiting for still comes in.
    assertThat(proxy.client().get("/high").status()).isEqualTo(200);
    RawClient outside = proxy.client();
    outside.send("GET /high HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(outside.hasAnswerWithin(Duration.ofMillis(500))).isFalse();
    assertThat(second.get("/high").status()).isEqualTo(200);
    // A reload opens sockets; the door stays closed.
    RawServer another = proxy.server(Scripts.always(ok("hello")));
    proxy.reload(
        TestConfig.of(new TestPool("api").servers(another.port()))
            .route("/", "api", Priority.HIGH));
    assertThat(outside.hasAnswerWithin(Duration.ofMillis(500))).isFalse();
    readings = OverloadReadings.NONE;
    assertThat(outside.read().status()).as("it waited in the kernel's queue").isEqualTo(200);
  }

  @Test
  void connectionsThatNobodyUsesAreClosedThen() throws Exception {
    RawClient idle = proxy.client();
    assertThat(idle.get("/high").status()).isEqualTo(200);
    become(CRITICAL, 3);
    await().atMost(Duration.ofSeconds(20)).until(idle::isClosedByPeer);
  }

  @Test
  void descriptorsAreFreedByClosingNotByShedding() throws Exception {
    become(new OverloadReadings(0, 0, 0, 0.95), 2);
    await().atMost(ProxyUnderTest.DEADLINE).until(() -> proxy.client().get("/low").saysClose());
    HttpReply low = proxy.client().get("/low");
    assertThat(low.status()).isEqualTo(200);
    assertThat(low.saysClose()).isTrue();
    assertThat(proxy.proxy().pressure().queues()).isEmpty();
  }
}
