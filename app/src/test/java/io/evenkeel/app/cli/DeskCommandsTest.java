package io.evenkeel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.app.cli.text.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one can do with plans, revisions and servers besides planning and applying. */
class DeskCommandsTest {
  private static final String PLAN =
      """
      {"id":"p1","base":3,"verdict":"needs-approval","risk":"high","author":"ana","fate":"%s",\
      "approvals":[{"by":"ben","at":"2026-11-21T14:00:00Z"}],"approvalsNeeded":%d,\
      "changes":[{"path":"pools.api.balance","before":"p2c","after":"source"}]}\
      """;
  private static final String REVISIONS =
      """
      [{"number":4,"at":"2026-11-21T14:00:00Z","author":"ana","reason":"","plan":"p2",\
      "approvedBy":[],"outcome":"rolled-back","why":"errors 4.1 %"},\
      {"number":3,"at":"2026-11-20T14:00:00Z","author":"ben","reason":"more weight","plan":"p1",\
      "approvedBy":["ana","eve"],"outcome":"committed","why":""}]\
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new StubDesk();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void approveSaysHowManyAreMissing() {
    desk.when("POST /plans/p1/approve", PLAN.formatted("open", 2));
    assertThat(run("approve", "p1")).isZero();
    assertThat(out.toString()).contains("1 of 2 approvals").doesNotContain("apply it");
    assertThat(desk.last("POST /plans/p1/approve").body()).isEqualTo("{}");
    desk.when("POST /plans/p1/approve", PLAN.formatted("open", 1));
    run("approve", "p1");
    assertThat(run("approve", "p1")).isZero();
    assertThat(out.toString()).contains("evenkeel apply --plan p1 --admin " + desk.url());
  }

  @Test
  void onATerminalOneSeesWhatOneApproves() {
    desk.when("GET /plans/p1", PLAN.formatted("open", 1));
    desk.when("POST /plans/p1/approve", PLAN.formatted("open", 1));
    Terminal no = Terminal.window(100, new StringReader("no\n"));
    assertThat(run(() -> no, "approve", "p1")).isEqualTo(1);
    assertThat(out.toString()).contains("balance  p2c -> source", "Approve it? [y/N]");
    assertThat(desk.calls()).hasSize(1);
    Terminal yes = Terminal.window(100, new StringReader("y\n"));
    assertThat(run(() -> yes, "approve", "p1")).isZero();
    assertThat(desk.calls()).hasSize(3);
  }

  @Test
  void rejectSaysWhatBecameOfIt() {
    desk.when("POST /plans/p1/reject", PLAN.formatted("withdrawn", 1));
    assertThat(run("reject", "p1", "--reason", "not today")).isZero();
    assertThat(out.toString()).isEqualTo("plan p1 is withdrawn\n");
  }

  @ParameterizedTest
  @CsvSource({"'confirm p1'", "'confirm'"})
  void confirmKeepsTheGivenPlanOrTheOneUnderWay(String command) {
    desk.when("GET /rollout", rollout("confirm"));
    desk.when("POST /plans/p1/confirm", rollout("committed"));
    assertThat(run(command.split(" "))).isZero();
    assertThat(out.toString()).contains("COMMITTED", "revision 4");
  }

  @ParameterizedTest
  @CsvSource({
    "'rollback',   0, rolled-back, '',          0",
    "'rollback 2', 2, bake,        committed,   0",
    "'rollback 2', 2, bake,        rolled-back, 6",
  })
  void rollbackIsDoneWhenItIsServed(
      String command, int revision, String first, String then, int status) {
    desk.when("POST /revisions/" + revision + "/rollback", rollout(first));
    desk.when("GET /rollout", rollout(then));
    assertThat(run(command.split(" "))).isEqualTo(status);
  }

  @Test
  void historyIsALineForEachRevision() {
    desk.when("GET /revisions", REVISIONS);
    assertThat(run("history")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", "|")).toList())
        .satisfiesExactly(
            titles -> assertThat(titles).isEqualTo("revision|at|author|outcome|approved by|reason"),
            four -> assertThat(four).matches("\\|4\\|.*\\|ana\\|rolled-back\\|-\\|errors 4.1 %"),
            three ->
                assertThat(three).matches("\\|3\\|.*\\|ben\\|committed\\|ana, eve\\|more weight"));
  }

  @Test
  void diffShowsWhatLiesBetween() {
    desk.when(
        "GET /revisions/3/diff/4",
        "{\"changes\":[{\"path\":\"pools.api.balance\",\"before\":\"p2c\",\"after\":\"source\"}]}");
    desk.when("GET /revisions/3/diff/3", "{\"changes\":[]}");
    assertThat(run("diff", "3", "4")).isZero();
    assertThat(out.toString()).contains("pool api", "~ balance  p2c -> source");
    assertThat(run("diff", "3", "3")).isZero();
    assertThat(out.toString()).contains("revisions 3 and 3 say the same");
    assertThat(run("diff", "3", "x")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, '',                0, IN STEP",
    "4, 3, '',                7, revision 3 is the last committed one",
    "3, 3, 'no such file',    7, the file cannot be used: no such file",
  })
  void driftIsBadNews(long running, long committed, String error, int status, String says) {
    desk.when(
        "GET /drift",
        "{\"running\":%d,\"committed\":%d,\"inFile\":[],\"fileError\":\"%s\"}"
            .formatted(running, committed, error));
    assertThat(run("drift")).isEqualTo(status);
    assertThat(out.toString()).contains(says);
  }

  @Test
  void freezeNeedsAReason() {
    desk.when("POST /freeze", "{}");
    desk.when("POST /unfreeze", "{}");
    assertThat(run("freeze")).isEqualTo(2);
    assertThat(run("freeze", "--reason", "release week")).isZero();
    assertThat(desk.last("POST /freeze").body()).isEqualTo("{\"reason\":\"release week\"}");
    assertThat(run("unfreeze")).isZero();
  }

  @Test
  void auditIsALineForEachAct() {
    desk.when(
        "GET /audit?limit=2",
        """
        [{"at":"2026-11-21T14:00:00Z","who":"ana","what":"approve","subject":"","reason":"ok",\
        "plan":"p1","revision":0,"result":"ok"}]\
        """);
    assertThat(run("audit", "--limit", "2")).isZero();
    assertThat(out.toString()).containsPattern("ana +approve +plan p1 +ok +ok");
    assertThat(run("audit", "--limit", "0")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "drain,         takes no new requests for 600 s",
    "maintenance,   takes no requests for 600 s",
    "force-healthy, counts as healthy for 600 s",
  })
  void anOperatorsHandOnAServer(String command, String says) {
    desk.when("POST /servers/api/api-1/" + command, "{\"forSeconds\":600}");
    assertThat(run(command, "api/api-1", "--for", "10m", "--reason", "disk swap")).isZero();
    assertThat(desk.last("POST /servers/api/api-1/" + command).body())
        .isEqualTo("{\"reason\":\"disk swap\",\"for\":\"600s\"}");
    assertThat(out.toString()).startsWith("api/api-1 " + says);
    assertThat(run(command, "api/api-1")).isEqualTo(2);
    assertThat(run(command, "api-1", "--reason", "x")).isEqualTo(2);
    assertThat(run(command, "api/none", "--reason", "x")).isEqualTo(1);
  }

  @Test
  void readyLastsUntilTheNextHand() {
    desk.when("POST /servers/api/api-1/ready", "{\"forSeconds\":0}");
    assertThat(run("ready", "api/api-1", "--reason", "done")).isZero();
    assertThat(out.toString()).isEqualTo("api/api-1 is as its checks say\n");
    assertThat(run("ready", "api/api-1", "--for", "1m", "--reason", "done")).isEqualTo(2);
  }

  @Test
  void aBreakerOfAServerOrAPool() {
    desk.when("POST /servers/api/api-1/breaker", "{\"forSeconds\":600}");
    assertThat(run("breaker", "api/api-1", "open", "--for", "10m", "--reason", "disk swap"))
        .isZero();
    assertThat(desk.last("POST /servers/api/api-1/breaker").body())
        .isEqualTo("{\"state\":\"open\",\"reason\":\"disk swap\",\"for\":\"600s\"}");
    assertThat(out.toString())
        .startsWith("api/api-1: breaker open: it gets no requests for 600 s, or until: ");
    desk.when("POST /pools/api/breaker", "{\"forSeconds\":0}");
    out.getBuffer().setLength(0);
    assertThat(run("breaker", "api", "auto", "--reason", "done")).isZero();
    assertThat(out.toString()).isEqualTo("api: breaker left to the traffic\n");
    assertThat(run("breaker", "api", "open", "--force", "--reason", "x")).isZero();
    assertThat(desk.last("POST /pools/api/breaker").body())
        .isEqualTo("{\"state\":\"open\",\"reason\":\"x\",\"force\":true}");
    assertThat(run("breaker", "api", "auto", "--for", "1m", "--reason", "x")).isEqualTo(2);
    assertThat(run("breaker", "api", "ajar", "--reason", "x")).isEqualTo(2);
    assertThat(run("breaker", "api/api-1", "open")).isEqualTo(2);
    assertThat(run("breaker", "api/", "open", "--reason", "x")).isEqualTo(2);
  }

  @Test
  void withNothingUnderWayThereIsNothingToConfirm() {
    desk.when("GET /rollout", "{}");
    assertThat(run("confirm")).isEqualTo(1);
    assertThat(err.toString()).contains("nothing is being applied");
  }

  @Test
  void everyAnswerIsThereAsJson() {
    desk.when("GET /revisions", REVISIONS).when("GET /plans", "[]").when("GET /drift", "{}");
    for (String command : new String[] {"history", "plan --list", "drift"}) {
      out.getBuffer().setLength(0);
      run(
          Stream.concat(Arrays.stream(command.split(" ")), Stream.of("--output", "json"))
              .toArray(String[]::new));
      assertThat(out.toString()).as(command).matches("(?s)[\\[{].*[\\]}]\\R");
    }
  }

  private static String rollout(String stage) {
    return """
    {"plan":"p1","revision":4,"stage":"%s","secondsLeft":9,"comparison":[],"why":""}\
    """
        .formatted(stage);
  }

  private int run(String... args) {
    return run(Terminal::plain, args);
  }

  private int run(Supplier<Terminal> terminals, String... args) {
    String[] all =
        Stream.concat(Arrays.stream(args), Stream.of("--admin", desk.url())).toArray(String[]::new);
    return EvenkeelCommand.execute(terminals, new PrintWriter(out), new PrintWriter(err), all);
  }
}
