package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.RawClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Circuit breakers of the whole balancer: opened by traffic, and by hand. */
@NullUnmarked
class BreakerScenarioTest extends TwoServersScenario {
  @BeforeEach
  void start() {
    String breaker = "circuit-breaker: { min-requests: 10, window: 5s, open-for: 1s }";
    serveChecked(
        Configs.checked(port, servers())
            .replace(
                "balance: round-robin", "balance: round-robin\n    outliers: off\n    " + breaker));
  }

  private JsonNode pool() {
    return StatusJson.of(evenkeel).pool("api");
  }

  @Test
  void byHandAServerIsTakenOutForAWhileAndNoRequestFails() {
    try (LoadClient load = LoadClient.start(port, "/slow?ms=5", 8)) {
      load.awaitOkFrom("node-1", 100);
      operator
          .types("breaker", "api/node-1", "open", "--for", "3s", "--reason", "looks odd")
          .exits(0);
      assertThat(server("node-1").path("breaker").asString()).isEqualTo("forced-open");
      assertThat(server("node-1").path("breakerReason").asString()).contains("looks odd", "left");
      operator.awaitAlarm("breaker-open");
      assertThat(operator.types("status").text()).contains("breaker forced-open", "looks odd");
      // It is the last one now.
      operator.types("breaker", "api/node-2", "open", "--reason", "looks odd too").exits(3);
      assertThat(server("node-2").path("breaker").asString()).isEqualTo("closed");
      Awaitility.await()
          .atMost(SOON)
          .until(() -> server("node-1").path("breaker").asString(), "closed"::equals);
      operator.awaitNoAlarm("breaker-open");
      load.awaitOkFrom("node-1", 100);
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
    assertThat(operator.audit()).anyMatch(line -> line.endsWith("breaker-open"));
    assertThat(operator.audit()).anyMatch(line -> line.endsWith("breaker-open-refused"));
    assertThat(evenkeel.output()).contains("event=breaker-changed server=");
  }

  /** Ejection is off: the breaker does it alone. */
  @Test
  void aServerThatFailsIsLeftAloneThenTriedAndTakenBack() throws Exception {
    one.answerWith(500);
    try (RawClient client = RawClient.connect(port, SOON)) {
      int failed = 0;
      for (int i = 0; i < 200; i++) {
        failed += client.get("/").status() == 500 ? 1 : 0;
      }
      // Ten until it opens, and a try now and then.
      assertThat(failed).isBetween(10, 40);
      operator.awaitAlarm("breaker-open");
      assertThat(server("node-1").path("breaker").asString()).isIn("open", "half-open");
      assertThat(server("node-2").path("breaker").asString()).isEqualTo("closed");
      one.answerWith(0);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> {
            client.get("/");
            return server("node-1").path("breaker").asString().equals("closed");
          });
      long before = one.taken();
      for (int i = 0; i < 50; i++) {
        assertThat(client.get("/").status()).isEqualTo(200);
      }
      assertThat(one.taken()).isGreaterThan(before);
    }
  }

  @Test
  void aPoolThatServesNobodyAnswersAtOnceAndComesBackByItself() throws Exception {
    one.answerWith(503);
    two.answerWith(503);
    HttpReply refused = null;
    try (RawClient client = RawClient.connect(port, SOON)) {
      for (int i = 0; refused == null; i++) {
        assertThat(i).isLessThan(2_000);
        HttpReply reply = client.get("/");
        assertThat(reply.status()).isEqualTo(503);
        String why = reply.header("proxy-status");
        refused = why != null && why.contains("circuit breaker of pool api is open") ? reply : null;
      }
      assertThat(refused.header("retry-after")).matches("[12]");
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> {
            client.get("/"); // or it would be left alone, and stay open
            assertThat(operator.alarms()).contains("pool-breaker-open");
          });
      assertThat(pool().path("breaker").asString()).isNotEqualTo("closed");
      assertThat(StatusJson.of(evenkeel).root().path("verdict").asString()).isEqualTo("down");
      assertThat(evenkeel.admin("/metrics").body())
          .contains("evenkeel_pool_breaker_transitions_total");
      one.answerWith(0);
      two.answerWith(0);
      Awaitility.await()
          .atMost(SOON)
          .until(() ->
              client.get("/").status() == 200
                  && pool().path("breaker").asString().equals("closed"));
      for (int i = 0; i < 50; i++) {
        assertThat(client.get("/").status()).isEqualTo(200);
      }
    }
    assertThat(evenkeel.output()).contains("event=pool-breaker-changed pool=api");
  }
}
