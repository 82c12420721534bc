package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Readiness takes a server out of rotation, liveness also closes its connections. */
@NullUnmarked
class HealthPowersScenarioTest extends TwoServersScenario {
  private static final int REQUESTS = 8;

  private void serveCheckedFor(String role) {
    serveChecked(
        """
        listeners:
          web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
        pools:
          api:
            balance: round-robin
            health: { %s: { http: /health, interval: 200ms, timeout: 200ms, fall: 2 } }
            servers: { node-1: "%s", node-2: "%s" }
        """
            .formatted(port, role, one.address(), two.address()));
  }

  @Test
  void readinessLetsRequestsInFlightFinishAndSendsNoMore() throws IOException {
    serveCheckedFor("readiness");
    List<RawClient> waiting = askSlowly("GET", 2_500);
    one.answerChecksWith(503);
    evenkeel.awaitHealth("node-1", "unhealthy", SOON);
    long then = one.taken();
    try (LoadClient load = LoadClient.start(port, "/", 4)) {
      load.awaitOkFrom("node-2", 100);
      LoadReport report = load.stop();
      assertThat(report.byServer()).containsOnlyKeys("node-2");
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
    assertThat(one.taken()).isEqualTo(then);
    List<HttpReply> replies = answers(waiting);
    assertThat(replies).extracting(HttpReply::status).containsOnly(200);
    assertThat(replies).extracting(reply -> reply.header("x-server")).contains("node-1");
  }

  @Test
  void livenessClosesTheConnectionsOfADeadServer() throws IOException {
    serveCheckedFor("liveness");
    long started = System.nanoTime();
    List<RawClient> waiting = askSlowly("POST", 6_000);
    one.answerChecksWith(503);
    evenkeel.awaitHealth("node-1", "unhealthy", SOON);
    // Before node-1 would have answered, every request that waited for it has its 502; a POST is
    // sent nowhere else.
    long held = REQUESTS - two.taken();
    List<RawClient> ended = new ArrayList<>();
    List<HttpReply> broken = new ArrayList<>();
    for (RawClient client : waiting) {
      if (client.hasAnswerWithin(Duration.ofMillis(300))) {
        broken.add(client.read());
        ended.add(client);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
    assertThat(broken).hasSize((int) held).isNotEmpty();
    assertThat(broken).extracting(HttpReply::status).containsOnly(502);
    waiting.removeAll(ended);
    ended.forEach(RawClient::close);
    // The requests at the server that lives are not touched.
    assertThat(answers(waiting)).extracting(HttpReply::status).containsOnly(200);
  }

  @Test
  void whatWaitsAtADeadServerGoesElsewhereWhereThatIsSafe() throws IOException {
    serveCheckedFor("liveness");
    List<RawClient> waiting = askSlowly("GET", 6_000);
    one.answerChecksWith(503);
    evenkeel.awaitHealth("node-1", "unhealthy", SOON);
    List<HttpReply> replies = answers(waiting);
    assertThat(replies).extracting(HttpReply::status).containsOnly(200);
    assertThat(replies).extracting(reply -> reply.header("x-server")).containsOnly("node-2");
  }

  private List<RawClient> askSlowly(String method, int millis) throws IOException {
    List<RawClient> waiting = new ArrayList<>();
    long before = one.taken() + two.taken();
    for (int i = 0; i < REQUESTS; i++) {
      RawClient client = RawClient.connect(port, Duration.ofSeconds(20));
      client.send(
          method + " /slow?ms=" + millis + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
      waiting.add(client);
    }
    Awaitility.await().atMost(SOON).until(() -> one.taken() + two.taken() == before + REQUESTS);
    return waiting;
  }

  private static List<HttpReply> answers(List<RawClient> waiting) throws IOException {
    List<HttpReply> replies = new ArrayList<>();
    for (RawClient client : waiting) {
      try (client) {
        replies.add(client.read());
      }
    }
    return replies;
  }
}
