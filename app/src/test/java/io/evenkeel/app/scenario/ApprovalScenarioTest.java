package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.Evenkeel.Setup;
import io.evenkeel.testkit.process.FreePorts;
import io.evenkeel.testkit.process.NodeServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four eyes: who may do what to a change, with users, roles and one approval by another. */
@NullUnmarked
class ApprovalScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String USERS =
      user("vic", "viewer")
          + user("ben", "operator")
          + user("cid", "operator")
          + user("ana", "approver")
          + user("dot", "admin");

  @TempDir Path folder;
  private NodeServer server;
  private Evenkeel evenkeel;
  private Operator vic;
  private Operator ben;
  private Operator cid;
  private Operator ana;
  private Operator dot;
  private int port;

  @BeforeEach
  void start() {
    port = FreePorts.next();
    server = NodeServer.start(folder, "api-1");
    evenkeel = Evenkeel.start(folder, Setup.USUAL.withUsers(USERS, "token-of-vic"), safe(30, 1));
    evenkeel.awaitHealth("api-1", "healthy", SOON);
    vic = new Operator(evenkeel, "token-of-vic");
    ben = new Operator(evenkeel, "token-of-ben");
    cid = new Operator(evenkeel, "token-of-cid");
    ana = new Operator(evenkeel, "token-of-ana");
    dot = new Operator(evenkeel, "token-of-dot");
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    server.close();
  }

  /** The user's token is {@code token-of-NAME}. */
  private static String user(String name, String role) {
    try {
      byte[] token = ("token-of-" + name).getBytes(StandardCharsets.US_ASCII);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token));
      return name + ": { token-sha256: \"" + hash + "\", role: " + role + " }, ";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String config(int approvals, int seconds, String more) {
    return """
    changes: { approvals: %d, rollout: { canary: 0%%, bake: 1s } }
    listeners:
      web: { bind: "127.0.0.1:%d", routes: [ { pool: api } ] }
    pools:
      api:
        health: { readiness: { http: /health, interval: 500ms, timeout: 400ms } }
        slow-start: %ds%s
        servers: { api-1: "%s" }
    """
        .formatted(approvals, port, seconds, more, server.address());
  }

  /** A change from one number of seconds to another needs nobody's look. */
  private String safe(int seconds, int approvals) {
    return config(approvals, seconds, "");
  }

  /** One that works and that somebody should look at. */
  private String sticky(String cookie) {
    return config(1, 30, "\n    sticky: { cookie: " + cookie + " }");
  }

  @Test
  void somebodyElseHasToApprove() {
    evenkeel.replaceFile(sticky("ek"));
    String plan = ben.plans(5);
    ben.types("apply").exits(5);
    assertThat(ben.posts("plans/" + plan + "/apply", "{\"yes\":true}").status()).isEqualTo(409);
    assertThat(ben.posts("plans/" + plan + "/approve", "{}").status()).isEqualTo(403);
    assertThat(vic.posts("plans/" + plan + "/approve", "{}").status()).isEqualTo(403);

    ana.types("approve", plan).exits(0);
    assertThat(ana.reads("plans/" + plan).path("approvals").path(0).path("by").asString())
        .isEqualTo("ana");
    // The same text again is the same plan, with its approval.
    ben.types("apply").exits(0);
    assertThat(ben.history()).containsExactly("2 committed", "1 committed");
    assertThat(ben.reads("revisions/2").path("author").asString()).isEqualTo("ben");
    assertThat(ben.reads("revisions/2").path("approvedBy").path(0).asString()).isEqualTo("ana");
    assertThat(ben.audit())
        .contains("ben plan", "ana approve", "ben apply", "evenkeel rollout-committed");
  }

  @Test
  void anApproverDoesNotApproveHerOwn() {
    evenkeel.replaceFile(sticky("ek"));
    String plan = ana.plans(5);
    assertThat(ana.posts("plans/" + plan + "/approve", "{}").status()).isEqualTo(403);
    ana.types("approve", plan).exits(1);
    dot.types("approve", plan).exits(0);
    ana.types("apply").exits(0);
  }

  @Test
  void anApprovalIsOfWhatWasServedThen() {
    evenkeel.replaceFile(sticky("ek"));
    String plan = ben.plans(5);
    ana.types("approve", plan).exits(0);
    evenkeel.replaceFile(safe(20, 1));
    cid.types("apply").exits(0);

    assertThat(ben.posts("plans/" + plan + "/apply", "{}").status()).isEqualTo(409);
    assertThat(ben.reads("plans/" + plan).path("fate").asString()).isEqualTo("withdrawn");
    assertThat(ben.reads("plans/" + plan).path("closedBecause").asString())
        .contains("it changes revision 1, and revision 2 is served");
    assertThat(ana.posts("plans/" + plan + "/approve", "{}").status()).isEqualTo(409);
    assertThat(evenkeel.revision()).isEqualTo(2);
  }

  @Test
  void aNoIsANo() {
    evenkeel.replaceFile(sticky("ek"));
    String plan = ben.plans(5);
    assertThat(cid.posts("plans/" + plan + "/reject", "{}").status()).isEqualTo(403);
    ana.types("reject", plan, "--reason", "not on a Friday").exits(0);
    assertThat(ben.reads("plans/" + plan).path("fate").asString()).isEqualTo("rejected");
    assertThat(ben.posts("plans/" + plan + "/apply", "{}").status()).isEqualTo(409);

    evenkeel.replaceFile(sticky("other"));
    String own = ben.plans(5);
    ben.types("reject", own, "--reason", "thought better of it").exits(0);
    assertThat(ben.reads("plans/" + own).path("fate").asString()).isEqualTo("withdrawn");
    assertThat(evenkeel.revision()).isEqualTo(1);
  }

  @Test
  void rolesAndTheFreeze() {
    assertThat(evenkeel.admin("GET", "/api/v1/status", "", "").status()).isEqualTo(401);
    assertThat(evenkeel.admin("GET", "/api/v1/status", "token-of-eve", "").status()).isEqualTo(401);
    vic.types("status").exits(0);
    vic.types("plan").exits(1);
    vic.types("drain", "api/api-1", "--reason", "no").exits(1);
    ben.types("freeze", "--reason", "no").exits(1);
    ana.types("apply", "--break-glass", "--reason", "nothing to change").exits(0);

    evenkeel.replaceFile(safe(20, 1));
    String before = ben.plans(4);
    dot.types("freeze", "--reason", "the sale begins").exits(0);
    assertThat(ben.types("plan").exits(3).text()).contains("EK3002");
    assertThat(ben.posts("plans/" + before + "/apply", "{}").status()).isEqualTo(422);
    assertThat(ben.posts("plans/" + before + "/apply", "{}").body()).contains("the sale begins");
    assertThat(evenkeel.revision()).isEqualTo(1);
    // Whoever may break the glass may do it now as well; nobody else.
    String glass = "{\"breakGlass\":true,\"reason\":\"the sale is broken\"}";
    assertThat(ana.posts("plans/" + before + "/apply", glass).status()).isEqualTo(403);
    dot.types("apply", "--break-glass", "--reason", "the sale is broken").exits(0);
    assertThat(evenkeel.revision()).isEqualTo(2);
    assertThat(dot.alarms()).contains("break-glass");

    dot.types("unfreeze").exits(0);
    evenkeel.replaceFile(safe(10, 1));
    ben.types("apply").exits(0);
    assertThat(evenkeel.revision()).isEqualTo(3);
    assertThat(dot.audit())
        .contains("dot freeze", "dot unfreeze", "dot break-glass", "127.0.0.1 token-refused");
  }

  @Test
  void whoLowersTheGuardNeedsIt() {
    evenkeel.replaceFile(safe(30, 0));
    String plan = ben.plans(5);
    assertThat(ben.reads("plans/" + plan).path("findings").toString()).contains("EK3004");
    ben.types("apply", "--yes").exits(5);
    // Nor by way of becoming an approver oneself.
    Setup promoted =
        Setup.USUAL.withUsers(USERS.replace("role: operator", "role: approver"), "token-of-vic");
    evenkeel.replaceFile(promoted, safe(30, 1));
    assertThat(ben.types("plan").exits(5).text()).contains("EK3005");
    ben.types("apply", "--yes").exits(5);
    assertThat(ben.posts("plans/" + plan + "/approve", "{}").status()).isEqualTo(403);

    ana.types("approve", plan).exits(0);
    evenkeel.replaceFile(safe(30, 0));
    ben.types("apply").exits(0);
    evenkeel.replaceFile(config(0, 30, "\n    sticky: { cookie: ek }"));
    ben.types("apply").exits(5); // nobody has looked at it
    ben.types("apply", "--yes").exits(0);
    assertThat(evenkeel.revision()).isEqualTo(3);
  }

  @Test
  void theSignalWaitsForApprovalToo() {
    evenkeel.expectErrors("config-rejected");
    evenkeel.replaceFile(sticky("ek"));
    int printed = evenkeel.process().outputLines();
    evenkeel.process().signal("HUP");
    evenkeel.process().awaitLine(Pattern.compile("event=config-rejected .*WAITING"), printed, SOON);
    assertThat(evenkeel.revision()).isEqualTo(1);
    String plan = ana.reads("plans").path(0).path("id").asString();
    ana.types("approve", plan).exits(0);
    evenkeel.process().signal("HUP");
    evenkeel.awaitRevisionAfter(1);
    assertThat(ana.reads("revisions/2").path("approvedBy").path(0).asString()).isEqualTo("ana");
  }
}
