package io.evenkeel.proxy.exchange;

import java.nio.charset.StandardCharsets;

/**
 * The path that routes are compared with: the most generous reading that any server is known to
 * make of the bytes it gets, which are those the client sent.
 *
 * <p>Read so: the query left out, escapes of unreserved characters decoded (RFC 3986, 6.2.2.2), an
 * escaped slash or backslash is a slash, parameters of a segment ({@code ;x}) are left out, empty
 * segments too, and dot segments are removed (5.2.4). Otherwise a rule for {@code /admin/} could be
 * passed by as {@code //admin/}, {@code /%61dmin/}, {@code /admin%2f}, {@code /admin;x/} or {@code
 * /x/../admin/}, since one server or another takes each of these for the same.
 *
 * <p>A path that climbs ({@code ..}) where the readings disagree about what it leaves has no normal
 * path: {@code /a/..;/b}, {@code /a%2f..%2fb}, {@code /a//../b}. Nobody writes such paths but to be
 * read in two ways.
 */
final class NormalPath {
  /** The normal path of a path that has none; no route takes it. */
  static final String AMBIGUOUS = "";

  private NormalPath() {}

  /** The normal path of the target in {@code bytes[from, to)}, or {@link #AMBIGUOUS}. */
  static String of(byte[] bytes, int from, int to) {
    int end = from;
    boolean clean = true;
    boolean afterSlash = false;
    for (; end < to && bytes[end] != '?'; end++) {
      int letter = bytes[end];
      boolean special = letter == '%' || letter == ';' || (letter == '.' && afterSlash);
      clean &= !special && !(letter == '/' && afterSlash);
      afterSlash = letter == '/';
    }
    if (end == from) {
      return "/";
    }
    String path = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    return clean || path.equals("*") ? path : withoutDots(decoded(path));
  }

  // Escaped separators become a backslash for now, which no path has raw: withoutDots() must see
  // that not every server takes them for one.
  private static String decoded(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      int value = path.charAt(i) == '%' && i + 2 < path.length() ? hex(path, i + 1) : -1;
      if (value == '/' || value == '\\') {
        out.append('\\');
        i += 2;
      } else if (isUnreserved(value)) {
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
    boolean disputed = false;
    for (int at = 0; at < path.length(); ) {
      int end = separator(path, at + 1);
      int parameters = path.indexOf(';', at + 1);
      boolean plain = parameters < 0 || parameters > end;
      String name = path.substring(at + 1, plain ? end : parameters);
      boolean last = end == path.length();
      disputed |= path.charAt(at) != '/' || (name.isEmpty() && !last) || !plain;
      if (name.equals("..")) {
        if (disputed || (!last && path.charAt(end) != '/')) {
          return AMBIGUOUS;
        }
        out.setLength(Math.max(0, out.lastIndexOf("/")));
      } else if (!name.isEmpty() && !name.equals(".")) {
        out.append('/').append(name);
        at = end;
        continue;
      }
      if (last) {
        out.append('/');
      }
      at = end;
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  private static int separator(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '/' && path.charAt(at) != '\\') {
      at++;
    }
    return at;
  }
}
