package io.evenkeel.app.scenario.changes;

import io.evenkeel.testkit.process.HttpReply;
import io.evenkeel.testkit.process.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API as people of different roles use it. Their tokens are their names. Any thread. */
final class Desk {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final int port;

  Desk(int port) {
    this.port = port;
  }

  /** What was answered. */
  record Reply(int status, JsonNode json) {
    String text(String field) {
      return json.path(field).asString("");
    }

    /** Whether a finding has that code. */
    boolean has(String code) {
      for (JsonNode finding : json.path("findings")) {
        if (finding.path("code").asString("").equals(code)) {
          return true;
        }
      }
      return false;
    }
  }

  static String sha256(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Reply plan(String file, String text) {
    return post("ann", "/api/v1/plans", Map.of("file", file, "text", text, "reason", "suite"));
  }

  Reply approve(String plan, String by) {
    return post(by, "/api/v1/plans/" + plan + "/approve", Map.of());
  }

  Reply apply(String plan) {
    return post("ann", "/api/v1/plans/" + plan + "/apply", Map.of("yes", true));
  }

  Reply breakGlass(String plan) {
    Map<String, Object> body = Map.of("yes", true, "breakGlass", true, "reason", "suite");
    return post("eve", "/api/v1/plans/" + plan + "/apply", body);
  }

  /** Back to the committed revision before. */
  Reply rollback() {
    return post("ann", "/api/v1/revisions/0/rollback", Map.of("reason", "suite"));
  }

  Reply freeze() {
    return post("eve", "/api/v1/freeze", Map.of("reason", "suite"));
  }

  Reply unfreeze() {
    return post("eve", "/api/v1/unfreeze", Map.of());
  }

  /** Waits for the end of the rollout that runs, and returns it; nothing when there is none. */
  JsonNode awaitEnd() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> get("/api/v1/rollout"),
            view -> {
              String stage = view.path("stage").asString("");
              return view.isEmpty() || stage.equals("committed") || stage.equals("rolled-back");
            });
  }

  JsonNode get(String path) {
    return JsonMapper.shared().readTree(ask("GET", path, "ann", "").body());
  }

  private Reply post(String by, String path, Map<String, ?> body) {
    HttpReply reply = ask("POST", path, by, JsonMapper.shared().writeValueAsString(body));
    return new Reply(reply.status(), JsonMapper.shared().readTree(reply.body()));
  }

  private HttpReply ask(String method, String path, String by, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (RawClient client = RawClient.connect(port, PATIENCE)) {
      client.send(
          (method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port)
              + ("\r\nAuthorization: Bearer " + by + "\r\nContent-Type: application/json")
              + ("\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n"));
      return client.send(bytes).read();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer of the admin listener to " + path, e);
    }
  }
}
