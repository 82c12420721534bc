package io.evenkeel.control.admin;

import java.util.HashMap;
import java.util.Map;

/**
 * An answer of the admin listener, whole in memory.
 *
 * @param status HTTP status
 * @param contentType media type of {@code body}
 * @param fields further header fields
 */
public record Page(int status, String contentType, String body, Map<String, String> fields)
    implements Answer {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  public Page {
    fields = Map.copyOf(fields);
  }

  /** Plain text, one line. */
  public static Page text(int status, String line) {
    return new Page(status, TEXT, line + "\n", Map.of());
  }

  /** JSON with status 200. */
  public static Page json(String body) {
    return json(200, body);
  }

  /** JSON with a status of one's own. */
  public static Page json(int status, String body) {
    return new Page(status, JSON, body, Map.of());
  }

  /** Status 200 with a media type of one's own. */
  public static Page of(String contentType, String body) {
    return new Page(200, contentType, body, Map.of());
  }

  /** As this, with one more header field. */
  Page with(String field, String value) {
    HashMap<String, String> more = new HashMap<>(fields);
    more.put(field, value);
    return new Page(status, contentType, body, more);
  }
}
