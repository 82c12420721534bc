package io.evenkeel.proxy.http1;

/**
 * What a head's Content-Length and Transfer-Encoding say about the body, judged strictly (RFC 9112
 * 6): every disagreement between two readers of these fields is a smuggled message. Used by one
 * event loop.
 */
final class MessageLength {
  static final long NONE = -1;
  static final long FIELDS = KnownField.CONTENT_LENGTH.bit() | KnownField.TRANSFER_ENCODING.bit();
  private static final byte[] CHUNKED = Ascii.bytes("chunked");

  /** Digits of 2^63-1. */
  private static final int MAX_DIGITS = 19;

  long contentLength = NONE;
  boolean chunked;

  /**
   * Reads the fields of a head.
   *
   * @param zerosMayLead whether "010" is ten. Some servers take it for eight, so requests may not;
   *     some programs pad what they answer, so responses may.
   */
  Refusal read(byte[] bytes, Fields fields, boolean http11, boolean zerosMayLead) {
    contentLength = NONE;
    chunked = false;
    if (!fields.hasAny(FIELDS)) {
      return Refusal.NONE;
    }
    int encoding = fields.first(KnownField.TRANSFER_ENCODING);
    int length = fields.first(KnownField.CONTENT_LENGTH);
    if (encoding < 0) {
      return fields.repeats(KnownField.CONTENT_LENGTH)
          ? Refusal.LENGTH_TWICE
          : readLength(bytes, fields.valueStart(length), fields.valueEnd(length), zerosMayLead);
    }
    if (length >= 0) {
      return Refusal.LENGTH_AND_ENCODING;
    }
    if (!http11) {
      return Refusal.ENCODING_1_0;
    }
    return fields.repeats(KnownField.TRANSFER_ENCODING)
        ? Refusal.ENCODING_TWICE
        : readEncoding(bytes, fields.valueStart(encoding), fields.valueEnd(encoding));
  }

  private Refusal readLength(byte[] bytes, int from, int to, boolean zerosMayLead) {
    boolean padded = to - from > 1 && bytes[from] == '0';
    if (from == to || to - from > MAX_DIGITS || (padded && !zerosMayLead)) {
      return Refusal.LENGTH;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (!ByteClass.is(bytes[i], ByteClass.DIGIT)) {
        return Refusal.LENGTH;
      }
      value = value * 10 + bytes[i] - '0';
    }
    if (value < 0) { // 19 digits reach at most 10^19-1 < 2^64: a wrapped value is negative
      return Refusal.LENGTH;
    }
    contentLength = value;
    return Refusal.NONE;
  }

  private Refusal readEncoding(byte[] bytes, int from, int to) {
    if (Ascii.equalsIgnoreCase(bytes, from, to, CHUNKED)) {
      chunked = true;
      return Refusal.NONE;
    }
    boolean chunkedSeen = false;
    int at = from;
    while (true) {
      int end = ByteClass.skip(bytes, at, to, ByteClass.TOKEN);
      if (end == at) {
        return Refusal.ENCODING_SYNTAX;
      }
      if (chunkedSeen) {
        return Refusal.ENCODING_FINAL;
      }
      chunkedSeen = Ascii.equalsIgnoreCase(bytes, at, end, CHUNKED);
      at = skipBlanks(bytes, end, to);
      if (at == to) {
        return Refusal.ENCODING_UNKNOWN;
      }
      if (bytes[at] != ',') {
        return Refusal.ENCODING_SYNTAX;
      }
      at = skipBlanks(bytes, at + 1, to);
    }
  }

  private static int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }
}
