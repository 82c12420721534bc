package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HostPattern;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names, and the patterns of routes. */
public final class Hosts {
  /** Labels of letters, digits, dash and (as in container networks) underscore; RFC 1123. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
              + "(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

  private static final Pattern ONLY_NUMBERS = Pattern.compile("[0-9.]*");

  /** Of a route: a name, or {@code *.} and a name. */
  public static final ScalarType<HostPattern> PATTERN =
      ScalarType.text(
          "host or `*.` host", "a host such as api.example.com or *.example.com", Hosts::pattern);

  /** Of a Host field: with a port if need be. */
  public static final ScalarType<String> FIELD =
      ScalarType.text("host", "a host such as api.internal", Hosts::field);

  private Hosts() {}

  /** Whether {@code host} is a name or an address; an IPv6 one without brackets. */
  static boolean isHost(String host) {
    boolean numeric = ONLY_NUMBERS.matcher(host).matches() || host.indexOf(':') >= 0;
    return numeric ? IpLiterals.parse(host) != null : NAME.matcher(host).matches();
  }

  private static @Nullable HostPattern pattern(String text, Site site) {
    String host = text.toLowerCase(Locale.ROOT);
    if (host.equals("*")) {
      return refuse(text, site, "leave host out: a route without it takes every host");
    }
    if (host.startsWith("*.") && isName(host.substring(2))) {
      return new HostPattern.Suffix(host.substring(1));
    }
    if ((isHost(host) && host.indexOf(':') < 0) || isBracketed(host)) {
      return new HostPattern.Exact(host);
    }
    int colon = host.lastIndexOf(':');
    if (colon > 0 && isHost(host.substring(0, colon))) {
      return refuse(text, site, "leave the port out: hosts are compared without it");
    }
    if (host.indexOf('*') >= 0) {
      return refuse(text, site, "a wildcard can only be the first label: *.example.com");
    }
    return refuse(text, site, "write a name such as api.example.com, in ASCII (xn--...)");
  }

  private static @Nullable String field(String text, Site site) {
    int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
    String host = colon > 0 ? text.substring(0, colon) : text;
    String port = colon > 0 ? text.substring(colon + 1) : "80";
    if ((isBracketed(host) || (isHost(host) && host.indexOf(':') < 0)) && Ports.isPort(port)) {
      return text;
    }
    complain(text, site, "write a name such as api.internal, or name:port");
    return null;
  }

  private static boolean isName(String host) {
    return NAME.matcher(host).matches() && !ONLY_NUMBERS.matcher(host).matches();
  }

  private static boolean isBracketed(String host) {
    return host.startsWith("[")
        && host.endsWith("]")
        && host.indexOf(':') > 0
        && isHost(host.substring(1, host.length() - 1));
  }

  private static @Nullable HostPattern refuse(String text, Site site, String help) {
    complain(text, site, help);
    return null;
  }

  private static void complain(String text, Site site, String help) {
    site.complain(Code.BAD_HOST, site.name() + " " + Quoted.of(text) + " is no host", help);
  }
}
