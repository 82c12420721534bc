package io.evenkeel.proxy.http1;

/** How the end of a message body is found (RFC 9112 6.3). */
public enum Framing {
  /** There is no body: the message ends with its head. */
  NONE,
  /** Content-Length octets. */
  LENGTH,
  /** Up to the last chunk and its trailers. */
  CHUNKED,
  /** Up to the end of the connection; only ever a response. */
  UNTIL_CLOSE;

  private static final int FIRST_FINAL = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** The framing of a request whose head is complete. */
  public static Framing of(RequestHeadParser request) {
    return of(request.chunked(), request.contentLength(), NONE);
  }

  /**
   * The framing of a response whose head is complete, to a request with this method. An answer
   * without a body may carry the length that one would have had; the caller must then not forward
   * {@link #forbidsLength those fields}, and never reuse a connection on which bytes follow.
   */
  public static Framing of(Method method, ResponseHeadParser response) {
    int status = response.status();
    boolean bodiless =
        method == Method.HEAD
            || status < FIRST_FINAL
            || status == NO_CONTENT
            || status == NOT_MODIFIED
            || (method == Method.CONNECT && status < FIRST_REDIRECT);
    return bodiless ? NONE : of(response.chunked(), response.contentLength(), UNTIL_CLOSE);
  }

  /**
   * Whether a response with this status must be forwarded without Content-Length and
   * Transfer-Encoding (RFC 9110 8.6, RFC 9112 6.1): a reader that believed them would take what
   * follows for a body.
   */
  public static boolean forbidsLength(int status) {
    return status < FIRST_FINAL || status == NO_CONTENT;
  }

  private static Framing of(boolean chunked, long contentLength, Framing otherwise) {
    if (chunked) {
      return CHUNKED;
    }
    if (contentLength >= 0) {
      return contentLength == 0 ? NONE : LENGTH;
    }
    return otherwise;
  }
}
