package io.evenkeel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.app.cli.text.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of a change against an admin listener that answers as told. */
class ChangeCommandsTest {
  private static final Path PLANS = Path.of("src/test/resources/plans");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubDesk desk;
  private Path config;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    desk = new StubDesk();
    config = folder.resolve("evenkeel.yaml");
    Files.copy(PLANS.resolve("evenkeel.yaml"), config);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "refused, 3",
    "safe, 4",
    "own-approval, 4",
    "needs-approval, 5",
    "nothing, 0",
  })
  void planEndsWithTheStatusOfItsVerdict(String situation, int status) throws IOException {
    desk.when("POST /plans", plan(situation));
    assertThat(run("plan", config.toString())).isEqualTo(status);
    assertThat(run("plan", "--config", config.toString(), "--output", "json")).isEqualTo(status);
  }

  @Test
  void planSendsTheTextUnderItsWholeNameAndShowsItsLines() throws IOException {
    String name = config.toAbsolutePath().normalize().toString();
    desk.when("POST /plans", plan("refused").replace("/etc/evenkeel/evenkeel.yaml", name));
    assertThat(run("plan", config.toString(), "--reason", "move it")).isEqualTo(3);
    JsonNode sent = JsonMapper.shared().readTree(desk.last("POST /plans").body());
    assertThat(sent.propertyNames()).containsExactlyInAnyOrder("file", "text", "reason");
    assertThat(sent.get("file").asString()).isEqualTo(name);
    assertThat(sent.get("text").asString()).isEqualTo(Files.readString(config));
    assertThat(sent.get("reason").asString()).isEqualTo("move it");
    assertThat(out.toString())
        .contains("REFUSED", "EK3101", "readiness: { http: /api/health", "^~~~~~~~~~~")
        .contains("evenkeel plan " + config + " --admin " + desk.url());
  }

  @Test
  void planAsJsonIsTheAnswerOfTheBalancer() throws IOException {
    desk.when("POST /plans", plan("refused"));
    run("plan", config.toString(), "--output", "json");
    assertThat(JsonMapper.shared().readTree(out.toString()))
        .isEqualTo(JsonMapper.shared().readTree(plan("refused")));
  }

  @Test
  void aFileThatDoesNotParseIsShownWithItsFindings() {
    desk.when(
        "POST /plans",
        422,
        """
        {"status":422,"kind":"invalid","detail":"the file has 1 error","findings":[
         {"code":"EK1203","severity":"error","path":"pools.api","file":"%s","line":6,"column":14,
          "message":"no such balancer","evidence":[],"help":""}]}\
        """
            .formatted(config.toAbsolutePath().normalize()));
    assertThat(run("plan", config.toString())).isEqualTo(3);
    assertThat(out.toString()).contains(":6:14: error EK1203", "balance: round-robin");
    assertThat(err.toString()).contains("the file has 1 error");
    assertThat(run("apply", config.toString(), "--yes", "--break-glass", "--reason", "x"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "422, invalid, 3",
    "503, unavailable, 1",
    "409, waiting, 5",
    "403, forbidden, 1",
    "404, unknown, 1",
    "409, stale, 1",
    "400, bad-request, 2",
    "401, unauthenticated, 1",
    "500, '', 1",
  })
  void aRefusalEndsWithTheStatusOfItsKind(int http, String kind, int status) throws IOException {
    desk.when("POST /plans", plan("safe"));
    desk.refuses("POST /plans/a1b2c3d4e5f60718/apply", http, kind, "frozen by ben: release week");
    assertThat(run("apply", config.toString(), "--yes")).isEqualTo(status);
    // Java drops the body of a 401 to a request with a body.
    assertThat(err.toString()).contains(http == 401 ? "--token-file" : "frozen by ben");
  }

  @ParameterizedTest
  @CsvSource({"refused, 3", "needs-approval, 5", "nothing, 0", "rolled-back, 6"})
  void applyGoesNoFurtherThanThePlanAllows(String situation, int status) throws IOException {
    desk.when("POST /plans", plan(situation));
    assertThat(run("apply", config.toString(), "--yes")).isEqualTo(status);
    assertThat(desk.calls()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"committed, 0", "rolled-back, 6"})
  void applyFollowsTheRolloutToItsEnd(String end, int status) throws IOException {
    desk.when("POST /plans", plan("safe"));
    desk.when("POST /plans/a1b2c3d4e5f60718/apply", rollout("shadow", ""));
    desk.when("GET /rollout", rollout("canary", ""));
    desk.when("GET /rollout", rollout(end, "errors 4.1 %"));
    assertThat(run("apply", config.toString(), "--yes", "--confirm-within", "5m"))
        .isEqualTo(status);
    JsonNode sent =
        JsonMapper.shared().readTree(desk.last("POST /plans/a1b2c3d4e5f60718/apply").body());
    assertThat(sent.get("yes").asBoolean()).isTrue();
    assertThat(sent.get("breakGlass").asBoolean()).isFalse();
    assertThat(sent.get("confirmWithin").asString()).isEqualTo("300s");
    List<String> lines = out.toString().lines().map(String::strip).toList();
    assertThat(lines).anyMatch(line -> line.startsWith("shadow  0:30"));
    assertThat(lines).anyMatch(line -> line.startsWith("canary  0:30"));
    assertThat(out.toString()).contains(end.equals("committed") ? "COMMITTED" : "errors 4.1 %");
  }

  @Test
  void applyAsJsonIsOneDocument() throws IOException {
    desk.when("POST /plans", plan("safe"));
    desk.when("POST /plans/a1b2c3d4e5f60718/apply", rollout("committed", ""));
    assertThat(run("apply", config.toString(), "--yes", "--output", "json")).isZero();
    JsonNode document = JsonMapper.shared().readTree(out.toString());
    assertThat(document.path("plan").path("id").asString()).isEqualTo("a1b2c3d4e5f60718");
    assertThat(document.path("rollout").path("stage").asString()).isEqualTo("committed");
  }

  @ParameterizedTest
  @CsvSource({"y, 0, true", "yes, 0, true", "n, 1, false", "'', 1, false", "yep, 1, false"})
  void onATerminalApplyAsks(String answer, int status, boolean applied) throws IOException {
    desk.when("POST /plans", plan("safe"));
    desk.when("POST /plans/a1b2c3d4e5f60718/apply", rollout("committed", ""));
    assertThat(runAt(answer + "\n", "apply", config.toString())).isEqualTo(status);
    assertThat(out.toString()).contains("Apply it? [y/N]");
    assertThat(desk.calls()).hasSize(applied ? 2 : 1);
  }

  @Test
  void withoutATerminalNothingIsAskedAndNoConsentIsMadeUp() throws IOException {
    desk.when("POST /plans", plan("own-approval"));
    desk.refuses("POST /plans/1122334455667788/apply", 409, "waiting", "add --yes");
    assertThat(run("apply", config.toString())).isEqualTo(5);
    assertThat(desk.last("POST /plans/1122334455667788/apply").body()).contains("\"yes\":false");
  }

  @Test
  void breakGlassGoesPastARefusalButNeedsAReason() throws IOException {
    desk.when("POST /plans", plan("refused"));
    desk.when("POST /plans/6f0c2f1ab34d90ce/apply", rollout("committed", ""));
    assertThat(run("apply", config.toString(), "--yes", "--break-glass")).isEqualTo(2);
    assertThat(desk.calls()).isEmpty();
    assertThat(run("apply", config.toString(), "--yes", "--break-glass", "--reason", "fire"))
        .isZero();
    assertThat(desk.last("POST /plans/6f0c2f1ab34d90ce/apply").body())
        .contains("\"breakGlass\":true", "\"reason\":\"fire\"");
  }

  @Test
  void detachedItSaysHowItGoesOn() throws IOException {
    desk.when("POST /plans", plan("safe"));
    desk.when("POST /plans/a1b2c3d4e5f60718/apply", rollout("shadow", ""));
    assertThat(run("apply", config.toString(), "--yes", "--detach")).isZero();
    assertThat(out.toString()).contains("The rollout goes on", "evenkeel rollback");
    assertThat(desk.calls()).hasSize(2);
  }

  @Test
  void aPlanThatIsBeingAppliedIsWatched() throws IOException {
    String id = "a1b2c3d4e5f60718";
    desk.when("GET /plans/" + id, plan("safe").replace("\"open\"", "\"applying\""));
    desk.when("GET /plans/" + id, plan("rolled-back"));
    desk.when("GET /rollout", rollout("shadow", "").replace(id, "another"));
    assertThat(run("apply", "--plan", id)).isEqualTo(6);
    assertThat(out.toString()).contains("ROLLED BACK", "more than error-rate +2%");
  }

  @Test
  void whoAsksIsSaid() throws IOException {
    Path token = Files.writeString(config.resolveSibling("token"), "s3cret\n");
    desk.when("GET /revisions", "[]");
    assertThat(run("history", "--token-file", token.toString())).isZero();
    assertThat(desk.last("GET /revisions").authorization()).isEqualTo("Bearer s3cret");
    assertThat(desk.last("GET /revisions").user()).isNotEqualTo("null").isNotEmpty();
    Files.writeString(token, "");
    assertThat(run("history", "--token-file", token.toString())).isEqualTo(1);
    assertThat(run("history", "--token-file", token + ".none")).isEqualTo(1);
    assertThat(out + err.toString()).doesNotContain("s3cret");
  }

  private static String plan(String situation) throws IOException {
    return Files.readString(PLANS.resolve(situation + ".json"));
  }

  private static String rollout(String stage, String why) {
    return """
    {"plan":"a1b2c3d4e5f60718","revision":4,"stage":"%s","secondsLeft":30,\
    "comparison":["pool api: errors 0.0 %% (control 0.0 %%)"],"why":"%s"}\
    """
        .formatted(stage, why);
  }

  private int run(String... args) {
    return run(Terminal::plain, args);
  }

  /** On a terminal where somebody types {@code answers}. */
  private int runAt(String answers, String... args) {
    Terminal terminal = Terminal.window(100, new StringReader(answers));
    return run(() -> terminal, args);
  }

  private int run(Supplier<Terminal> terminals, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--admin", desk.url()));
    return EvenkeelCommand.execute(
        terminals, new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
  }
}
