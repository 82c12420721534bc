package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The day the product exists for: a check path nobody answers, and a balancer that sends everything
 * to one server, under 200 requests a second. Each is refused with its evidence; each is forced
 * through all the same, and undone by itself. No request fails from start to end.
 */
@NullUnmarked
class SafeChangeStoryTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PER_SECOND = 200;

  @TempDir Path folder;
  private List<NodeServer> servers;
  private Evenkeel evenkeel;
  private Operator operator;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    servers =
        IntStream.rangeClosed(1, 3).mapToObj(i -> NodeServer.start(folder, "api-" + i)).toList();
    evenkeel = Evenkeel.start(folder, config("least-connections", "/health"));
    operator = Operator.of(evenkeel);
    servers.forEach(server -> evenkeel.awaitHealth(server.name(), "healthy", SOON));
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    servers.forEach(NodeServer::close);
  }

  private String config(String balance, String check) {
    return """
    changes: { rollout: { shadow: 2, canary: 10%%, canary-for: 5s, bake: 20s } }
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api:
        balance: %s
        health:
          readiness: { http: %s, interval: 500ms, timeout: 400ms, fall: 3 }
        servers: { api-1: "%s", api-2: "%s", api-3: "%s" }
    """
        .formatted(
            port,
            balance,
            check,
            servers.get(0).address(),
            servers.get(1).address(),
            servers.get(2).address());
  }

  /** As an operator types them: processes of their own. */
  private Command types(String... words) {
    String[] line = new String[words.length + 4];
    System.arraycopy(words, 0, line, 0, words.length);
    line[words.length] = "--admin";
    line[words.length + 1] = evenkeel.adminUrl();
    line[words.length + 2] = "--config";
    line[words.length + 3] = evenkeel.config().toString();
    return EvenkeelCommand.run(line);
  }

  private LoadClient users() {
    LoadClient load =
        LoadClient.steady(
            port, "/", PER_SECOND, IntStream.range(0, 20).mapToObj(_ -> "127.0.0.1").toList());
    load.awaitOk(3 * PER_SECOND);
    return load;
  }

  private static void assertNobodyNoticed(LoadClient load) {
    LoadReport report = load.stop();
    assertThat(report.failures()).isEmpty();
    assertThat(report.refused()).as(report.toString()).isZero();
    assertThat(report.ok()).isGreaterThan(4 * PER_SECOND);
    assertThat(report.byServer()).hasSize(3);
  }

  @Test
  void theCheckOfFivePastTen() {
    try (LoadClient load = users()) {
      withoutItsSlash();
      aPathNobodyAnswers();
      assertThat(evenkeel.revision()).isEqualTo(1);
      Command forced =
          types("apply", "--yes", "--break-glass", "--reason", "the dashboard is red, 10:05");
      assertThat(forced.exit()).as(forced.out() + forced.err()).isEqualTo(6);
      assertThat(forced.out()).contains("ROLLED BACK", "the check looks wrong", "404");
      assertThat(evenkeel.revision()).isEqualTo(1);
      servers.forEach(server -> load.awaitOkFrom(server.name(), 50));
      told();
      assertNobodyNoticed(load);
    }
  }

  private void withoutItsSlash() {
    evenkeel.replaceFile(config("least-connections", "api/health"));
    for (String command : List.of("plan", "apply")) {
      Command refused = types(command);
      assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(3);
      assertThat(refused.out()).contains(".yaml:11:26: error EK1203", "begin with");
    }
    // Nothing goes past a file that does not parse.
    Command forced = types("apply", "--break-glass", "--reason", "now");
    assertThat(forced.exit()).as(forced.out() + forced.err()).isEqualTo(3);
  }

  private void aPathNobodyAnswers() {
    evenkeel.replaceFile(config("least-connections", "/api/health"));
    Command planned = types("plan", "--output", "json");
    assertThat(planned.exit()).as(planned.out() + planned.err()).isEqualTo(3);
    JsonNode plan = JsonMapper.shared().readTree(planned.out());
    assertThat(plan.path("base").asInt()).isEqualTo(1);
    assertThat(plan.path("verdict").asString()).isEqualTo("refused");
    assertThat(plan.path("risk").asString()).isEqualTo("high");
    JsonNode change = plan.path("changes").path(0);
    assertThat(change.path("path").asString()).isEqualTo("pools.api.health.readiness.http");
    assertThat(change.path("before").asString()).isEqualTo("/health");
    assertThat(change.path("after").asString()).isEqualTo("/api/health");
    JsonNode finding = plan.path("findings").path(0);
    assertThat(finding.path("code").asString()).isEqualTo("EK3101");
    assertThat(finding.path("severity").asString()).isEqualTo("error");
    assertThat(finding.path("file").asString()).endsWith(".yaml");
    assertThat(finding.path("line").asInt()).isEqualTo(11);
    assertThat(finding.path("column").asInt()).isEqualTo(26);
    assertThat(finding.path("message").asString())
        .isEqualTo("the new check fails on 3 of 3 servers that are healthy now");
    assertThat(finding.path("evidence").path(0).asString())
        .matches("api-1 GET /api/health.* -> 404 in \\d+ ms");
    assertThat(finding.path("help").asString())
        .containsPattern("^the current path /health .*(answers 200|succeeds) on all of them$");
    JsonNode pool = plan.path("preflight").path("pools").path("api");
    assertThat(pool.path("healthyNow").asInt()).isEqualTo(3);
    assertThat(pool.path("healthyAfter").asInt()).isZero();
    assertThat(pool.path("servers").path("api-1").path("answer").asString()).isEqualTo("404");
    Command refused = types("apply", "--yes");
    assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(3);
    assertThat(refused.out()).contains("REFUSED", "EK3101", "404");
  }

  /** Everywhere: in status, in the metrics, in the log, among the events, in history and audit. */
  private void told() {
    assertThat(operator.alarms()).contains("break-glass", "rollback");
    assertThat(evenkeel.status()).contains("the check looks wrong");
    assertThat(evenkeel.admin("/metrics").body())
        .contains(
            "evenkeel_alarm{name=\"rollback\"",
            "evenkeel_alarms_raised_total{name=\"checks-suspect\"} 1");
    assertThat(evenkeel.output())
        .containsPattern("event=alarm name=checks-suspect state=raised .*the check looks wrong")
        .containsPattern("event=alarm name=break-glass state=raised")
        .containsPattern("event=alarm name=rollback state=raised");
    assertThat(evenkeel.admin("/api/v1/events").body())
        .contains("checks-suspect", "the check looks wrong");
    assertThat(operator.history()).containsExactly("2 rolled-back", "1 committed");
    assertThat(operator.audit())
        .anyMatch(line -> line.endsWith(" break-glass"))
        .contains("evenkeel rollout-rolled-back");
    assertThat(operator.types("audit").text()).contains("the dashboard is red, 10:05");
  }

  @Test
  void theBalancerOfSevenPastTen() {
    try (LoadClient load = users()) {
      // All clients come from one address, as behind a proxy: one server would get them all.
      evenkeel.replaceFile(config("source", "/health"));
      Command planned = types("plan", "--output", "json");
      assertThat(planned.exit()).as(planned.out() + planned.err()).isEqualTo(3);
      JsonNode plan = JsonMapper.shared().readTree(planned.out());
      JsonNode pool = plan.path("forecast").path("pools").path("api");
      List<Double> after =
          pool.path("shareAfter").values().stream()
              .map(share -> share.asDouble())
              .sorted()
              .toList();
      assertThat(after.getLast()).isGreaterThan(0.9);
      assertThat(pool.path("shareNow").path("api-1").asDouble()).isBetween(0.2, 0.45);
      assertThat(plan.path("findings").toString()).contains("EK3201", "would get");
      Command refused = types("apply", "--yes");
      assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(3);

      Command forced = types("apply", "--break-glass", "--reason", "they told me to, 10:07");
      assertThat(forced.exit()).as(forced.out() + forced.err()).isEqualTo(6);
      assertThat(forced.out()).contains("ROLLED BACK", "% of the requests");
      assertThat(operator.alarms()).contains("break-glass", "rollback");
      assertThat(operator.history()).containsExactly("2 rolled-back", "1 committed");
      servers.forEach(server -> load.awaitOkFrom(server.name(), 50));
      assertNobodyNoticed(load);
    }
  }

  /** What the first minutes of the story would have been without any change of ours. */
  @Test
  void checksThatFailTogetherWhileUsersAreServedAreSuspected() {
    try (LoadClient load = users()) {
      servers.forEach(server -> server.answerChecksWith(503));
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().contains("checks-suspect"));
      assertThat(evenkeel.status()).contains("the check looks wrong", "503");
      assertThat(evenkeel.admin("/metrics").body())
          .contains(
              "evenkeel_alarm{name=\"checks-suspect\",severity=\"critical\",subject=\"pool api\"} 1");
      servers.forEach(server -> load.awaitOkFrom(server.name(), 100));
      assertThat(evenkeel.status()).contains("\"mode\":\"normal\"");
      servers.forEach(server -> server.answerChecksWith(200));
      Awaitility.await().atMost(SOON).until(() -> operator.alarms().isEmpty());
      assertNobodyNoticed(load);
    }
  }
}
