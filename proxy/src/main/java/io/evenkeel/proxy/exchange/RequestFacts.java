package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.proxy.http1.Fields;
import io.evenkeel.proxy.http1.KnownField;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.telemetry.LaneTraffic;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.telemetry.Termination;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request beyond its bytes: what it asked for, how long it may take, and what
 * became of it. Reused with its exchange; confined to its loop.
 */
final class RequestFacts {
  private static final String WEBSOCKET = "websocket";

  /** A day: nobody waits longer for an answer. */
  private static final long MOST_MILLIS = 86_400_000;

  final RequestNotes notes = new RequestNotes();
  final Affinity affinity = new Affinity();

  // as the client sent it
  Method method = Method.OTHER;
  boolean http11;
  boolean keepAlive;
  boolean chunked;
  boolean acceptsJson;

  /** Whether the client asks to go on in the WebSocket protocol. */
  boolean wantsWebSocket;

  long contentLength;
  int headBytes;

  /** RFC 9110, 7.6.2; -1: not said. */
  long maxForwards;

  // as the configuration has it
  @Nullable ListenerRuntime listener;
  @Nullable CompiledRoute route;
  @Nullable PoolRuntime pool;

  /** Where it is counted; null before it is on its way to a pool. */
  @Nullable LaneTraffic traffic;

  long bodyLimit;
  int trailerBytes;
  int trailerFields;

  // as it went
  long startNanos;
  long connectNanos;

  /** About when a client that is sent away may come back, from now; 0: nobody knows. */
  long retryAfterNanos;

  /** Where in the outgoing head the time that is left is written; 0: nowhere. */
  int timeoutAt;

  /**
   * False once the request's body is known to be broken or unwanted: nothing after it can be
   * trusted.
   */
  boolean requestUsable;

  @Nullable ProxyError lastError;
  String lastDetails = "";
  Termination termination = Termination.COMPLETE;

  void take(RequestHeadParser head, byte[] bytes, ListenerRuntime from, long nowNanos) {
    notes.take(head, bytes);
    method = head.method();
    http11 = head.http11();
    keepAlive = head.keepAlive();
    chunked = head.chunked();
    headBytes = head.headEnd();
    contentLength = head.contentLength();
    maxForwards = maxForwards(head, bytes);
    wantsWebSocket =
        head.upgradeRequested()
            && !chunked
            && contentLength <= 0
            && isWebSocket(head.fields(), bytes);
    acceptsJson = acceptsJson(head.fields(), bytes);
    ListenerLimits limits = from.listener().limits();
    listener = from;
    bodyLimit = limits.bodyBytes();
    trailerBytes = limits.headerBytes();
    trailerFields = limits.headers();
    route = null;
    pool = null;
    traffic = null;
    startNanos = nowNanos;
    connectNanos = -1;
    retryAfterNanos = 0;
    timeoutAt = 0;
    requestUsable = true;
    lastError = null;
    lastDetails = "";
    termination = Termination.COMPLETE;
  }

  /** Whether the request ends here by its own wish (RFC 9110, 7.6.2). */
  boolean endsHere() {
    return maxForwards == 0;
  }

  void fail(@Nullable ProxyError error, String details) {
    lastError = error;
    lastDetails = details;
  }

  // No other protocol is passed on: h2c would let requests through that nobody routed.
  private static boolean isWebSocket(Fields fields, byte[] bytes) {
    int upgrade = fields.first(KnownField.UPGRADE);
    return upgrade >= 0
        && WEBSOCKET.equalsIgnoreCase(
            new String(
                bytes,
                fields.valueStart(upgrade),
                fields.valueEnd(upgrade) - fields.valueStart(upgrade),
                StandardCharsets.ISO_8859_1));
  }

  // Only TRACE and OPTIONS count their hops.
  private static long maxForwards(RequestHeadParser head, byte[] bytes) {
    boolean counts = head.method() == Method.TRACE || head.method() == Method.OPTIONS;
    return counts ? number(head.fields(), KnownField.MAX_FORWARDS, bytes, 1_000_000) : -1;
  }

  /**
   * The milliseconds that a trusted proxy gives the request, as it has from the loop's parser; 0:
   * it does not say, or nobody is to believe it.
   */
  static long timeoutMillis(RequestHeadParser head, byte[] bytes, ClientIdentity client) {
    return client.isTrusted()
        ? Math.max(0, number(head.fields(), KnownField.X_EVENKEEL_TIMEOUT_MS, bytes, MOST_MILLIS))
        : 0;
  }

  // A value that is no number is not ours to judge. Beyond enough it only has to be large.
  private static long number(Fields fields, KnownField name, byte[] bytes, long enough) {
    int field = fields.first(name);
    if (field < 0) {
      return -1;
    }
    long value = 0;
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
    for (int i = start; i < end && value < enough; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return start == end ? -1 : value;
  }

  private static boolean acceptsJson(Fields fields, byte[] bytes) {
    int accept = fields.first(KnownField.ACCEPT);
    if (accept < 0) {
      return false;
    }
    int end = fields.valueEnd(accept) - 3;
    for (int i = fields.valueStart(accept); i < end; i++) {
      if (bytes[i] == 'j' && bytes[i + 1] == 's' && bytes[i + 2] == 'o' && bytes[i + 3] == 'n') {
        return true;
      }
    }
    return false;
  }
}
