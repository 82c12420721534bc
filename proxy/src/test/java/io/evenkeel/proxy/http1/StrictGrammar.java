package io.evenkeel.proxy.http1;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of RFC 9110 and 9112 once more, as regular expressions over whole heads: slow, and
 * written without a look at the parsers, to judge them by. Limits are not its business.
 */
final class StrictGrammar {
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
  private static final String VALUE = "[\\t\\x20-\\x7e\\x80-\\xff]*";
  private static final String HEX16 = "[0-9A-Fa-f]{1,4}";
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";
  private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;
  private static final String HOST =
      "(?:\\[" + ipv6() + "]|(?:[A-Za-z0-9\\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+)";
  private static final String PORT = "[0-9]{1,5}";
  private static final String AUTHORITY = HOST + "(?::(?:" + PORT + ")?)?";
  private static final String PATH = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/|\\[\\]]|%[0-9A-Fa-f]{2})*";
  private static final String QUERY = "(?:\\?[A-Za-z0-9\\-._~!$&'()*+,;=:@/?%|\\[\\]{}^`\\\\]*)?";
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:\\r\\n){0,4}(?<method>"
              + TOKEN
              + ") (?<target>[^ ]+) HTTP/1\\.(?<minor>[0-9])\\r\\n(?<fields>(?:"
              + (TOKEN + ":" + VALUE)
              + "\\r\\n)*)\\r\\n");
  private static final Pattern ORIGIN = Pattern.compile("/" + PATH + QUERY);
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i:https?)://(?<host>" + AUTHORITY + ")(?:/" + PATH + ")?" + QUERY);
  private static final Pattern CONNECT = Pattern.compile("(?<host>" + HOST + ":" + PORT + ")");
  private static final Pattern LIST =
      Pattern.compile(
          "[ \\t,]*(?:" + TOKEN + "[ \\t]*(?:,[ \\t,]*" + TOKEN + "[ \\t]*)*,?[ \\t,]*)?");
  private static final Set<String> NOT_TO_BE_NAMED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "content-range",
          "expect",
          "authorization",
          "cookie",
          "set-cookie");

  private StrictGrammar() {}

  /** Whether the bytes are exactly one request head that a careful proxy passes on. */
  static boolean isRequestHead(byte[] bytes) {
    Matcher head = HEAD.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (!head.matches()) {
      return false;
    }
    boolean http11 = !head.group("minor").equals("0");
    String fields = head.group("fields");
    String method = head.group("method");
    return method.length() <= 34
        && isTarget(method, head.group("target"))
        && isHost(values(fields, "host"), http11)
        && isFramed(values(fields, "content-length"), values(fields, "transfer-encoding"), http11)
        && values(fields, "connection").stream().allMatch(StrictGrammar::isConnection)
        && (!http11 || isExpect(values(fields, "expect")));
  }

  private static boolean isTarget(String method, String target) {
    if (method.equals("CONNECT")) {
      Matcher connect = CONNECT.matcher(target);
      return connect.matches() && hasPort(target);
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    return ORIGIN.matcher(target).matches()
        || (target.equals("*") && method.equals("OPTIONS"))
        || (absolute.matches() && hasPort(absolute.group("host")));
  }

  private static boolean hasPort(String authority) {
    String port = authority.replaceFirst("^" + HOST + ":?", "");
    return port.isEmpty() || Integer.parseInt(port) <= 65_535;
  }

  private static boolean isHost(List<String> hosts, boolean http11) {
    return hosts.isEmpty()
        ? !http11
        : hosts.size() == 1 && hosts.getFirst().matches(AUTHORITY) && hasPort(hosts.getFirst());
  }

  private static boolean isFramed(List<String> lengths, List<String> encodings, boolean http11) {
    if (encodings.isEmpty()) {
      return lengths.isEmpty()
          || (lengths.size() == 1
              && lengths.getFirst().matches("0|[1-9][0-9]{0,18}")
              && new BigInteger(lengths.getFirst()).bitLength() < 64);
    }
    return lengths.isEmpty()
        && http11
        && encodings.size() == 1
        && encodings.getFirst().equalsIgnoreCase("chunked");
  }

  private static boolean isConnection(String list) {
    if (!LIST.matcher(list).matches()) {
      return false;
    }
    for (String option : list.split("[ \\t,]+", -1)) {
      if (NOT_TO_BE_NAMED.contains(option.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isExpect(List<String> expectations) {
    return expectations.isEmpty()
        || (expectations.size() == 1 && expectations.getFirst().equalsIgnoreCase("100-continue"));
  }

  private static List<String> values(String fields, String name) {
    List<String> values = new ArrayList<>();
    for (String line : fields.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
        values.add(line.substring(colon + 1).replaceAll("^[ \\t]+|[ \\t]+$", ""));
      }
    }
    return values;
  }

  /** RFC 3986 appendix A: one alternative for each number of groups before "::". */
  private static String ipv6() {
    String last = "(?:" + HEX16 + ":" + HEX16 + "|" + IPV4 + ")";
    StringBuilder any = new StringBuilder("(?:(?:" + HEX16 + ":){6}" + last);
    for (int after = 7; after >= 0; after--) {
      int before = 7 - after;
      String left =
          before == 0 ? "" : "(?:(?:" + HEX16 + ":){0," + (before - 1) + "}" + HEX16 + ")?";
      String right =
          switch (after) {
            case 0 -> "";
            case 1 -> HEX16;
            default -> "(?:" + HEX16 + ":){" + (after - 2) + "}" + last;
          };
      any.append('|').append(left).append("::").append(right);
    }
    return any.append(')').toString();
  }
}
