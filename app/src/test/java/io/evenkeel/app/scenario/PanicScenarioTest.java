package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.EvenkeelCommand;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.LoadClient;
import io.evenkeel.testkit.process.LoadReport;
import io.evenkeel.testkit.process.NodeServer;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool does when its checks say that too few servers are well, or nothing yet. */
@NullUnmarked
class PanicScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  private List<NodeServer> nodes;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    nodes =
        List.of(
            NodeServer.start(folder, "node-1"),
            NodeServer.start(folder, "node-2"),
            NodeServer.start(folder, "node-3"));
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeServer::close);
  }

  private String config(String checkPath, String whenUnhealthy) {
    return """
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api:
        balance: round-robin
        health:
          readiness: { http: "%s", interval: 200ms, timeout: 200ms, rise: 1, fall: 2 }
        guards: { min-healthy: 50%%, when-unhealthy: %s }
        servers: { node-1: "%s", node-2: "%s", node-3: "%s" }
    """
        .formatted(
            port,
            checkPath,
            whenUnhealthy,
            nodes.get(0).address(),
            nodes.get(1).address(),
            nodes.get(2).address());
  }

  private Evenkeel healthy(String whenUnhealthy) {
    Evenkeel evenkeel = Evenkeel.start(folder, config("/health", whenUnhealthy));
    nodes.forEach(node -> evenkeel.awaitHealth(node.name(), "healthy", SOON));
    return evenkeel;
  }

  private void allFail(Evenkeel evenkeel) {
    nodes.forEach(node -> node.answerChecksWith(503));
    nodes.forEach(node -> evenkeel.awaitHealth(node.name(), "unhealthy", SOON));
  }

  /** Nobody asks while they fail: nothing contradicts them until somebody does. */
  @Test
  void checksThatAllFailAreObeyedUntilTrafficSaysOtherwise() {
    try (Evenkeel evenkeel = healthy("keep-serving")) {
      allFail(evenkeel);
      assertPanic(evenkeel, "0 of 3 servers healthy, min-healthy is 50%; keep serving on 3");
      try (LoadClient load = LoadClient.start(port, "/", 16)) {
        nodes.forEach(node -> load.awaitOkFrom(node.name(), 200));
        nodes.forEach(node -> evenkeel.awaitHealth(node.name(), "trusted", SOON));
        assertThat(evenkeel.status()).contains("\"mode\":\"normal\"", "checks-suspect");
        LoadReport report = load.stop();
        assertThat(report.failures()).isEmpty();
        assertThat(report.refused()).isZero();
      }
    }
  }

  @Test
  void lastKnownGoodServesOnThoseThatWereWellBefore() {
    try (Evenkeel evenkeel = healthy("last-known-good")) {
      nodes.get(0).answerChecksWith(503);
      evenkeel.awaitHealth("node-1", "unhealthy", SOON);
      allFail(evenkeel);
      assertPanic(evenkeel, "last known good: 2");
      try (LoadClient load = LoadClient.start(port, "/", 8)) {
        load.awaitOk(300);
        LoadReport report = load.stop();
        assertThat(report.byServer()).containsOnlyKeys("node-2", "node-3");
        assertThat(report.failures()).isEmpty();
        assertThat(report.refused()).isZero();
      }
    }
  }

  @Test
  void failAnswers503UntilAServerIsWellAgain() throws IOException {
    try (Evenkeel evenkeel = healthy("fail")) {
      allFail(evenkeel);
      assertPanic(evenkeel, "only healthy servers serve: 0");
      HttpReply reply = ask("/");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isNotNull();
      assertThat(reply.header("proxy-status")).contains("error=destination_unavailable");
      nodes.get(1).answerChecksWith(200);
      evenkeel.awaitHealth("node-2", "healthy", SOON);
      assertThat(ask("/").status()).isEqualTo(200);
      assertThat(evenkeel.status()).contains("\"mode\":\"panic\"");
      nodes.get(0).answerChecksWith(200);
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      assertThat(evenkeel.status()).contains("\"mode\":\"normal\"");
    }
  }

  /** Machines that boot in any order: the balancer is there first. */
  @Test
  void serversThatComeUpAfterTheStartAreServed() throws IOException {
    nodes.forEach(node -> node.process().kill());
    try (Evenkeel evenkeel = Evenkeel.start(folder, config("/health", "keep-serving"))) {
      nodes.forEach(node -> evenkeel.awaitHealth(node.name(), "unhealthy", SOON));
      assertThat(ask("/").status()).isEqualTo(502);
      nodes.forEach(NodeServer::restart);
      Awaitility.await().atMost(SOON).until(() -> ask("/").status() == 200);
      nodes.forEach(node -> evenkeel.awaitHealth(node.name(), "healthy", SOON));
      try (LoadClient load = LoadClient.start(port, "/", 4)) {
        nodes.forEach(node -> load.awaitOkFrom(node.name(), 20));
        assertThat(load.stop().refused()).isZero();
      }
    }
  }

  /** The check takes a second and a half, so that there is time to look in between. */
  @Test
  void aServerThatIsBeingCheckedGetsTrafficOnlyWhenNobodyElseCould() throws IOException {
    String check = "/slow?ms=1500";
    String all = config(check, "keep-serving").replace("200ms, t", "3s, t").replace("200ms", "3s");
    String two = all.replace(", node-3: \"" + nodes.get(2).address() + "\"", "");
    try (Evenkeel evenkeel = Evenkeel.start(folder, two)) {
      assertThat(evenkeel.health("node-1")).isEqualTo("checking");
      assertThat(ask("/").status()).isEqualTo(200);
      evenkeel.awaitHealth("node-1", "healthy", SOON);
      evenkeel.awaitHealth("node-2", "healthy", SOON);
      evenkeel.reload(all);
      try (LoadClient load = LoadClient.start(port, "/", 4)) {
        load.awaitOk(200);
        assertThat(evenkeel.health("node-3")).isEqualTo("checking");
        assertThat(load.report().byServer()).containsOnlyKeys("node-1", "node-2");
        evenkeel.awaitHealth("node-3", "healthy", SOON);
        load.awaitOkFrom("node-3", 20);
        assertThat(load.stop().refused()).isZero();
      }
    }
  }

  private HttpReply ask(String path) throws IOException {
    try (RawClient client = RawClient.connect(port, SOON)) {
      return client.get(path);
    }
  }

  private static void assertPanic(Evenkeel evenkeel, String why) {
    assertThat(evenkeel.status()).contains("\"mode\":\"panic\"", why);
    evenkeel
        .process()
        .awaitLine(Pattern.compile("event=pool-mode-changed pool=api mode=panic why="), SOON);
    Command status = EvenkeelCommand.run("status", "--admin", evenkeel.adminUrl());
    assertThat(status.exit()).as(status.out() + status.err()).isEqualTo(7);
    assertThat(status.out()).contains("PANIC", why);
  }
}
