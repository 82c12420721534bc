package io.evenkeel.control.admin;

import java.util.Locale;
import java.util.Set;

/**
 * Which Host, Origin and Sec-Fetch-Site fields the admin listener answers to.
 *
 * <p>A browser that was lured to a name which resolves to 127.0.0.1 (DNS rebinding) sends that
 * name; it is turned away because only loopback names and the bound address are ours. A request
 * without Host comes from an old health checker, never from a browser.
 *
 * <p>Something is changed only by a page of exactly this listener: another port of the same machine
 * is another site's page as well (cross-site request forgery).
 */
final class HostCheck {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** {@code none}: the operator's own doing, not a page's; absent: no browser. */
  private static final Set<String> OWN_SITE = Set.of("", "same-origin", "none");

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
    return origin.isEmpty() || (origin.contains("://") && admitsHost(authority(origin)));
  }

  /** Whether a page, if it is one, may change something here. */
  boolean admitsWriteFrom(String origin, String hostField, String fetchSite) {
    boolean own = origin.isEmpty() || authority(origin).equalsIgnoreCase(hostField);
    return own && OWN_SITE.contains(fetchSite.toLowerCase(Locale.ROOT));
  }

  private static String authority(String origin) {
    return origin.substring(origin.indexOf("://") + 3);
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
