package io.evenkeel.control.admin;

import tools.jackson.databind.node.JsonNodeFactory;

/** Error answers as problem details (RFC 9457). */
final class Problem {
  private static final String MEDIA_TYPE = "application/problem+json";

  private Problem() {}

  /** A problem without a type of its own: the status says what it is, {@code detail} what to do. */
  static Page page(int status, String title, String detail) {
    return page(status, title, detail, "");
  }

  /** The same with an Allow field. */
  static Page page(int status, String title, String detail, String allow) {
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .toString();
    return new Page(status, MEDIA_TYPE, json, allow);
  }
}
