package io.evenkeel.proxy.http1;

/**
 * The first line of a request: {@code method SP request-target SP HTTP-version CRLF}, with exactly
 * one space where the grammar has one (RFC 9112 3). Used by one event loop.
 */
final class RequestLine {
  /** Twice the longest registered method (UPDATEREDIRECTREF, 17). */
  private static final int MAX_METHOD_LENGTH = 34;

  private static final byte[] HTTP = Ascii.bytes("http");
  private static final byte[] HTTPS = Ascii.bytes("https");
  private static final long HTTP_1_1 = ByteClass.word(Ascii.bytes("HTTP/1.1"), 0);
  private static final byte[] VERSION_PREFIX = Ascii.bytes("HTTP/");
  private static final int VERSION_AND_LINE_BREAK = 10;

  Method method = Method.OTHER;
  TargetForm form = TargetForm.ORIGIN;
  int methodStart;
  int methodEnd;
  int targetStart;
  int targetEnd;
  int authorityStart;
  int authorityEnd;
  int pathStart;
  int pathEnd;
  boolean http11;
  Refusal refusal = Refusal.NONE;

  /** The position after the line, or Fields.INCOMPLETE or Fields.REFUSED. */
  int parse(byte[] bytes, int from, int to) {
    refusal = Refusal.NONE;
    methodStart = from;
    methodEnd = ByteClass.skip(bytes, from, to, ByteClass.TOKEN);
    if (methodEnd - from > MAX_METHOD_LENGTH) {
      return refuse(Refusal.METHOD_LENGTH);
    }
    if (methodEnd == to) {
      return Fields.INCOMPLETE;
    }
    if (methodEnd == from || bytes[methodEnd] != ' ') {
      return refuse(Refusal.METHOD);
    }
    method = Method.of(bytes, from, methodEnd);
    targetStart = methodEnd + 1;
    return parseTarget(bytes, to);
  }

  private int parseTarget(byte[] bytes, int to) {
    if (targetStart == to) {
      return Fields.INCOMPLETE;
    }
    boolean origin = bytes[targetStart] == '/';
    targetEnd =
        origin
            ? pathAndQueryEnd(bytes, targetStart, to)
            : ByteClass.skip(bytes, targetStart, to, ByteClass.PATH | ByteClass.QUERY);
    if (targetEnd == to) {
      return Fields.INCOMPLETE;
    }
    if (bytes[targetEnd] != ' ' || targetEnd == targetStart) {
      return refuse(targetRefusal(bytes[targetEnd]));
    }
    int lineEnd = parseVersion(bytes, targetEnd + 1, to);
    if (lineEnd < 0) {
      return lineEnd;
    }
    if (!origin) {
      refusal = judgeOtherForms(bytes);
    } else if (method == Method.CONNECT) {
      refusal = Refusal.TARGET_FORM;
    } else {
      form = TargetForm.ORIGIN;
      pathStart = targetStart;
      pathEnd = targetEnd;
    }
    return refusal == Refusal.NONE ? lineEnd : Fields.REFUSED;
  }

  /** The first position that is in neither; {@code to} also when an escape is cut off there. */
  private static int pathAndQueryEnd(byte[] bytes, int from, int to) {
    int at = ByteClass.skip(bytes, from, to, ByteClass.PATH);
    while (at < to && bytes[at] == '%') {
      if (at + 2 >= to) {
        return to;
      }
      if (!Authority.isEscape(bytes, at, to)) {
        return at;
      }
      at = ByteClass.skip(bytes, at + 3, to, ByteClass.PATH);
    }
    return at < to && bytes[at] == '?' ? ByteClass.skip(bytes, at + 1, to, ByteClass.QUERY) : at;
  }

  private static Refusal targetRefusal(byte octet) {
    return switch (octet) {
      case '%' -> Refusal.TARGET_ESCAPE;
      case '\r', '\n' -> Refusal.VERSION_SYNTAX;
      default -> Refusal.TARGET;
    };
  }

  private int parseVersion(byte[] bytes, int from, int to) {
    int end = from + VERSION_AND_LINE_BREAK;
    if (end <= to
        && ByteClass.word(bytes, from) == HTTP_1_1
        && bytes[end - 2] == '\r'
        && bytes[end - 1] == '\n') {
      http11 = true;
      return end;
    }
    return parseOtherVersion(bytes, from, to);
  }

  private int parseOtherVersion(byte[] bytes, int from, int to) {
    int available = Math.min(to - from, VERSION_AND_LINE_BREAK);
    for (int i = 0; i < available; i++) {
      byte octet = bytes[from + i];
      boolean fits =
          switch (i) {
            case 5, 7 -> ByteClass.is(octet, ByteClass.DIGIT);
            case 6 -> octet == '.';
            case 8 -> octet == '\r';
            case 9 -> octet == '\n';
            default -> octet == VERSION_PREFIX[i];
          };
      if (!fits) {
        return refuse(Refusal.VERSION_SYNTAX);
      }
    }
    if (available < VERSION_AND_LINE_BREAK) {
      return Fields.INCOMPLETE;
    }
    if (bytes[from + 5] != '1') {
      return refuse(Refusal.VERSION);
    }
    http11 = bytes[from + 7] != '0'; // 1.2 to 1.9 are read as the highest we know (RFC 9110 2.5)
    return from + VERSION_AND_LINE_BREAK;
  }

  private Refusal judgeOtherForms(byte[] bytes) {
    if (method == Method.CONNECT) {
      form = TargetForm.AUTHORITY;
      authorityStart = targetStart;
      authorityEnd = targetEnd;
      pathStart = targetEnd;
      pathEnd = targetEnd;
      boolean valid = Authority.isValidWithPort(bytes, targetStart, targetEnd);
      return valid ? Refusal.NONE : Refusal.TARGET_FORM;
    }
    if (targetEnd - targetStart == 1 && bytes[targetStart] == '*') {
      form = TargetForm.ASTERISK;
      pathStart = targetStart;
      pathEnd = targetEnd;
      return method == Method.OPTIONS ? Refusal.NONE : Refusal.TARGET_FORM;
    }
    return judgeAbsoluteForm(bytes);
  }

  private Refusal judgeAbsoluteForm(byte[] bytes) {
    form = TargetForm.ABSOLUTE;
    int colon = targetStart;
    while (colon < targetEnd && bytes[colon] != ':') {
      colon++;
    }
    if (colon + 3 > targetEnd || bytes[colon + 1] != '/' || bytes[colon + 2] != '/') {
      return Refusal.TARGET_FORM;
    }
    if (!Ascii.equalsIgnoreCase(bytes, targetStart, colon, HTTP)
        && !Ascii.equalsIgnoreCase(bytes, targetStart, colon, HTTPS)) {
      return Refusal.TARGET_SCHEME;
    }
    authorityStart = colon + 3;
    authorityEnd = authorityStart;
    while (authorityEnd < targetEnd && bytes[authorityEnd] != '/' && bytes[authorityEnd] != '?') {
      authorityEnd++;
    }
    pathStart = authorityEnd;
    pathEnd = targetEnd;
    if (!Authority.isValid(bytes, authorityStart, authorityEnd)) {
      return Refusal.HOST;
    }
    // Judged up to the space after it, so that an escape cut off by the end is seen as one.
    int end = pathAndQueryEnd(bytes, pathStart, targetEnd + 1);
    return end == targetEnd ? Refusal.NONE : targetRefusal(bytes[Math.min(end, targetEnd)]);
  }

  private int refuse(Refusal why) {
    refusal = why;
    return Fields.REFUSED;
  }
}
