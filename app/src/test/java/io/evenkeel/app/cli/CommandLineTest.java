package io.evenkeel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return EvenkeelCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void withoutCommandItShowsTheHelp() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("run", "validate", "status", "demo")
        .doesNotContain("train-aot");
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).matches("evenkeel \\d+\\.\\d+\\S* \\(Java .*\\)\\R");
  }

  @Test
  void versionAsJson() {
    assertThat(run("version", "--output", "json")).isZero();
    assertThat(out.toString()).matches("\\{\"version\":\"[^\"$]+\",\"java\":\"[^\"]+\"}\\R");
  }

  @Test
  void anUnknownCommandIsWrongUsageWithASuggestion() {
    assertThat(run("statsu")).isEqualTo(2);
    assertThat(err.toString()).contains("statsu", "status");
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(run("status", "--colour")).isEqualTo(2);
    assertThat(err.toString()).contains("--colour", "evenkeel status --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "diagnose", "drill", "import"})
  void commandsOfLaterSayThatTheyAreNotAvailableYet(String command) {
    assertThat(run(command, "x")).isEqualTo(2);
    assertThat(err.toString()).contains("evenkeel " + command + ": not available yet");
  }

  @TestFactory
  Stream<DynamicTest> everyCommandHasHelpAndIsInTheReference() throws IOException {
    String reference = Files.readString(Path.of("../docs/reference/cli.md"));
    return CommandTable.NAMES.stream()
        .map(name ->
            dynamicTest(
                name,
                () -> {
                  assertThat(run(name, "--help")).isZero();
                  assertThat(out.toString()).contains("Usage: evenkeel " + name);
                  if (!List.of("train-aot", "demo-server").contains(name)) {
                    assertThat(reference).containsPattern("\\| `" + name + "[ `]");
                  }
                }));
  }

  @Test
  void planSaysHowToStartTheBalancerThatDoesNotRun(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), good());
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(run("plan", file.toString(), "--admin", "127.0.0.1:" + port)).isEqualTo(1);
    assertThat(err.toString()).contains("start it: evenkeel run --config " + file);
    assertThat(run("plan", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("none.yaml: there is no such file");
  }

  @Test
  void validateAcceptsAGoodFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("good.yaml"), good());
    assertThat(run("validate", file.toString())).isZero();
    assertThat(out.toString()).endsWith("good.yaml: ok\n");
  }

  @Test
  void validateShowsEveryErrorOfEveryFile(@TempDir Path folder) throws IOException {
    Path good = Files.writeString(folder.resolve("good.yaml"), good());
    Path bad =
        Files.writeString(
            folder.resolve("bad.yaml"),
            good().replace("health: /h", "health: h").replace("web:", "web x:"));
    assertThat(run("validate", good.toString(), bad.toString())).isEqualTo(3);
    assertThat(out.toString()).contains("good.yaml: ok", "bad.yaml:7:", "bad.yaml: 2 errors");
  }

  @Test
  void validateAsJson(@TempDir Path folder) throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), good().replace("/h", "h"));
    assertThat(run("validate", "--output", "json", bad.toString())).isEqualTo(3);
    assertThat(out.toString()).startsWith("{").contains("\"findings\"", "\"line\"");
  }

  @Test
  void runRefusesABrokenFile(@TempDir Path folder) throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "version: 1\nlisteners: 5\n");
    assertThat(run("run", "--config", bad.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("bad.yaml:2:");
  }

  @Test
  void statusSaysWhatToTryWhenNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(run("status", "--admin", "127.0.0.1:" + port)).isEqualTo(1);
    assertThat(err.toString()).contains("no balancer answers", "evenkeel run", "--admin");
  }

  @Test
  void anAdminUrlThatIsNoneIsWrongUsage() {
    assertThat(run("status", "--admin", "ftp://x")).isEqualTo(2);
  }

  @Test
  void completionIsAScriptForBothShells() {
    assertThat(run("completion", "bash")).isZero();
    assertThat(out.toString()).contains("complete", "validate");
    assertThat(run("completion", "zsh")).isZero();
    assertThat(run("completion", "fish")).isEqualTo(2);
  }

  private static String good() {
    return """
    version: 1
    listeners:
      web: { bind: "127.0.0.1:0", routes: [ { pool: api } ] }
    pools:
      api:
        servers: { a: "127.0.0.1:3001" }
        health: /h
    """;
  }
}
