package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Evenkeel.Setup;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change on its way: its stages, its ends, and the ways back. */
@NullUnmarked
class RolloutScenarioTest extends TwoServersScenario {
  /** Addresses of clients; half of them are in a canary. */
  private static final List<String> CLIENTS =
      IntStream.rangeClosed(1, 20).mapToObj(i -> "127.9.0." + i).toList();

  @BeforeEach
  void start() {
    serveChecked(config("old", "/health", 0));
  }

  /** {@code /which} tells which configuration a client is served by. */
  private String config(String which, String check, int approvals, NodeServer... more) {
    StringBuilder others = new StringBuilder();
    for (NodeServer each : more) {
      others.append(", ").append(each.name()).append(": \"").append(each.address()).append('"');
    }
    return """
    changes:
      approvals: %d
      rollout: { shadow: 2, canary: 50%%, canary-for: 2s, bake: 1s }
    listeners:
      web:
        bind: "127.0.0.1:%d"
        routes: [ { path: "= /which", respond: { status: 200, body: %s } }, { pool: api } ]
    pools:
      api:
        balance: round-robin
        slow-start: 0s
        health: { readiness: { http: %s, interval: 400ms, timeout: 300ms, fall: 2 } }
        servers: { node-1: "%s", node-2: "%s"%s }
    """
        .formatted(approvals, port, which, check, one.address(), two.address(), others);
  }

  private void edit(String which) {
    evenkeel.replaceFile(config(which, "/health", 0));
  }

  private String which(String client) {
    try (RawClient connection = RawClient.connect(client, port, SOON)) {
      return connection.get("/which").body().strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> whichOfAll() {
    Map<String, String> which = new LinkedHashMap<>();
    CLIENTS.forEach(client -> which.put(client, which(client)));
    return which;
  }

  /** The same in the canary, which is told of a moment before anybody is in it. */
  private Map<String, String> sides() {
    Awaitility.await().atMost(SOON).until(() -> whichOfAll().containsValue("new"));
    Map<String, String> sides = whichOfAll();
    assertThat(sides.values()).as(evenkeel::output).contains("old", "new");
    return sides;
  }

  private void assertAllServed(String which) {
    assertThat(whichOfAll().values()).containsOnly(which);
  }

  @Test
  void theStagesAreShownAndClientsStayOnTheirSide() {
    evenkeel.replaceFile(config("new", "/ready", 0));
    String admin = evenkeel.adminUrl();
    try (LoadClient load = LoadClient.steady(port, "/", 200, CLIENTS);
        ChildProcess apply =
            EvenkeelCommand.start(
                "apply", evenkeel.config().toString(), "--yes", "--admin", admin)) {
      apply.awaitLine(Pattern.compile("^shadow +0:0\\d"), SOON);
      assertAllServed("old");
      apply.awaitLine(Pattern.compile("^canary +0:0\\d"), SOON);
      Map<String, String> sides = sides();
      assertThat(whichOfAll()).isEqualTo(sides);
      assertThat(evenkeel.revision()).isEqualTo(1);
      // Once the guard has looked.
      Awaitility.await()
          .atMost(SOON)
          .until(
              () -> operator.reads("rollout").path("comparison").toString().contains("pool api:"));
      apply.awaitLine(Pattern.compile("^bake +0:0\\d"), SOON);
      assertAllServed("new");
      apply.awaitLine(Pattern.compile("COMMITTED .*revision 2"), SOON);
      assertThat(apply.awaitExit(SOON)).isZero();
      LoadReport report = load.stop();
      assertThat(report.failures()).isEmpty();
      assertThat(report.refused()).isZero();
    }
    assertAllServed("new");
    theRecordsAgree();
  }

  private void theRecordsAgree() {
    assertThat(operator.history()).containsExactly("2 committed", "1 committed");
    assertThat(operator.types("history").exits(0).text()).contains("committed");
    assertThat(operator.types("diff", "1", "2").exits(0).text())
        .contains("health.readiness.http", "/health -> /ready");
    operator.types("drift").exits(0);
    edit("newer");
    assertThat(operator.types("drift").exits(7).text()).contains("newer");
    evenkeel.write("version: 1\nlisteners: 7\n");
    operator.types("drift").exits(7);
    evenkeel.replaceFile(config("new", "/ready", 0));
    operator.types("plan").exits(0); // nothing to change
    operator.types("apply").exits(0);
    assertThat(operator.history()).hasSize(2);
  }

  @Test
  void aCanaryThatBreaksIsUndoneAndOnlyItsClientsSawIt() {
    try (NodeServer broken = NodeServer.start(folder, "node-3")) {
      broken.answerWith(500); // all but its check
      String config = config("new", "/health", 0, broken);
      evenkeel.replaceFile(config.replace("canary-for: 2s", "canary-for: 30s"));
      operator.begins();
      operator.awaitStage("canary");
      // Before there is traffic to judge by: it may be over within a second then.
      Map<String, String> sides = sides();
      Map<String, LoadClient> loads = new LinkedHashMap<>();
      CLIENTS.forEach(c -> loads.put(c, LoadClient.steady(port, "/", 5, List.of(c))));
      assertThat(operator.awaitEnd())
          .as(() -> evenkeel.output() + loads.values().stream().map(LoadClient::report).toList())
          .isEqualTo("rolled-back");
      assertThat(operator.reads("rollout").path("why").asString())
          .containsPattern("pool api: (errors .*control 0.0 %|node-3 is new and failed)");
      long failed = 0;
      loads.values().forEach(load -> load.awaitOk(2));
      for (Map.Entry<String, LoadClient> entry : loads.entrySet()) {
        LoadReport report = entry.getValue().stop();
        assertThat(report.failures()).isEmpty();
        if (sides.get(entry.getKey()).equals("old")) {
          assertThat(report.refused()).as(entry.getKey()).isZero();
        }
        failed += report.refused();
      }
      // 50 requests a second in the canary, a third of them to the broken server.
      assertThat(failed).isBetween(1L, 60L);
      operator.awaitAlarm("rollback");
      assertThat(operator.history()).containsExactly("2 rolled-back", "1 committed");
      assertAllServed("old");
    }
  }

  @Test
  void withoutAConfirmationItIsUndone() {
    edit("new");
    Operator.Said said = operator.types("apply", "--yes", "--confirm-within", "2s").exits(6);
    assertThat(said.text()).contains("confirm", "ROLLED BACK");
    assertAllServed("old");

    operator.begins("--confirm-within", "1m");
    operator.awaitStage("confirm");
    assertAllServed("new");
    operator.types("confirm").exits(0);
    operator.awaitStage("committed");
    assertAllServed("new");
    assertThat(operator.history()).containsExactly("3 committed", "2 rolled-back", "1 committed");
  }

  @Test
  void backInOneCommand() {
    edit("new");
    operator.begins();
    operator.awaitStage("canary");
    edit("newer");
    operator.types("apply", "--yes").exits(1); // one at a time
    edit("new");
    Operator.Said back = operator.types("rollback", "--reason", "seen enough").exits(0);
    assertThat(back.text()).contains("seen enough");
    assertAllServed("old");
    assertThat(operator.history()).containsExactly("2 rolled-back", "1 committed");
    // Somebody wanted that: no alarm.
    assertThat(operator.alarms()).doesNotContain("rollback");

    operator.types("apply", "--yes").exits(0);
    assertAllServed("new");
    operator.types("rollback").exits(0);
    assertAllServed("old");
    operator.types("rollback", "3", "--reason", "it was not that").exits(0);
    assertAllServed("new");
    assertThat(operator.history())
        .containsExactly(
            "5 committed", "4 committed", "3 committed", "2 rolled-back", "1 committed");
  }

  @Test
  void theSignalTakesTheSameWay() {
    evenkeel.expectErrors("config-rejected");
    throughTheGates(() -> evenkeel.process().signal("HUP"));
  }

  @Test
  void watchingTakesTheSameWay() {
    evenkeel.close();
    serveChecked(Setup.USUAL.watching(), config("old", "/health", 0));
    evenkeel.expectErrors("config-rejected");
    throughTheGates(() -> {});
  }

  /** Refused: a check that nobody answers. Taken: an edit that works, by canary and bake. */
  private void throughTheGates(Runnable tell) {
    int printed = evenkeel.process().outputLines();
    evenkeel.replaceFile(config("old", "/missing", 0));
    tell.run();
    evenkeel.process().awaitLine(Pattern.compile("config-rejected.*EK3101"), printed, SOON);
    assertThat(evenkeel.revision()).isEqualTo(1);
    assertThat(evenkeel.status()).contains("\"lastReload\":\"rejected\"");
    edit("new");
    tell.run();
    operator.awaitStage("canary");
    sides();
    operator.awaitStage("committed");
    assertAllServed("new");
    assertThat(evenkeel.status()).contains("\"lastReload\":\"ok\"");
    assertThat(operator.history()).containsExactly("2 committed", "1 committed");
  }
}
