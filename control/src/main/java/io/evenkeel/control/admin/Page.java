package io.evenkeel.control.admin;

/**
 * An answer of the admin listener, whole in memory.
 *
 * @param status HTTP status
 * @param contentType media type of {@code body}
 * @param allow value of the Allow field; empty: none
 */
public record Page(int status, String contentType, String body, String allow) {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /** Plain text, one line. */
  public static Page text(int status, String line) {
    return new Page(status, TEXT, line + "\n", "");
  }

  /** JSON with status 200. */
  public static Page json(String body) {
    return new Page(200, JSON, body, "");
  }

  /** Status 200 with a media type of one's own. */
  public static Page of(String contentType, String body) {
    return new Page(200, contentType, body, "");
  }
}
