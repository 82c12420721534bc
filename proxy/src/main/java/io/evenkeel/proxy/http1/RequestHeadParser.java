package io.evenkeel.proxy.http1;

/**
 * Reads the head of an HTTP/1 request, as a proxy must (RFC 9112), in one strict pass. One per
 * event loop; nothing is kept between calls, and results are positions in the bytes of the last
 * call.
 *
 * <p>Whatever two implementations might read differently is refused rather than repaired: white
 * space before colons, folded lines, bare CR or LF, two framings, lists where one value belongs.
 * Nothing is allocated, and the cost is one table look-up per octet.
 */
public final class RequestHeadParser {
  /** More bytes are needed; nothing else may be asked. */
  public static final int INCOMPLETE = 0;

  /** The head is valid; any other result is the status to refuse it with. */
  public static final int COMPLETE = 1;

  /** RFC 9112 2.2 asks for one; old clients sent two or three after a form. */
  private static final int MAX_EMPTY_LINES = 4;

  private static final byte[] CONTINUE = Ascii.bytes("100-continue");

  private final RequestLine line = new RequestLine();
  private final Fields fields = new Fields();
  private final MessageLength length = new MessageLength();
  private final ConnectionOptions connection = new ConnectionOptions();
  private int headStart;
  private int headEnd;
  private int hostStart;
  private int hostEnd;
  private boolean expectContinue;
  private Refusal refusal = Refusal.NONE;

  public RequestHeadParser() {}

  /**
   * Reads a head from [from, to), which begins after the previous message. A head whose end is not
   * within {@code maxHeadBytes} is refused as soon as that is certain.
   *
   * @return INCOMPLETE, COMPLETE, or the status to refuse with: 400, 414, 417, 431, 501 or 505.
   *     After a refusal the connection must be closed: where the next request begins is unknown
   */
  public int parse(byte[] bytes, int from, int to, int maxHeadBytes, int maxFields) {
    refusal = Refusal.NONE;
    fields.clear();
    boolean full = to - from >= maxHeadBytes;
    int end = full ? from + maxHeadBytes : to;
    int at = skipEmptyLines(bytes, from, end);
    Refusal tooLong = Refusal.TARGET_LENGTH;
    if (at >= 0) {
      headStart = at;
      at = line.parse(bytes, at, end);
      if (at == Fields.REFUSED) {
        return refuse(line.refusal);
      }
    }
    if (at >= 0) {
      tooLong = Refusal.HEAD_LENGTH;
      at = fields.parse(bytes, at, end, maxFields);
      if (at == Fields.REFUSED) {
        return refuse(fields.refusal());
      }
    }
    if (at == Fields.INCOMPLETE) {
      return full ? refuse(tooLong) : INCOMPLETE;
    }
    headEnd = at;
    return at < 0 ? refusal.status() : judge(bytes);
  }

  private int skipEmptyLines(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == '\r') {
      if (at + 1 == to) {
        return Fields.INCOMPLETE;
      }
      boolean tooMany = at - from == 2 * MAX_EMPTY_LINES;
      if (tooMany || bytes[at + 1] != '\n') {
        refuse(tooMany ? Refusal.EMPTY_LINES : Refusal.BARE_CR);
        return Fields.REFUSED;
      }
      at += 2;
    }
    return at == to ? Fields.INCOMPLETE : at;
  }

  /** What no single line can tell: the order is that of the harm a wrong reading would do. */
  private int judge(byte[] bytes) {
    Refusal why = length.read(bytes, fields, line.http11, false);
    if (why == Refusal.NONE) {
      why = judgeHost(bytes);
    }
    if (why == Refusal.NONE) {
      why = connection.read(bytes, fields, true);
    }
    if (why == Refusal.NONE) {
      why = judgeExpect(bytes);
    }
    return why == Refusal.NONE ? COMPLETE : refuse(why);
  }

  private Refusal judgeHost(byte[] bytes) {
    int field = fields.first(KnownField.HOST);
    hostStart = line.targetStart;
    hostEnd = line.targetStart;
    if (field >= 0) {
      hostStart = fields.valueStart(field);
      hostEnd = fields.valueEnd(field);
      if (fields.repeats(KnownField.HOST)) {
        return Refusal.HOST_TWICE;
      }
      if (!Authority.isValid(bytes, hostStart, hostEnd)) {
        return Refusal.HOST;
      }
    } else if (line.http11) {
      return Refusal.HOST_MISSING;
    }
    if (line.form == TargetForm.ABSOLUTE || line.form == TargetForm.AUTHORITY) {
      hostStart = line.authorityStart;
      hostEnd = line.authorityEnd;
    }
    return Refusal.NONE;
  }

  private Refusal judgeExpect(byte[] bytes) {
    expectContinue = false;
    int field = fields.first(KnownField.EXPECT);
    if (field < 0) {
      return Refusal.NONE;
    }
    if (!line.http11) {
      withholdExpect(field);
      return Refusal.NONE;
    }
    boolean known =
        !fields.repeats(KnownField.EXPECT)
            && Ascii.equalsIgnoreCase(
                bytes, fields.valueStart(field), fields.valueEnd(field), CONTINUE);
    expectContinue = known && (length.chunked || length.contentLength > 0);
    return known ? Refusal.NONE : Refusal.EXPECT;
  }

  /** HTTP/1.0 knows no interim answers: its Expect is ignored (RFC 9110 10.1.1), not passed on. */
  private void withholdExpect(int first) {
    for (int i = first; i < fields.count(); i++) {
      if (fields.known(i) == KnownField.EXPECT) {
        fields.withhold(i);
      }
    }
  }

  private int refuse(Refusal why) {
    refusal = why;
    return why.status();
  }

  /** Why the head was refused, a constant; empty when it was not. */
  public String refusal() {
    return refusal.text();
  }

  /** Where the request line begins. */
  public int headStart() {
    return headStart;
  }

  /** After the empty line. */
  public int headEnd() {
    return headEnd;
  }

  public Method method() {
    return line.method;
  }

  public int methodStart() {
    return line.methodStart;
  }

  public int methodEnd() {
    return line.methodEnd;
  }

  public int targetStart() {
    return line.targetStart;
  }

  public int targetEnd() {
    return line.targetEnd;
  }

  public TargetForm form() {
    return line.form;
  }

  /**
   * Where the path and query to forward begin. In absolute form they may lack the "/": whoever
   * forwards them writes one unless they begin with one, or "*" when an OPTIONS has neither.
   */
  public int pathStart() {
    return line.pathStart;
  }

  public int pathEnd() {
    return line.pathEnd;
  }

  /**
   * Where the effective host with its optional port begins: that of the target if it has one, which
   * then replaces the Host field (RFC 9112 3.2.2). Empty in HTTP/1.0 without Host.
   */
  public int hostStart() {
    return hostStart;
  }

  public int hostEnd() {
    return hostEnd;
  }

  /** The index of the Host field, or -1. */
  public int hostField() {
    return fields.first(KnownField.HOST);
  }

  /** True for 1.1 and for later minor versions, which are handled as 1.1; false for 1.0. */
  public boolean http11() {
    return line.http11;
  }

  /** Whether the client allows another request on the connection after this one. */
  public boolean keepAlive() {
    return !connection.close && (line.http11 || connection.keepAlive);
  }

  /** Whether the client waits for a 100 before it sends its body; never in HTTP/1.0. */
  public boolean expectContinue() {
    return expectContinue;
  }

  /** The length of the body, or -1 when it is not given. */
  public long contentLength() {
    return length.contentLength;
  }

  public boolean chunked() {
    return length.chunked;
  }

  /**
   * Whether the client asks for another protocol: Connection has "upgrade", and Upgrade is there.
   */
  public boolean upgradeRequested() {
    return connection.upgrade && line.http11 && fields.has(KnownField.UPGRADE);
  }

  public Fields fields() {
    return fields;
  }
}
