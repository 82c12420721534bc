package io.evenkeel.control.admin;

import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.config.FindingJson;
import io.evenkeel.core.change.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Error answers as problem details (RFC 9457). Each has a {@code kind}, a stable word that programs
 * go by, and its {@code type} is made of it; {@code detail} says to people what to do.
 */
final class Problem {
  private static final String MEDIA_TYPE = "application/problem+json";
  private static final String TYPE_PREFIX = "urn:evenkeel:problem:";

  private Problem() {}

  /** A problem of one kind, such as {@code unknown}. */
  static Page page(int status, String kind, String detail) {
    return page(status, kind, detail, List.of());
  }

  /** What a change desk refuses. */
  static Page page(ChangeRefused refused) {
    return page(
        status(refused.kind()),
        refused.kind().name().toLowerCase(Locale.ROOT),
        String.valueOf(refused.getMessage()),
        refused.findings());
  }

  private static Page page(int status, String kind, String detail, List<Finding> findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", TYPE_PREFIX + kind);
    json.put("title", title(status));
    json.put("status", status);
    json.put("kind", kind);
    json.put("detail", detail);
    if (!findings.isEmpty()) {
      json.put("findings", findings.stream().map(FindingJson::of).toList());
    }
    return new Page(status, MEDIA_TYPE, JsonMapper.shared().writeValueAsString(json), Map.of());
  }

  private static int status(ChangeRefused.Kind kind) {
    return switch (kind) {
      case INVALID -> 422;
      case UNAVAILABLE -> 503;
      case WAITING, STALE -> 409;
      case FORBIDDEN -> 403;
      case UNKNOWN -> 404;
    };
  }

  /** The reason phrases of RFC 9110 for what we send. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
