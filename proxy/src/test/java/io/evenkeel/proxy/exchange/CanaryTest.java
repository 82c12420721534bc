package io.evenkeel.proxy.exchange;

import static io.evenkeel.proxy.exchange.Scripts.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.runtime.Canary;
import io.evenkeel.core.stats.PoolCounts;
import io.evenkeel.core.stats.SideTraffic;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.RawClient;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients on the two sides of a canary notice of it, and of its end. */
@ExtendWith(LeakCheck.class)
class CanaryTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int CLIENTS = 1_000;

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();

  private static TestPool pool(RawServer server) {
    return new TestPool("api").servers(server.port());
  }

  private static TestConfig own(String text) {
    return TestConfig.of().route("/", new RouteAction.Respond(200, text, "text/plain"));
  }

  private static String address(int number) {
    return "127.7." + number / 250 + "." + (number % 250 + 1);
  }

  private RawClient client(int number) {
    return proxy.keep(RawClient.connect(address(number), proxy.port(), ProxyUnderTest.DEADLINE));
  }

  /** A client on that side. */
  private RawClient client(Canary canary, boolean onCanary) {
    int number = 0;
    while (canary.takes(Hashing.hash(address(number))) != onCanary) {
      number++;
    }
    return client(number);
  }

  @Test
  void oneInTenClientsSeesItAndAlwaysTheSame() throws IOException {
    proxy.start(own("old"));
    Canary canary = proxy.canary(own("new"), 0.1);
    Set<Integer> seen = new HashSet<>();
    for (int number = 0; number < CLIENTS; number++) {
      try (RawClient client = client(number)) {
        if (client.get("/").body().equals("new")) {
          seen.add(number);
        }
        assertThat(client.get("/").body()).isEqualTo(seen.contains(number) ? "new" : "old");
      }
    }
    assertThat(seen).as("of 1,000; five standard deviations").hasSizeBetween(53, 147);
    for (int number = 0; number < CLIENTS; number += 7) {
      try (RawClient again = client(number)) {
        assertThat(again.get("/").body())
            .as("client %d again", number)
            .isEqualTo(seen.contains(number) ? "new" : "old");
      }
    }
    assertThat(canary.share()).isEqualTo(0.1);
  }

  /** The load balancer before us has one address: who its clients are says X-Forwarded-For. */
  @Test
  void behindATrustedProxyTheClientsAreToldApart() throws Exception {
    Cidr loopback = new Cidr(new AddressBytes(new byte[] {127, 0, 0, 0}), 8);
    proxy.start(own("old").trusting(loopback));
    Canary canary = proxy.canary(own("new").trusting(loopback), 0.3);
    RawClient client = proxy.client();
    for (int i = 0; i < 200; i++) {
      String name = "10.0.0." + i;
      String request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + name + "\r\n\r\n";
      String expected = canary.takes(Hashing.hash(name)) ? "new" : "old";
      assertThat(client.send(request).read().body()).as(name).isEqualTo(expected);
    }
  }

  @Test
  void endingItLosesNoIdleConnectionAndNoRequest() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    RawServer old = proxy.server(Scripts.always(ok("old")));
    RawServer slow =
        proxy.server(connection -> {
          while (!connection.readHead().isEmpty()) {
            mayAnswer.await();
            connection.send(ok("new"));
          }
        });
    proxy.start(TestConfig.of(pool(old)));
    Canary canary = proxy.canary(TestConfig.of(pool(slow)), 0.5);
    RawClient busy = client(canary, true);
    RawClient idle = client(canary, false);
    assertThat(idle.get("/").body()).isEqualTo("old");
    busy.send(GET);
    proxy.awaitInFlight(1, 1);
    proxy.endCanary();
    mayAnswer.countDown();
    assertThat(busy.read().body()).isEqualTo("new");
    assertThat(busy.get("/").body()).as("the next on the same connection").isEqualTo("old");
    assertThat(idle.get("/").body()).isEqualTo("old");
    assertThat(old.accepted()).as("server connections live on").isLessThanOrEqualTo(2);
  }

  @Test
  void committingItLosesNoIdleConnection() throws Exception {
    RawServer server = proxy.server(Scripts.always(ok("x")));
    proxy.start(TestConfig.of(pool(server)));
    Canary canary = proxy.canary(TestConfig.of(pool(server).attempts(3)), 0.5);
    List<RawClient> clients = List.of(client(canary, true), client(canary, false));
    for (RawClient client : clients) {
      assertThat(client.get("/").body()).isEqualTo("x");
    }
    assertThat(server.accepted()).as("both sides share the connection").isEqualTo(1);
    proxy.commit(canary);
    for (RawClient client : clients) {
      assertThat(client.get("/").body()).isEqualTo("x");
    }
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aListenerGoesByFullPublicationOnly() throws Exception {
    proxy.start(own("old"));
    Canary canary = proxy.canary(TestConfig.of().withoutListener(), 1);
    RawClient client = proxy.client();
    assertThat(client.get("/").body()).isEqualTo("old");
    proxy.commit(canary);
    assertThat(client.send(GET).readToEnd()).isEmpty();
  }

  /** The lines of the two sides share what gets free; neither blocks the other. */
  @Test
  void bothSidesWaitForARoomOfTheirOwn() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    RawServer held =
        proxy.server(connection -> {
          while (!connection.readHead().isEmpty()) {
            mayAnswer.await();
            connection.send(ok("held"));
          }
        });
    RawServer free = proxy.server(Scripts.always(ok("free")));
    Duration wait = ProxyUnderTest.DEADLINE;
    proxy.start(TestConfig.of(pool(held).limits(1, 10, wait)));
    TestPool other = new TestPool("api").servers(held.port(), free.port()).limits(1, 10, wait);
    Canary canary = proxy.canary(TestConfig.of(other), 0.5);
    List<RawClient> control = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawClient client = client(canary, false);
      client.send(GET);
      control.add(client);
    }
    proxy.awaitInFlight(1, 1);
    RawClient onCanary = client(canary, true);
    for (int i = 0; i < 5; i++) {
      assertThat(onCanary.get("/").body()).isEqualTo("free");
    }
    mayAnswer.countDown();
    for (RawClient client : control) {
      assertThat(client.read().body()).isEqualTo("held");
    }
  }

  @Test
  void bothSidesAreCountedApart() throws Exception {
    RawServer good = proxy.server(Scripts.always(ok("x")));
    RawServer bad = proxy.server(Scripts.always("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
    proxy.start(TestConfig.of(pool(good)).route("/", "api"));
    Canary canary = proxy.canary(TestConfig.of(pool(bad)).route("/", "api"), 0.5);
    RawClient onCanary = client(canary, true);
    RawClient onControl = client(canary, false);
    // From the loop's next tick on.
    await()
        .atMost(ProxyUnderTest.DEADLINE)
        .until(() -> {
          onCanary.get("/");
          onControl.get("/");
          return requests(canary.traffic()) > 0 && requests(canary.control()) > 0;
        });
    long before = requests(canary.control());
    long beforeOnCanary = requests(canary.traffic());
    for (int i = 0; i < 10; i++) {
      onCanary.get("/");
      onControl.get("/");
    }
    PoolCounts tried = api(canary.traffic());
    PoolCounts control = api(canary.control());
    assertThat(tried.requests().requests() - beforeOnCanary).isEqualTo(10);
    assertThat(tried.requests().errors()).isEqualTo(tried.requests().requests());
    assertThat(control.requests().requests() - before).isEqualTo(10);
    assertThat(control.requests().errors()).isZero();
    assertThat(control.requests().durations().count()).isEqualTo(control.requests().requests());
    assertThat(control.byServer()).isEqualTo(Map.of("s1", control.requests().requests()));
  }

  private static long requests(SideTraffic side) {
    PoolCounts counts = side.pools().get("api");
    return counts == null ? 0 : counts.requests().requests();
  }

  private static PoolCounts api(SideTraffic side) {
    return Objects.requireNonNull(side.pools().get("api"));
  }
}
