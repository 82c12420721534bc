package io.evenkeel.proxy.telemetry;

import java.nio.charset.StandardCharsets;

/** The texts of an access log line, in the order of the line. */
@SuppressWarnings("ImmutableEnumChecker") // the key is never written to
public enum LogText {
  LISTENER("listener", 128),
  /** Address of the client, without its port. */
  CLIENT("client", 64),
  METHOD("method", 64),
  /** As it came in the request line. */
  TARGET("target", 8192),
  HOST("host", 320),
  REQUEST_ID("requestId", 256),
  ROUTE("route", 512),
  POOL("pool", 128),
  /** Name of the server of the last attempt. */
  SERVER("server", 128),
  SERVER_ADDRESS("serverAddress", 280),
  /** What there is to say about the error, beyond its token. */
  DETAILS("details", 512),
  USER_AGENT("userAgent", 1024);

  static final LogText[] ALL = values();

  final byte[] key;
  final int limit;

  /**
   * @param limit bytes of the line this text may take, escapes included; what is longer is cut and
   *     ends with an ellipsis. Sized for what servers and browsers send, and so that a line always
   *     fits into a chunk of {@link LogRing}
   */
  LogText(String name, int limit) {
    this.key = (",\"" + name + "\":\"").getBytes(StandardCharsets.US_ASCII);
    this.limit = limit;
  }
}
