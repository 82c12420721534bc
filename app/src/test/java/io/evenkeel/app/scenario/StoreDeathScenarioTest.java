package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The balancer is killed at every stage of a change and at moments in between: it comes back with
 * the old configuration or the new one, and with everything that people said and did on record.
 */
@NullUnmarked
class StoreDeathScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long SEED = 20261121;
  private static final int RANDOM_DEATHS = 5;

  @TempDir Path folder;
  private NodeServer server;
  private Evenkeel evenkeel;
  private Operator operator;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    server = NodeServer.start(folder, "node-1");
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    server.close();
  }

  /** {@code /which} tells what is served; each number is another check as well. */
  private String config(int which, String check) {
    return """
    changes:
      rollout: { shadow: 2, canary: 50%%, canary-for: 1s, bake: 1s, confirm-within: 1m }
    listeners:
      web:
        bind: "127.0.0.1:%d"
        routes: [ { path: "= /which", respond: { status: 200, body: "%d" } }, { pool: api } ]
    pools:
      api:
        health: { readiness: { http: %s, interval: 300ms, timeout: 200ms } }
        servers: { node-1: "%s" }
    """
        .formatted(port, which, check, server.address());
  }

  private String config(int which) {
    return config(which, "/check-" + which);
  }

  private void begin(String config) {
    evenkeel = Evenkeel.start(folder, config);
    operator = Operator.of(evenkeel);
    evenkeel.awaitHealth("node-1", "healthy", SOON);
  }

  private int which() {
    try (RawClient client = RawClient.connect(port, SOON)) {
      return Integer.parseInt(client.get("/which").body().strip());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void dieAndRise() {
    evenkeel.process().kill();
    evenkeel.restart();
  }

  @Test
  void atEachStageWithTheOldFile() {
    begin(config(0));
    int revision = 1;
    for (String stage : List.of("shadow", "canary", "bake", "confirm")) {
      evenkeel.replaceFile(config(1));
      operator.begins();
      operator.awaitStage(stage);
      JsonNode before = operator.reads("audit?limit=1000");
      evenkeel.replaceFile(config(0));
      dieAndRise();
      revision++;
      assertThat(which()).as(stage).isZero();
      assertThat(evenkeel.revision()).isEqualTo(1);
      assertThat(operator.history()).as(stage).startsWith(revision + " rolled-back");
      assertNothingLost(before);
      assertThat(operator.reads("plans").path(0).path("fate").asString()).isEqualTo("rolled-back");
      assertThat(evenkeel.output())
          .contains("event=rollout-interrupted revision=\"" + revision + "\"");
      evenkeel.awaitHealth("node-1", "healthy", SOON);
    }
  }

  /** The file is the new one, as after an edit and {@code apply}: at the start it is judged. */
  @Test
  void atMomentsInBetweenWithTheNewFile() {
    begin(config(0));
    Random random = new Random(SEED);
    for (int i = 1; i <= RANDOM_DEATHS; i++) {
      int old = which();
      evenkeel.replaceFile(config(i));
      operator.begins();
      LockSupport.parkNanos(random.nextInt(3_500) * 1_000_000L);
      JsonNode before = operator.reads("audit?limit=1000");
      String stage = operator.reads("rollout").path("stage").asString();
      dieAndRise();
      String as = "seed " + SEED + ", death " + i + " in stage " + stage;
      assertThat(which()).as(as).isIn(old, i);
      // It passes the gates, so it is what the operator asked for.
      assertThat(which()).as(as).isEqualTo(i);
      assertNothingLost(before);
      List<String> history = operator.history();
      assertThat(history).as(as).noneMatch(line -> line.endsWith("started"));
      assertThat(history.getFirst()).as(as).endsWith("committed");
      assertThat(operator.alarms()).as(as).isEmpty();
      evenkeel.awaitHealth("node-1", "healthy", SOON);
    }
  }

  /** What was there is there, at the end of a list that has its newest first. */
  private void assertNothingLost(JsonNode before) {
    JsonNode after = operator.reads("audit?limit=1000");
    int added = after.size() - before.size();
    assertThat(added).isNotNegative();
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.path(added + i)).isEqualTo(before.path(i));
    }
  }

  @Test
  void whatIsServedAfterAStart() {
    begin(config(0, "/health"));
    dieAndRise();
    assertThat(evenkeel.revision()).isEqualTo(1);
    assertThat(operator.alarms()).isEmpty();
    evenkeel.awaitHealth("node-1", "healthy", SOON);

    // Another file that passes.
    evenkeel.replaceFile(config(1, "/health"));
    dieAndRise();
    assertThat(which()).isEqualTo(1);
    assertThat(operator.history()).containsExactly("2 committed", "1 committed");
    assertThat(operator.alarms()).isEmpty();

    // One with a check that nobody answers.
    evenkeel.expectErrors("config-rejected");
    evenkeel.replaceFile(config(2, "/missing"));
    dieAndRise();
    assertBootedLastGood("EK3101");

    // One that cannot be read.
    evenkeel.replaceFile("listeners: { web: { bind: nowhere } }\n");
    dieAndRise();
    assertBootedLastGood("cannot be used");
    // And from there the way on is open.
    evenkeel.replaceFile(config(3, "/health"));
    operator.types("apply", "--yes", "--confirm-within", "1s").exits(6);
    assertThat(which()).isEqualTo(1);
  }

  private void assertBootedLastGood(String why) {
    assertThat(which()).isEqualTo(1);
    assertThat(evenkeel.revision()).isEqualTo(2);
    assertThat(operator.alarms()).contains("booted-last-good");
    assertThat(evenkeel.status()).contains(why, "\"lastReload\":\"rejected\"");
    assertThat(evenkeel.admin("/metrics").body())
        .contains("evenkeel_alarm{name=\"booted-last-good\"");
    operator.types("drift").exits(7);
  }

  @Test
  void aFirstStartWithEveryServerDownWorks() throws IOException {
    server.process().kill();
    evenkeel = Evenkeel.start(folder, config(0, "/health"));
    operator = Operator.of(evenkeel);
    assertThat(which()).isZero();
    assertThat(operator.history()).containsExactly("1 committed");
    evenkeel.awaitHealth("node-1", "unhealthy", SOON);
    // A change that has nothing to do with it is not held up by it.
    evenkeel.replaceFile(config(1, "/health"));
    operator.types("plan").exits(4);
    server.restart();
    evenkeel.awaitHealth("node-1", "healthy", SOON);
    try (RawClient client = RawClient.connect(port, SOON)) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }
}
