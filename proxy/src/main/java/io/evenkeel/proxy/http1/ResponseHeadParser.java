package io.evenkeel.proxy.http1;

/**
 * Reads the head of an HTTP/1 response with the same strictness as {@link RequestHeadParser}: a
 * server that breaks the grammar gets its answer replaced by a 502. One per event loop; nothing is
 * kept between calls, and results are positions in the bytes of the last call.
 */
public final class ResponseHeadParser {
  /** More bytes are needed; nothing else may be asked. */
  public static final int INCOMPLETE = 0;

  /** The head is valid. */
  public static final int COMPLETE = 1;

  /** The head is not HTTP/1 as it must be; see {@link #refusal}. */
  public static final int BAD = -1;

  private static final long HTTP_1_1 = ByteClass.word(Ascii.bytes("HTTP/1.1"), 0);
  private static final byte[] VERSION_PREFIX = Ascii.bytes("HTTP/");

  /** "HTTP/1.1 200". */
  private static final int STATUS_END = 12;

  private final Fields fields = new Fields();
  private final MessageLength length = new MessageLength();
  private final ConnectionOptions connection = new ConnectionOptions();
  private int headStart;
  private int headEnd;
  private int status;
  private int reasonEnd;
  private boolean http11;
  private Refusal refusal = Refusal.NONE;

  public ResponseHeadParser() {}

  /**
   * Reads a head from [from, to), which begins after the previous message. Interim responses (1xx)
   * are heads of their own.
   *
   * @return INCOMPLETE, COMPLETE or BAD
   */
  public int parse(byte[] bytes, int from, int to, int maxHeadBytes, int maxFields) {
    refusal = Refusal.NONE;
    fields.clear();
    headStart = from;
    boolean full = to - from >= maxHeadBytes;
    int end = full ? from + maxHeadBytes : to;
    int at = parseStatusLine(bytes, from, end);
    if (at >= 0) {
      at = fields.parse(bytes, at, end, maxFields);
      refusal = fields.refusal();
    }
    if (at == Fields.INCOMPLETE) {
      return full ? refuse(Refusal.HEAD_LENGTH) : INCOMPLETE;
    }
    headEnd = at;
    return at < 0 ? BAD : judge(bytes);
  }

  private int parseStatusLine(byte[] bytes, int from, int to) {
    int available = Math.min(to - from, STATUS_END);
    boolean usual = available == STATUS_END && ByteClass.word(bytes, from) == HTTP_1_1;
    for (int i = usual ? Long.BYTES : 0; i < available; i++) {
      if (!fitsStatusLine(i, bytes[from + i])) {
        refuse(Refusal.STATUS_LINE);
        return Fields.REFUSED;
      }
    }
    if (available < STATUS_END) {
      return Fields.INCOMPLETE;
    }
    http11 = bytes[from + 7] != '0'; // 1.2 to 1.9 are read as the highest we know (RFC 9110 2.5)
    status = (bytes[from + 9] - '0') * 100 + (bytes[from + 10] - '0') * 10 + bytes[from + 11] - '0';
    return parseReason(bytes, from + STATUS_END, to);
  }

  private static boolean fitsStatusLine(int i, byte octet) {
    return switch (i) {
      case 5 -> octet == '1';
      case 6 -> octet == '.';
      case 8 -> octet == ' ';
      case 9 -> octet >= '1' && octet <= '9';
      case 7, 10, 11 -> ByteClass.is(octet, ByteClass.DIGIT);
      default -> octet == VERSION_PREFIX[i];
    };
  }

  /** The space before an empty reason is often forgotten: harmless, so allowed. */
  private int parseReason(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] != ' ' && bytes[from] != '\r') {
      refuse(Refusal.STATUS_LINE);
      return Fields.REFUSED;
    }
    reasonEnd = ByteClass.skip(bytes, from, to, ByteClass.VALUE);
    if (reasonEnd + 1 < to && bytes[reasonEnd] == '\r' && bytes[reasonEnd + 1] == '\n') {
      return reasonEnd + 2;
    }
    if (reasonEnd == to || (reasonEnd + 1 == to && bytes[reasonEnd] == '\r')) {
      return Fields.INCOMPLETE;
    }
    refuse(bytes[reasonEnd] == '\n' ? Refusal.BARE_LF : Refusal.STATUS_LINE);
    return Fields.REFUSED;
  }

  private int judge(byte[] bytes) {
    Refusal why = length.read(bytes, fields, http11, true);
    if (why == Refusal.NONE) {
      why = connection.read(bytes, fields, false);
    }
    return why == Refusal.NONE ? COMPLETE : refuse(why);
  }

  private int refuse(Refusal why) {
    refusal = why;
    return BAD;
  }

  /** Why the head is bad, a constant; empty when it is not. */
  public String refusal() {
    return refusal.text();
  }

  /** Where the status line begins. */
  public int headStart() {
    return headStart;
  }

  /** After the empty line. */
  public int headEnd() {
    return headEnd;
  }

  /** 100 to 999. */
  public int status() {
    return status;
  }

  /** Where the reason phrase begins; it may be empty. */
  public int reasonStart() {
    return Math.min(headStart + STATUS_END + 1, reasonEnd);
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  /** True for 1.1 and for later minor versions, which are handled as 1.1; false for 1.0. */
  public boolean http11() {
    return http11;
  }

  /** Whether the server allows another request on the connection, once the body has ended. */
  public boolean keepAlive() {
    return !connection.close && (http11 || connection.keepAlive);
  }

  /** What Content-Length says, or -1; see {@link Framing} for what it means. */
  public long contentLength() {
    return length.contentLength;
  }

  /** Whether Transfer-Encoding says chunked; see {@link Framing} for what it means. */
  public boolean chunked() {
    return length.chunked;
  }

  /** Whether the server names "upgrade" in Connection and a protocol in Upgrade, as a 101 must. */
  public boolean upgradeNamed() {
    return connection.upgrade && fields.has(KnownField.UPGRADE);
  }

  public Fields fields() {
    return fields;
  }
}
