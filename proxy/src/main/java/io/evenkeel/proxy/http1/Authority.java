package io.evenkeel.proxy.http1;

/**
 * The grammar of {@code uri-host [":" port]} (RFC 9110 7.2, RFC 3986 3.2.2): what Host and a
 * target's authority must look like. No user information, no list, no empty host.
 */
final class Authority {
  private static final int MAX_PORT = 65_535;
  private static final int IPV6_GROUPS = 8;

  private Authority() {}

  static boolean isValid(byte[] bytes, int from, int to) {
    int hostEnd = hostEnd(bytes, from, to);
    return hostEnd > from && isPort(bytes, hostEnd, to);
  }

  /** As {@link #isValid}, the port being there and not empty: what CONNECT needs. */
  static boolean isValidWithPort(byte[] bytes, int from, int to) {
    int hostEnd = hostEnd(bytes, from, to);
    return hostEnd > from && hostEnd + 1 < to && isPort(bytes, hostEnd, to);
  }

  private static int hostEnd(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] == '[') {
      return literalEnd(bytes, from, to);
    }
    int at = from;
    while (true) {
      at = ByteClass.skip(bytes, at, to, ByteClass.REG_NAME);
      if (at == to || bytes[at] != '%') {
        return at;
      }
      if (!isEscape(bytes, at, to)) {
        return -1;
      }
      at += 3;
    }
  }

  static boolean isEscape(byte[] bytes, int percent, int to) {
    return percent + 2 < to
        && ByteClass.is(bytes[percent + 1], ByteClass.HEX)
        && ByteClass.is(bytes[percent + 2], ByteClass.HEX);
  }

  private static boolean isPort(byte[] bytes, int colon, int to) {
    if (colon == to) {
      return true;
    }
    if (bytes[colon] != ':' || to - colon > 6) {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < to; i++) {
      if (!ByteClass.is(bytes[i], ByteClass.DIGIT)) {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
    }
    return port <= MAX_PORT;
  }

  /**
   * After the "]" of a valid IPv6 literal, or -1. Zones and future versions are not for the wire.
   */
  private static int literalEnd(byte[] bytes, int from, int to) {
    int at = from + 1;
    int groups = 0;
    boolean compressed = false;
    if (at + 1 < to && bytes[at] == ':' && bytes[at + 1] == ':') {
      compressed = true;
      at += 2;
    }
    while (at < to && bytes[at] != ']') {
      int end = ByteClass.skip(bytes, at, Math.min(to, at + 4), ByteClass.HEX);
      if (end < to && bytes[end] == '.') {
        end = ipv4End(bytes, at, to);
        groups++; // dotted decimal stands for two groups, and only at the end
        if (end < 0 || end == to || bytes[end] != ']') {
          return -1;
        }
      }
      groups++;
      if (end == at || end == to) {
        return -1;
      }
      at = end;
      if (bytes[at] == ':') {
        boolean doubled = at + 1 < to && bytes[at + 1] == ':';
        boolean last = at + 1 >= to || bytes[at + 1] == ']';
        if (doubled ? compressed : last) {
          return -1;
        }
        compressed |= doubled;
        at += doubled ? 2 : 1;
      } else if (bytes[at] != ']') {
        return -1;
      }
    }
    boolean complete = compressed ? groups < IPV6_GROUPS : groups == IPV6_GROUPS;
    return at < to && complete ? at + 1 : -1;
  }

  private static int ipv4End(byte[] bytes, int from, int to) {
    int at = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (at == to || bytes[at] != '.') {
          return -1;
        }
        at++;
      }
      int end = ByteClass.skip(bytes, at, Math.min(to, at + 3), ByteClass.DIGIT);
      int value = 0;
      for (int i = at; i < end; i++) {
        value = value * 10 + bytes[i] - '0';
      }
      if (end == at || value > 255) {
        return -1;
      }
      at = end;
    }
    return at;
  }
}
