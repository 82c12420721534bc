package io.evenkeel.core.model;

import java.util.Locale;

/**
 * A host (name, IPv4 or IPv6 literal without brackets, lower case) and a TCP port of 1 to 65535.
 */
public record HostPort(String host, int port) implements Comparable<HostPort> {
  public HostPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host: \"\" (expected: a name or an address)");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    host = host.toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(HostPort other) {
    int byHost = host.compareTo(other.host);
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  /** {@code host:port}, an IPv6 literal in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
