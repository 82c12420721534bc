package io.evenkeel.control.admin;

import java.util.Locale;
import java.util.Set;

/**
 * Which Host and Origin fields the admin listener answers to.
 *
 * <p>A browser that was lured to a name which resolves to 127.0.0.1 (DNS rebinding) sends that
 * name; it is turned away because only loopback names and the bound address are ours. A request
 * without Host comes from an old health checker, never from a browser.
 */
final class HostCheck {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String boundHost;

  /**
   * @param boundHost what the listener is bound to, without port
   */
  HostCheck(String boundHost) {
    String host = boundHost.toLowerCase(Locale.ROOT);
    this.boundHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Whether a request with this Host field (with or without port) is meant for us. */
  boolean admitsHost(String hostField) {
    String host = withoutPort(hostField.toLowerCase(Locale.ROOT));
    return host.isEmpty() || LOOPBACK.contains(host) || host.equals(boundHost);
  }

  /** Whether a request with this Origin field (empty: not sent by a page's script) is ours. */
  boolean admitsOrigin(String origin) {
    if (origin.isEmpty()) {
      return true;
    }
    int scheme = origin.indexOf("://");
    return scheme >= 0 && admitsHost(origin.substring(scheme + 3));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
