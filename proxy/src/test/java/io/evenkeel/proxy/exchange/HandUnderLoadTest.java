package io.evenkeel.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.core.server.Hand;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.testkit.LeakCheck;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Servers, which are processes, are drained and given back under load. */
@ExtendWith(LeakCheck.class)
class HandUnderLoadTest {
  private static final int CONNECTIONS = 16;

  @RegisterExtension final ProxyUnderTest proxy = new ProxyUnderTest();
  @TempDir private Path folder;

  @Test
  void drainingLosesNoRequestAndEndsAll() {
    NodeServer one = proxy.keep(NodeServer.start(folder, "node-1"));
    NodeServer two = proxy.keep(NodeServer.start(folder, "node-2"));
    proxy.start(TestConfig.of(new TestPool("api").servers(one.port(), two.port()).stickyBy("ek")));
    ServerState first = proxy.serverState(1);
    try (LoadClient load = LoadClient.start(proxy.port(), "/slow?ms=20", CONNECTIONS)) {
      for (int round = 0; round < 5; round++) {
        load.awaitOkFrom("node-1", 50);
        hold(first, new Hand(Hand.Kind.DRAINING, "ana", "a test", null, 0));
        await().atMost(ProxyUnderTest.DEADLINE).until(() -> first.inFlight() == 0);
        long before = first.totals().started();
        load.awaitOkFrom("node-2", 100);
        assertThat(first.totals().started()).as("while drained").isEqualTo(before);
        hold(first, Hand.NONE);
      }
      load.awaitOkFrom("node-1", 50);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
  }

  // What the control loop does.
  private void hold(ServerState server, Hand hand) {
    server.hand(hand, System.nanoTime());
    proxy.pool("api").rebuild(System.nanoTime());
  }
}
