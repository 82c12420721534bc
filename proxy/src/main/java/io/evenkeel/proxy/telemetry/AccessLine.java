package io.evenkeel.proxy.telemetry;

import java.nio.charset.StandardCharsets;

/** Turns entries into lines of JSON. One thread. */
@SuppressWarnings("EnumOrdinal") // slots of arrays, never stored
final class AccessLine {
  private static final byte[] TIME = ascii("{\"time\":\"");
  private static final byte[] QUOTE = ascii("\"");
  private static final byte[] PROTOCOL = ascii("\",\"protocol\":\"HTTP/1.");
  private static final byte[] STATUS = ascii("\",\"status\":");
  private static final byte[] REQUEST_BYTES = ascii(",\"requestBytes\":");
  private static final byte[] RESPONSE_BYTES = ascii(",\"responseBytes\":");
  private static final byte[] TOTAL = ascii(",\"totalMicros\":");
  private static final byte[] SERVER = ascii(",\"serverMicros\":");
  private static final byte[] CONNECT = ascii(",\"connectMicros\":");
  private static final byte[] ATTEMPTS = ascii(",\"attempts\":");
  private static final byte[] RETRIES = ascii(",\"retries\":");
  private static final byte[] HEDGED = ascii(",\"hedged\":true");
  private static final byte[] ERROR = ascii(",\"error\":\"");
  private static final byte[] END = ascii("\"}\n");
  private static final byte[][] ERRORS = new byte[ProxyError.values().length][];
  private static final byte[][] TERMINATIONS = new byte[Termination.values().length][];

  /** All that is not a text: keys below 240 bytes, nine numbers of 20, time, error, termination. */
  private static final int FIXED = 600;

  static {
    for (ProxyError error : ProxyError.values()) {
      ERRORS[error.ordinal()] = ascii(error.token());
    }
    for (Termination termination : Termination.values()) {
      TERMINATIONS[termination.ordinal()] = ascii(",\"termination\":\"" + termination.token());
    }
  }

  /** No line is longer. */
  static final int MAX_LENGTH = maxLength();

  private final Timestamp timestamp = new Timestamp();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int maxLength() {
    int length = FIXED;
    for (LogText text : LogText.ALL) {
      length += text.key.length + text.limit + 1;
    }
    return length;
  }

  /** A bound of the length of this entry's line. */
  int maxLength(AccessEntry entry) {
    int length = FIXED;
    for (int i = 0; i < LogText.ALL.length; i++) {
      if (entry.sources[i] != null) {
        LogText text = LogText.ALL[i];
        int escaped = (entry.to[i] - entry.from[i] + 1) * JsonLine.MAX_ESCAPE;
        length += text.key.length + Math.min(escaped, text.limit) + 1;
      }
    }
    return length;
  }

  /** Writes the line of {@code entry} into {@code line} from {@code at}; returns its end. */
  int write(byte[] line, int at, AccessEntry entry) {
    at = JsonLine.raw(line, at, TIME);
    at = timestamp.write(line, at, entry.startEpochMicros);
    at = JsonLine.raw(line, at, PROTOCOL);
    line[at++] = (byte) ('0' + entry.minorVersion);
    at = JsonLine.raw(line, at, STATUS);
    at = JsonLine.number(line, at, entry.status);
    at = writeTexts(line, at, entry);
    at = field(line, at, REQUEST_BYTES, entry.requestBytes);
    at = field(line, at, RESPONSE_BYTES, entry.responseBytes);
    at = field(line, at, TOTAL, entry.totalNanos / 1000);
    if (entry.serverNanos >= 0) {
      at = field(line, at, SERVER, entry.serverNanos / 1000);
    }
    if (entry.connectNanos >= 0) {
      at = field(line, at, CONNECT, entry.connectNanos / 1000);
    }
    at = field(line, at, ATTEMPTS, entry.attempts);
    if (entry.retries > 0) {
      at = field(line, at, RETRIES, entry.retries);
    }
    if (entry.hedged) {
      at = JsonLine.raw(line, at, HEDGED);
    }
    ProxyError error = entry.error;
    if (error != null) {
      at = JsonLine.raw(line, at, ERROR);
      at = JsonLine.raw(line, at, ERRORS[error.ordinal()]);
      at = JsonLine.raw(line, at, QUOTE);
    }
    at = JsonLine.raw(line, at, TERMINATIONS[entry.termination.ordinal()]);
    return JsonLine.raw(line, at, END);
  }

  private static int field(byte[] line, int at, byte[] key, long value) {
    return JsonLine.number(line, JsonLine.raw(line, at, key), value);
  }

  private static int writeTexts(byte[] line, int at, AccessEntry entry) {
    for (int i = 0; i < LogText.ALL.length; i++) {
      byte[] source = entry.sources[i];
      if (source != null) {
        LogText text = LogText.ALL[i];
        at = JsonLine.raw(line, at, text.key);
        at = JsonLine.text(line, at, source, entry.from[i], entry.to[i], text.limit);
        line[at++] = '"';
      }
    }
    return at;
  }
}
