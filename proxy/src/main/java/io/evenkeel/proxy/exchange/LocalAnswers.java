package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.resilience.RetryAfter;
import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Answers in our own name: errors, redirects and fixed responses. One per loop. */
final class LocalAnswers {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

  /** How soon a client may come back when nobody knows better: about one round of health checks. */
  private static final long USUAL_RETRY_NANOS = 2_000_000_000L;

  private final CurrentDate date;
  private final ByteBufAllocator allocator;
  private final RandomSource random;

  LocalAnswers(CurrentDate date, ByteBufAllocator allocator, RandomSource random) {
    this.date = date;
    this.allocator = allocator;
    this.random = random;
  }

  /** The end of a body in chunks. */
  byte[] lastChunk() {
    return LAST_CHUNK;
  }

  /**
   * A head that could not be understood: its bytes are ambiguous, so nothing after it can be
   * trusted either.
   */
  ByteBuf refusal(int status, String why) {
    StringBuilder head = begin(status);
    retryAfter(head, status, 0);
    proxyStatus(
        head, status == 503 ? ProxyError.HTTP_REQUEST_DENIED : ProxyError.HTTP_REQUEST_ERROR, why);
    return complete(
        head, "text/plain; charset=utf-8", text(status, why), "Connection: close\r\n", true);
  }

  /** An error of ours; {@code keepOpen}: whether the client's connection goes on. */
  ByteBuf error(
      int status,
      @Nullable ProxyError error,
      String details,
      RequestFacts request,
      boolean keepOpen) {
    StringBuilder head = begin(status);
    if (error != null) {
      proxyStatus(head, error, details);
    }
    retryAfter(head, status, request.retryAfterNanos);
    if (status == 405) {
      head.append("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    }
    if (!mayHaveContent(status)) {
      return bare(head, persistence(request, keepOpen));
    }
    String type = request.acceptsJson ? "application/problem+json" : "text/plain; charset=utf-8";
    String body = request.acceptsJson ? problem(status, details) : text(status, details);
    return complete(
        head, type, body, persistence(request, keepOpen), request.method != Method.HEAD);
  }

  ByteBuf redirect(RouteAction.Redirect redirect, RequestFacts request, boolean keepOpen) {
    StringBuilder head = begin(redirect.status());
    head.append("Location: ").append(redirect.to()).append("\r\n");
    String body =
        redirect.status() + " " + Reasons.of(redirect.status()) + ": " + redirect.to() + "\n";
    boolean withBody = request.method != Method.HEAD;
    return complete(
        head, "text/plain; charset=utf-8", body, persistence(request, keepOpen), withBody);
  }

  ByteBuf fixed(RouteAction.Respond fixed, RequestFacts request, boolean keepOpen) {
    StringBuilder head = begin(fixed.status());
    retryAfter(head, fixed.status(), request.retryAfterNanos);
    String persistence = persistence(request, keepOpen);
    return mayHaveContent(fixed.status())
        ? complete(
            head, fixed.contentType(), fixed.body(), persistence, request.method != Method.HEAD)
        : bare(head, persistence);
  }

  private StringBuilder begin(int status) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(Reasons.of(status)).append("\r\n");
    return head.append("Date: ").append(new String(date.value(), ISO_8859_1)).append("\r\n");
  }

  /** RFC 9110, 10.2.3; RFC 6585, 4. */
  private void retryAfter(StringBuilder head, int status, long waitNanos) {
    if (status == 503 || status == 429) {
      long nanos = waitNanos > 0 ? waitNanos : USUAL_RETRY_NANOS;
      head.append("Retry-After: ").append(RetryAfter.seconds(nanos, random)).append("\r\n");
    }
  }

  private static void proxyStatus(StringBuilder head, ProxyError error, String details) {
    head.append("Proxy-Status: evenkeel; error=").append(error.token());
    if (!details.isEmpty()) {
      // A String of RFC 8941: printable ASCII, quote and backslash escaped.
      head.append("; details=\"");
      for (int i = 0; i < details.length(); i++) {
        char letter = details.charAt(i);
        if (letter == '"' || letter == '\\') {
          head.append('\\');
        }
        head.append(letter >= ' ' && letter < 0x7f ? letter : '?');
      }
      head.append('"');
    }
    head.append("\r\n");
  }

  private static String persistence(RequestFacts request, boolean keepOpen) {
    if (!keepOpen) {
      return "Connection: close\r\n";
    }
    return request.http11 ? "" : "Connection: keep-alive\r\n";
  }

  private static String text(int status, String details) {
    return status + " " + Reasons.of(status) + (details.isEmpty() ? "" : ": " + details) + "\n";
  }

  /** RFC 9457. Details are our own words: no client's bytes are in them. */
  private static String problem(int status, String details) {
    return "{\"type\":\"about:blank\",\"title\":\""
        + Reasons.of(status)
        + "\",\"status\":"
        + status
        + ",\"detail\":\""
        + details.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\"}\n";
  }

  /** RFC 9110, 6.4.1: a client takes what follows such a head for the next response. */
  private static boolean mayHaveContent(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  private ByteBuf bare(StringBuilder head, String persistence) {
    byte[] bytes = head.append(persistence).append("\r\n").toString().getBytes(ISO_8859_1);
    return allocator.directBuffer(bytes.length).writeBytes(bytes);
  }

  private ByteBuf complete(
      StringBuilder head, String type, String body, String persistence, boolean withBody) {
    byte[] content = body.getBytes(UTF_8);
    head.append("Content-Type: ").append(type).append("\r\n");
    head.append("Content-Length: ")
        .append(content.length)
        .append("\r\n")
        .append(persistence)
        .append("\r\n");
    byte[] bytes = head.toString().getBytes(ISO_8859_1);
    ByteBuf out = allocator.directBuffer(bytes.length + content.length).writeBytes(bytes);
    return withBody ? out.writeBytes(content) : out;
  }
}
