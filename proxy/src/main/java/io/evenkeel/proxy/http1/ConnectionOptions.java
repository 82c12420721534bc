package io.evenkeel.proxy.http1;

/**
 * What the Connection fields of a head ask for, and the withholding of the fields they name (RFC
 * 9110 7.6.1). Used by one event loop.
 *
 * <p>A client may name any field, also those that say who it is or how long the body is: N.
 * Davison, "Abusing HTTP hop-by-hop request headers", 2019. So naming a field that the proxy writes
 * itself changes nothing, and a request that names an essential one is refused; in a response it is
 * ignored, since servers that do so mean no harm.
 */
final class ConnectionOptions {
  /** Far more than any client sends; bounds the work of matching options with field names. */
  private static final int MAX_OPTIONS = 32;

  private static final byte[] CLOSE = Ascii.bytes("close");
  private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
  private static final byte[] UPGRADE = Ascii.bytes("upgrade");

  boolean close;
  boolean keepAlive;
  boolean upgrade;
  private int options;

  Refusal read(byte[] bytes, Fields fields, boolean request) {
    close = false;
    keepAlive = false;
    upgrade = false;
    options = 0;
    int first = fields.first(KnownField.CONNECTION);
    if (first < 0) {
      return Refusal.NONE;
    }
    for (int i = first; i < fields.count(); i++) {
      if (fields.known(i) == KnownField.CONNECTION) {
        Refusal refusal = readList(bytes, fields, i, request);
        if (refusal != Refusal.NONE) {
          return refusal;
        }
      }
    }
    return Refusal.NONE;
  }

  private Refusal readList(byte[] bytes, Fields fields, int line, boolean request) {
    int at = fields.valueStart(line);
    int to = fields.valueEnd(line);
    boolean afterOption = false;
    while (at < to) {
      byte octet = bytes[at];
      if (octet == ',') {
        afterOption = false;
        at++;
      } else if (octet == ' ' || octet == '\t') {
        at++;
      } else {
        int end = ByteClass.skip(bytes, at, to, ByteClass.TOKEN);
        if (end == at || afterOption || ++options > MAX_OPTIONS) {
          return Refusal.CONNECTION;
        }
        if (!readOption(bytes, at, end, fields) && request) {
          return Refusal.CONNECTION_NAMES;
        }
        afterOption = true;
        at = end;
      }
    }
    return Refusal.NONE;
  }

  /** Whether the option may be there. */
  private boolean readOption(byte[] bytes, int from, int to, Fields fields) {
    if (Ascii.equalsIgnoreCase(bytes, from, to, CLOSE)) {
      close = true;
    } else if (Ascii.equalsIgnoreCase(bytes, from, to, KEEP_ALIVE)) {
      keepAlive = true;
    } else if (Ascii.equalsIgnoreCase(bytes, from, to, UPGRADE)) {
      upgrade = true;
    } else {
      KnownField named = KnownField.of(bytes, from, to);
      switch (named.care()) {
        case FREE -> withhold(bytes, from, to, fields);
        case ESSENTIAL -> {
          return false;
        }
        case HOP_BY_HOP, OURS -> {}
      }
    }
    return true;
  }

  private static void withhold(byte[] bytes, int from, int to, Fields fields) {
    for (int i = 0; i < fields.count(); i++) {
      if (Ascii.equalsIgnoreCase(bytes, from, to, fields.nameStart(i), fields.nameEnd(i))) {
        fields.withhold(i);
      }
    }
  }
}
