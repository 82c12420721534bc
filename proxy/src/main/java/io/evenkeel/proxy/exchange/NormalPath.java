package io.evenkeel.proxy.exchange;

import java.nio.charset.StandardCharsets;

/**
 * The path that routes are compared with: without the query, unreserved percent-encodings decoded
 * (RFC 3986, 6.2.2.2), dot segments removed (5.2.4). The server still gets the bytes the client
 * sent.
 *
 * <p>Without this a route for {@code /admin/} could be passed by as {@code /x/../admin/} or {@code
 * /%61dmin/}, since servers normalise as well.
 */
final class NormalPath {
  private NormalPath() {}

  /** The normal path of the origin-form target in {@code bytes[from, to)}; "/" when it is empty. */
  static String of(byte[] bytes, int from, int to) {
    int end = from;
    boolean clean = true;
    for (; end < to && bytes[end] != '?'; end++) {
      int letter = bytes[end];
      clean &= letter != '%' && !(letter == '.' && end > from && isSeparator(bytes[end - 1]));
    }
    if (end == from) {
      return "/";
    }
    String path = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    return clean ? path : withoutDots(decoded(path));
  }

  private static boolean isSeparator(int letter) {
    return letter == '/' || letter == '\\';
  }

  private static String decoded(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      int value = path.charAt(i) == '%' && i + 2 < path.length() ? hex(path, i + 1) : -1;
      if (value >= 0 && isUnreserved(value)) {
        out.append((char) value);
        i += 2;
      } else {
        out.append(path.charAt(i));
      }
    }
    return out.toString();
  }

  private static int hex(String path, int at) {
    int high = Character.digit(path.charAt(at), 16);
    int low = Character.digit(path.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isUnreserved(int letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '-'
        || letter == '.'
        || letter == '_'
        || letter == '~';
  }

  private static String withoutDots(String path) {
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int next = path.indexOf('/', at + 1);
      int end = next < 0 ? path.length() : next;
      String segment = path.substring(at, end);
      boolean last = next < 0;
      switch (segment) {
        case "/." -> appendSlash(out, last);
        case "/.." -> {
          out.setLength(Math.max(0, out.lastIndexOf("/")));
          appendSlash(out, last);
        }
        default -> out.append(segment);
      }
      at = end;
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  private static void appendSlash(StringBuilder out, boolean last) {
    if (last) {
      out.append('/');
    }
  }
}
