package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.app.cli.EvenkeelCommand;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.HttpReply;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who works with a running balancer: commands, which run in the test's own process because
 * a JVM for each would take most of the time, and the API.
 *
 * @param token who it is; empty: nobody asks
 */
record Operator(Evenkeel evenkeel, String token) {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Where nobody has to sign in. */
  static Operator of(Evenkeel evenkeel) {
    return new Operator(evenkeel, "");
  }

  /** What a command said, both streams together, and its exit status. */
  record Said(int exit, String text) {
    JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    /** Fails with what was said unless the status is {@code expected}. */
    Said exits(int expected) {
      assertThat(exit).as(text).isEqualTo(expected);
      return this;
    }
  }

  /** Runs a command to its end; balancer, file and token are added. */
  Said types(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--admin", evenkeel.adminUrl(), "--config", evenkeel.config().toString()));
    if (!token.isEmpty()) {
      line.addAll(List.of("--token-file", tokenFile().toString()));
    }
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int exit = EvenkeelCommand.execute(out, out, line.toArray(String[]::new));
    return new Said(exit, said.toString());
  }

  private Path tokenFile() {
    try {
      return Files.writeString(evenkeel.config().resolveSibling("token-" + token), token + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plans what the file says, and gives the plan's id. */
  String plans(int exit) {
    return types("plan", "--output", "json").exits(exit).json().path("id").asString();
  }

  /** A page of the API. */
  JsonNode reads(String path) {
    HttpReply reply = evenkeel.admin("GET", "/api/v1/" + path, token, "");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(reply.body());
  }

  /** Posts JSON to the API. */
  HttpReply posts(String path, String json) {
    return evenkeel.admin("POST", "/api/v1/" + path, token, json);
  }

  /** Begins to apply what the file says and does not wait for the end. */
  void begins(String... options) {
    List<String> words = new ArrayList<>(List.of("apply", "--yes", "--detach"));
    words.addAll(List.of(options));
    types(words.toArray(String[]::new)).exits(0);
  }

  /** Waits until the rollout is in that stage. */
  void awaitStage(String stage) {
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> reads("rollout").path("stage").asString(""), stage::equals);
  }

  /** Waits until the rollout is over, and says how it ended. */
  String awaitEnd() {
    return Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> reads("rollout").path("stage").asString(""),
            stage -> stage.equals("committed") || stage.equals("rolled-back"));
  }

  /** The revisions, newest first: {@code 3 committed}. */
  List<String> history() {
    return reads("revisions").values().stream()
        .map(each -> each.path("number").asLong() + " " + each.path("outcome").asString())
        .toList();
  }

  /** The audit, newest first: {@code ana approve}. */
  List<String> audit() {
    return reads("audit?limit=1000").values().stream()
        .map(each -> each.path("who").asString() + " " + each.path("what").asString())
        .toList();
  }

  /** Names of the alarms that stand. */
  List<String> alarms() {
    return reads("status").path("alerts").values().stream()
        .map(each -> each.path("name").asString())
        .toList();
  }

  /** Waits until the alarm stands. */
  void awaitAlarm(String name) {
    Awaitility.await("alarm " + name).atMost(SOON).until(() -> alarms().contains(name));
  }

  /** Waits until the alarm does not stand any more. */
  void awaitNoAlarm(String name) {
    Awaitility.await("no alarm " + name).atMost(SOON).until(() -> !alarms().contains(name));
  }
}
