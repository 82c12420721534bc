package io.evenkeel.core.model;

import java.util.Map;

/** What one try of a health check sends and expects. */
public sealed interface ProbeKind {
  /**
   * An HTTP request.
   *
   * @param path origin-form target, begins with "/"
   * @param method GET, HEAD or another token
   * @param expectBody text that the first 64 KiB of the body must contain; empty: any body
   * @param host value of the Host field; empty: the server's address
   * @param headers further request fields
   */
  record Http(
      String path,
      String method,
      StatusRanges expectStatus,
      String expectBody,
      String host,
      Map<String, String> headers)
      implements ProbeKind {
    public Http {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "health path: \"" + path + "\" (expected: begins with \"/\")");
      }
      headers = Map.copyOf(headers);
    }

    /** GET of {@code path}, any 2xx. */
    public static Http get(String path) {
      return new Http(path, "GET", StatusRanges.SUCCESS, "", "", Map.of());
    }
  }

  /** A TCP connection that is accepted. */
  record Tcp() implements ProbeKind {}
}
