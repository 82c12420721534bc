package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The workflow over HTTP; every answer is held against the description of the API. */
class ChangeApiTest {
  private static final String PLANS = "/api/v1/plans";
  private static final String PLAN = "/api/v1/plans/{id}";

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
  void aPlanIsKeptApprovedAndApplied() throws IOException {
    JsonNode plan = plan("operator", AdminDesk.CONFIG);
    String id = plan.path("id").asString();
    assertThat(plan.path("author").asString()).isEqualTo("operator");
    assertThat(plan.path("fate").asString()).isEqualTo("open");
    assertThat(plan.path("approvalsNeeded").asInt()).isEqualTo(1);
    assertThat(get(PLANS, PLANS).path(0)).isEqualTo(plan);
    assertThat(get(PLAN, PLANS + "/" + id)).isEqualTo(plan);

    Http.Reply early = post(PLANS + "/" + id + "/apply", "{\"yes\":true}", "operator");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.kind()).isEqualTo("waiting");
    assertThat(early.json().path("type").asString()).isEqualTo("urn:evenkeel:problem:waiting");

    JsonNode approved = written(PLAN + "/approve", PLANS + "/" + id + "/approve", "", "approver");
    assertThat(approved.path("approvals").path(0).path("by").asString()).isEqualTo("approver");
    JsonNode rollout =
        written(
            PLAN + "/apply",
            PLANS + "/" + id + "/apply",
            "{\"yes\":true,\"confirmWithin\":\"5m\"}",
            "operator");
    assertThat(rollout.path("stage").asString()).isEqualTo("confirm");
    assertThat(rollout.path("secondsLeft").asInt()).isEqualTo(300);
    assertThat(get("/api/v1/rollout", "/api/v1/rollout")).isEqualTo(rollout);
    assertThat(
            written(PLAN + "/confirm", PLANS + "/" + id + "/confirm", "{}", "operator")
                .path("stage")
                .asString())
        .isEqualTo("committed");
    Http.Reply again = post(PLANS + "/" + id + "/apply", "{}", "operator");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.kind()).isEqualTo("stale");
  }

  @Test
  void aFileThatDoesNotParseIsAnsweredWithItsFindings() throws IOException {
    Http.Reply reply = post(PLANS, proposal("version: 1\nlisteners: { web: {} }\n"), "operator");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.kind()).isEqualTo("invalid");
    JsonNode first = reply.json().path("findings").path(0);
    assertThat(first.path("file").asString()).isEqualTo("/etc/evenkeel.yaml");
    assertThat(first.path("line").asInt()).isEqualTo(2);
    assertThat(first.path("code").asString()).startsWith("EK");
  }

  @Test
  void anAuthorWithdrawsAndOnlyApproversReject() throws IOException {
    String own = plan("operator", AdminDesk.CONFIG).path("id").asString();
    String path = PLANS + "/" + own + "/reject";
    assertThat(
            written(PLAN + "/reject", path, "{\"reason\":\"typo\"}", "operator")
                .path("fate")
                .asString())
        .isEqualTo("withdrawn");
    String other = plan("admin", AdminDesk.CONFIG).path("id").asString();
    path = PLANS + "/" + other + "/reject";
    assertThat(post(path, "{}", "operator").status()).isEqualTo(403);
    JsonNode rejected = written(PLAN + "/reject", path, "{\"reason\":\"no\"}", "approver");
    assertThat(rejected.path("fate").asString()).isEqualTo("rejected");
    assertThat(rejected.path("closedBecause").asString()).isEqualTo("no");
  }

  @Test
  void everyKindOfRefusalHasItsStatus() throws IOException {
    String own = plan("approver", AdminDesk.CONFIG).path("id").asString();
    refused(403, "forbidden", PLANS + "/" + own + "/approve", "", "approver");
    refused(404, "unknown", PLANS + "/beef/approve", "", "approver");
    refused(409, "stale", PLANS + "/" + own + "/confirm", "", "operator");
    assertThat(post("/api/v1/freeze", "{\"reason\":\"sale\"}", "admin").status()).isEqualTo(200);
    refused(503, "unavailable", PLANS + "/" + own + "/apply", "{}", "operator");
    assertThat(post("/api/v1/unfreeze", "{}", "admin").status()).isEqualTo(200);
    refused(409, "waiting", PLANS + "/" + own + "/apply", "{}", "operator");
    refused(400, "bad-request", PLANS + "/" + own + "/apply", "{\"confirmWithin\":\"5\"}", "admin");
    refused(
        400, "bad-request", PLANS, proposal("a").replace("/etc/evenkeel", "evenkeel"), "operator");
  }

  @Test
  void revisionsAreListedShownComparedAndGoneBackTo() throws IOException {
    apply(AdminDesk.CONFIG);
    apply(AdminDesk.CONFIG.replace("3001", "3002"));
    JsonNode all = get("/api/v1/revisions", "/api/v1/revisions");
    assertThat(all.path(0).path("number").asInt()).isEqualTo(2);
    assertThat(all.path(0).has("files")).isFalse();
    assertThat(get("/api/v1/revisions/{n}", "/api/v1/revisions/1").has("files"))
        .as("a viewer sees no hashes of tokens")
        .isFalse();
    Http.Reply whole = http.get("/api/v1/revisions/1", AdminDesk.as("operator"));
    assertThat(whole.json().path("files").path(0).path("text").asString())
        .isEqualTo(AdminDesk.CONFIG);
    JsonNode diff = get("/api/v1/revisions/{a}/diff/{b}", "/api/v1/revisions/1/diff/2");
    assertThat(diff.path("changes").size()).isEqualTo(1);
    JsonNode back =
        written("/api/v1/revisions/{n}/rollback", "/api/v1/revisions/0/rollback", "{}", "operator");
    assertThat(back.path("revision").asInt()).isEqualTo(3);
    assertThat(http.get("/api/v1/revisions/99", AdminDesk.as("viewer")).kind())
        .isEqualTo("unknown");
    assertThat(http.get("/api/v1/revisions/one", AdminDesk.as("viewer")).status()).isEqualTo(404);
    assertThat(get("/api/v1/drift", "/api/v1/drift").path("running").asInt()).isEqualTo(3);
  }

  @Test
  void beforeTheFirstRolloutThereIsAnEmptyOne() throws IOException {
    assertThat(get("/api/v1/rollout", "/api/v1/rollout").isEmpty()).isTrue();
  }

  @Test
  void theOperatorsHandIsPassedOnAndAudited() throws IOException {
    for (String deed : new String[] {"drain", "maintenance", "force-healthy"}) {
      JsonNode done =
          written(
              "/api/v1/servers/{pool}/{server}/" + deed,
              "/api/v1/servers/api/api-1/" + deed,
              "{\"for\":\"10m\",\"reason\":\"disk\"}",
              "operator");
      assertThat(done.path("forSeconds").asInt()).isEqualTo(600);
    }
    String ready = "/api/v1/servers/api/api-1/ready";
    refused(400, "bad-request", ready, "{\"for\":\"1s\",\"reason\":\"a\"}", "operator");
    refused(400, "bad-request", ready, "{}", "operator");
    assertThat(post(ready, "{\"reason\":\"done\"}", "operator").status()).isEqualTo(200);
    refused(404, "unknown", ready.replace("/api/api-1", "/x/y"), "{\"reason\":\"a\"}", "operator");
    JsonNode audit = get("/api/v1/audit", "/api/v1/audit?limit=2");
    assertThat(audit.size()).isEqualTo(2);
    assertThat(audit.path(0).path("who").asString()).isEqualTo("operator");
    assertThat(audit.path(0).path("what").asString()).startsWith("READY");
    assertThat(http.get("/api/v1/audit?limit=0", AdminDesk.as("viewer")).status()).isEqualTo(400);
    assertThat(http.get("/api/v1/audit?limit=1001", AdminDesk.as("viewer")).status())
        .isEqualTo(400);
  }

  private void apply(String text) throws IOException {
    String path = PLANS + "/" + plan("operator", text).path("id").asString();
    written(PLAN + "/approve", path + "/approve", "", "approver");
    written(PLAN + "/apply", path + "/apply", "{\"yes\":true}", "operator");
  }

  private JsonNode plan(String who, String text) throws IOException {
    return written(PLANS, PLANS, proposal(text), who);
  }

  private static String proposal(String text) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("file", "/etc/evenkeel.yaml");
    body.put("text", text);
    body.put("reason", "because");
    return JsonMapper.shared().writeValueAsString(body);
  }

  private void refused(int status, String kind, String path, String body, String who)
      throws IOException {
    Http.Reply reply = post(path, body, who);
    assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(status);
    assertThat(reply.kind()).as(path).isEqualTo(kind);
  }

  /** A POST whose problem, if it is one, is as described. */
  private Http.Reply post(String path, String body, String who) throws IOException {
    Http.Reply reply = http.post(path, body, AdminDesk.as(who));
    if (reply.status() >= 400) {
      assertThat(ApiSchema.errorsOfProblem(reply.body())).as(reply.body()).isEmpty();
    }
    return reply;
  }

  private JsonNode written(String template, String path, String body, String who)
      throws IOException {
    Http.Reply reply = post(path, body, who);
    assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
    assertThat(ApiSchema.errorsOfAnswer("post", template, reply.body())).as(reply.body()).isEmpty();
    return reply.json();
  }

  private JsonNode get(String template, String path) throws IOException {
    Http.Reply reply = http.get(path, AdminDesk.as("viewer"));
    assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
    assertThat(ApiSchema.errorsOfAnswer("get", template, reply.body())).as(reply.body()).isEmpty();
    return reply.json();
  }
}
