package io.evenkeel.proxy.http1;

/** A request method of RFC 9110 or RFC 5789; any other token is OTHER. */
public enum Method {
  GET(true, true),
  HEAD(true, true),
  POST(false, false),
  PUT(false, true),
  DELETE(false, true),
  OPTIONS(true, true),
  PATCH(false, false),
  TRACE(true, true),
  CONNECT(false, false),
  OTHER(false, false);

  private final boolean safe;
  private final boolean idempotent;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never handed out
  private final byte[] word = Ascii.bytes(name());

  Method(boolean safe, boolean idempotent) {
    this.safe = safe;
    this.idempotent = idempotent;
  }

  /** Whether the request asks for no change on the server (RFC 9110 9.2.1). */
  public boolean isSafe() {
    return safe;
  }

  /** Whether sending the request twice means the same as sending it once (RFC 9110 9.2.2). */
  public boolean isIdempotent() {
    return idempotent;
  }

  /** The method spelled by the non-empty token [from, to); methods are case-sensitive. */
  static Method of(byte[] bytes, int from, int to) {
    Method candidate =
        switch (bytes[from]) {
          case 'G' -> GET;
          case 'H' -> HEAD;
          case 'P' ->
              switch (to - from) {
                case 3 -> PUT;
                case 4 -> POST;
                default -> PATCH;
              };
          case 'D' -> DELETE;
          case 'O' -> OPTIONS;
          case 'T' -> TRACE;
          case 'C' -> CONNECT;
          default -> OTHER;
        };
    return candidate.spells(bytes, from, to) ? candidate : OTHER;
  }

  private boolean spells(byte[] bytes, int from, int to) {
    if (to - from != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[from + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
