package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evenkeel.core.model.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** What strangers, other sites' pages and clumsy clients get. */
class AdminSecurityTest {
  private static final String PLANS = "/api/v1/plans";
  private static final String FREEZE = "{\"reason\":\"holiday\"}";

  private AdminDesk desk;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    desk = new AdminDesk(AdminDesk.everyRole(), 1);
    http = desk.http();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  @Test
  void everyOperationButHealthAndReadinessNeedsAToken() throws IOException {
    for (Operation operation : desk.operations(1).all()) {
      String path = operation.path().text().replaceAll("\\{[^}]*}", "1");
      Http.Reply reply =
          operation.writes() ? http.post(path, "{}") : http.get(path, "Accept: application/json");
      if (path.equals("/healthz") || path.equals("/readyz")) {
        assertThat(reply.status()).as(path).isEqualTo(200);
      } else {
        assertThat(reply.status()).as(path).isEqualTo(401);
        assertThat(reply.head()).containsIgnoringCase("www-authenticate: bearer");
      }
    }
    assertThat(http.get("/nothing-here").status()).isEqualTo(401);
    assertThat(desk.refused).as("no token is no guess").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer wrong",
        "Authorization: Bearer viewer-toke",
        "Authorization: Bearer viewer-token2",
        "Authorization: Bearer viewer-token, Bearer viewer-token",
        "Authorization: Bearer",
        "Authorization: Basic dmlld2VyOnZpZXdlci10b2tlbg==",
        "Authorization: viewer-token",
        "X-Evenkeel-User: admin"
      })
  void aWrongTokenIsNone(String field) throws IOException {
    assertThat(http.get(PLANS, field).status()).isEqualTo(401);
  }

  @Test
  void aTokenOfAnybodySignsInWhereverItStandsInTheList() throws IOException {
    for (Role role : Role.values()) {
      assertThat(http.get(PLANS, AdminDesk.as(role.word())).status()).isEqualTo(200);
    }
    assertThat(http.get(PLANS, "authorization: bearer viewer-token").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "viewer,    /api/v1/plans,                            operator",
    "viewer,    /api/v1/plans/a/apply,                    operator",
    "viewer,    /api/v1/revisions/1/rollback,             operator",
    "viewer,    /api/v1/servers/api/api-1/drain,          operator",
    "viewer,    /api/v1/servers/api/api-1/force-healthy,  operator",
    "operator,  /api/v1/plans/a/approve,                  approver",
    "operator,  /api/v1/freeze,                           admin",
    "approver,  /api/v1/freeze,                           admin",
    "approver,  /api/v1/unfreeze,                         admin"
  })
  void aRoleTooLowIsToldTheOneItTakes(String who, String path, String needed) throws IOException {
    Http.Reply reply = http.post(path, FREEZE, AdminDesk.as(who));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.kind()).isEqualTo("forbidden");
    assertThat(reply.body()).contains("needs role " + needed, who + " is " + who);
  }

  @Test
  void breakingTheGlassTakesAnAdministratorAndAReason() throws IOException {
    String id = plan("operator");
    String glass = "{\"breakGlass\":true,\"reason\":\"outage\"}";
    Http.Reply low = http.post(PLANS + "/" + id + "/apply", glass, AdminDesk.as("approver"));
    assertThat(low.status()).isEqualTo(403);
    assertThat(low.body()).contains("break-glass needs role admin");
    String silent = "{\"breakGlass\":true,\"reason\":\" \"}";
    assertThat(http.post(PLANS + "/" + id + "/apply", silent, AdminDesk.as("admin")).status())
        .isEqualTo(400);
    assertThat(http.post(PLANS + "/" + id + "/apply", glass, AdminDesk.as("admin")).status())
        .isEqualTo(200);
  }

  @Test
  void usersOfANewConfigurationCountAtOnce() throws IOException {
    desk.users = Map.of("eve", AdminDesk.user("eve", Role.VIEWER));
    assertThat(http.get(PLANS, AdminDesk.as("admin")).status()).isEqualTo(401);
    assertThat(http.get(PLANS, AdminDesk.as("eve")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://evil.example,      403",
    "Origin: null,                     403",
    "Origin: http://localhost:3000,    403",
    "Origin: http://127.0.0.1:1,       403",
    "Sec-Fetch-Site: cross-site,       403",
    "Sec-Fetch-Site: same-site,        403",
    "Host: evil.example,               421",
    "Host: localhost.evil.example,     421",
    "Content-Type: text/plain,         415",
    "Content-Type: application/x-www-form-urlencoded, 415",
    "Content-Type: multipart/form-data, 415",
    "Content-Type: application/jsonp,  415"
  })
  void aPageOfAnotherSiteChangesNothing(String field, int status) throws IOException {
    boolean type = field.startsWith("Content-Type");
    Http.Reply reply =
        type
            ? http.ask("POST", "/api/v1/freeze", FREEZE, AdminDesk.as("admin"), field)
            : http.post("/api/v1/freeze", FREEZE, AdminDesk.as("admin"), field);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.head()).doesNotContainIgnoringCase("access-control-allow");
    assertThat(applies()).as("not frozen").isTrue();
  }

  @Test
  void ourOwnPageMayChangeSomething() throws IOException {
    String origin = "Origin: http://localhost:" + http.port();
    assertThat(
            http.post(
                    "/api/v1/freeze",
                    FREEZE,
                    AdminDesk.as("admin"),
                    origin,
                    "Sec-Fetch-Site: same-origin")
                .status())
        .isEqualTo(200);
    assertThat(applies()).as("not frozen").isFalse();
  }

  @Test
  void askingWhetherOneMayAskIsAnsweredWithoutPermission() throws IOException {
    Http.Reply reply =
        http.ask("OPTIONS", PLANS, "", "Origin: http://localhost:3000", AdminDesk.as("admin"));
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.head()).doesNotContainIgnoringCase("access-control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "a%00b",
        "a;b",
        "a%20b",
        "%61",
        "-a",
        ""
      })
  void anIdThatIsNoNameIsNotFound(String id) throws IOException {
    String[] as = {AdminDesk.as("admin")};
    for (String path : new String[] {PLANS + "/" + id, "/api/v1/revisions/" + id + "/diff/1"}) {
      assertThat(http.get(path, as).status()).as(path).isEqualTo(404);
    }
    assertThat(http.post("/api/v1/servers/api/" + id + "/drain", FREEZE, as).status())
        .isEqualTo(404);
    assertThat(desk.audit).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"reason\":\"a\"} {\"reason\":\"b\"}",
        "{\"reason\":\"a\",\"reason\":\"b\"}",
        "{\"reason\":7}",
        "{\"reason\":null}",
        "{\"raeson\":\"a\"}",
        "{}",
        "{\"reason\":\"a\\nb\"}",
        "reason=a"
      })
  void garbageIsABadRequest(String body) throws IOException {
    Http.Reply reply = http.post("/api/v1/freeze", body, AdminDesk.as("admin"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.kind()).isEqualTo("bad-request");
  }

  @Test
  void deepNestingIsGarbageToo() throws IOException {
    String deep = "[".repeat(100_000);
    assertThat(http.post("/api/v1/freeze", deep, AdminDesk.as("admin")).status()).isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLargeByItsOwnWordIsNotWaitedFor() throws IOException {
    try (Socket socket = http.open()) {
      write(socket, head("Content-Length: 8388609\r\n"));
      assertThat(Http.statusLine(socket)).contains(" 413 ");
    }
    try (Socket socket = http.open()) {
      write(socket, head("Content-Length: 999999999999999999\r\n"));
      assertThat(Http.statusLine(socket)).contains(" 413 ");
    }
  }

  @Test
  void aBodyThatGrowsTooLargeIsCutOff() throws IOException {
    try (Socket socket = http.open()) {
      write(socket, head("Transfer-Encoding: chunked\r\n"));
      String chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
      for (int i = 0; i < 8; i++) {
        write(socket, chunk);
      }
      write(socket, "1\r\n \r\n");
      assertThat(Http.statusLine(socket)).contains(" 413 ");
    }
  }

  @Test
  void aLargeBodyOfAStrangerIsThrownAwaySoThatTheAnswerArrives() throws IOException {
    assertThat(http.post(PLANS, " ".repeat(4 << 20)).status()).isEqualTo(401);
  }

  @Test
  void aSlowBodyIsGivenUpAndNothingDone() throws IOException {
    try (Socket socket = http.open()) {
      write(socket, head("Content-Length: " + FREEZE.length() + "\r\n") + "{");
      // Ten seconds by the server's clock, which looks every second or so.
      assertThat(Http.reply(socket).status()).isEqualTo(0);
    }
    assertThat(applies()).isTrue();
  }

  @Test
  void aTokenNeverReachesTheLogOrAnAnswer() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    root.addAppender(heard);
    Level before = root.getLevel();
    root.setLevel(Level.TRACE);
    try {
      String secret = "s3cr3t-t0k3n";
      Http.Reply wrong = http.get(PLANS, "Authorization: Bearer " + secret);
      Http.Reply odd = http.get(PLANS, "Authorization: " + secret);
      Http.Reply right = http.post("/api/v1/freeze", "{", AdminDesk.as("admin"));
      assertThat(wrong.head() + wrong.body() + odd.body()).doesNotContain(secret);
      assertThat(right.head() + right.body()).doesNotContain("admin-token");
      assertThat(heard.list)
          .allSatisfy(event ->
              assertThat(event + " " + event.getKeyValuePairs())
                  .doesNotContain(secret, "admin-token"));
      assertThat(desk.refused).containsExactly("127.0.0.1");
    } finally {
      root.setLevel(before);
      root.detachAppender(heard);
    }
  }

  @Test
  void guessingIsSlowedDownAndARepeatedTokenIsNoGuess() throws IOException {
    for (int i = 0; i < 30; i++) {
      assertThat(http.get(PLANS, "Authorization: Bearer stale").status()).isEqualTo(401);
    }
    for (int i = 0; i < FailedLogins.BURST - 1; i++) {
      assertThat(http.get(PLANS, "Authorization: Bearer guess" + i).status()).isEqualTo(401);
    }
    Http.Reply reply = http.get(PLANS, "Authorization: Bearer guess-more");
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.head()).containsIgnoringCase("retry-after: 1");
    assertThat(http.get(PLANS, AdminDesk.as("admin")).status())
        .as("a right guess is not even looked at")
        .isEqualTo(429);
    desk.nanos.addAndGet(1_000_000_000L);
    assertThat(http.get(PLANS, AdminDesk.as("admin")).status()).isEqualTo(200);
    assertThat(desk.refused).hasSize(FailedLogins.BURST);
    assertThat(desk.signIn.failures()).isEqualTo(30 + FailedLogins.BURST - 1 + 2);
  }

  @Test
  void withoutUsersTheCallerIsTheAdministratorByTheNameGiven() throws IOException {
    desk.users = Map.of();
    assertThat(http.post("/api/v1/freeze", FREEZE).status()).isEqualTo(200);
    assertThat(http.post("/api/v1/unfreeze", "").status()).isEqualTo(200);
    plan("", "X-Evenkeel-User: ana");
    assertThat(http.get(PLANS).json().path(0).path("author").asString()).isEqualTo("ana");
    plan("");
    assertThat(http.get(PLANS).json().path(0).path("author").asString()).isEqualTo("local");
    assertThat(http.get(PLANS, "X-Evenkeel-User: a b").status()).isEqualTo(400);
    assertThat(http.get(PLANS, "X-Evenkeel-User: " + "a".repeat(129)).status()).isEqualTo(400);
  }

  private boolean applies() throws IOException {
    String id = plan("operator");
    http.post(PLANS + "/" + id + "/approve", "", AdminDesk.as("approver"));
    String path = PLANS + "/" + id + "/apply";
    return http.post(path, "{\"yes\":true}", AdminDesk.as("operator")).status() == 200;
  }

  private String plan(String who, String... fields) throws IOException {
    String json =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of("file", "/etc/evenkeel.yaml", "text", AdminDesk.CONFIG, "reason", "test"));
    Http.Reply reply =
        who.isEmpty() ? http.post(PLANS, json, fields) : http.post(PLANS, json, AdminDesk.as(who));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("id").asString();
  }

  private String head(String fields) {
    return "POST /api/v1/freeze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + AdminDesk.as("admin")
        + "\r\nConnection: close\r\n"
        + fields
        + "\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
