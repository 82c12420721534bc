package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.AddressBytes;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses of servers and sockets: {@code host:port}, an IPv6 literal in brackets. */
public final class Addresses {
  /** The room for a path in the system's structure is 108 bytes with the zero at its end. */
  private static final int LONGEST_SOCKET_PATH = 107;

  private static final String UNIX = "unix:";

  /** Of a server. */
  public static final ScalarType<HostPort> SERVER =
      ScalarType.pattern(
          "host:port",
          "an address host:port",
          ".+:[0-9]{1,5}",
          (text, site) -> {
            Parts parts = split(text, site, 1);
            return parts == null ? null : new HostPort(parts.host(), parts.port());
          });

  /** Of a socket we listen on; port 0 lets the system choose. */
  public static final ScalarType<BindAddress> BIND =
      ScalarType.pattern(
          "host:port or unix:path",
          "an address host:port or unix:/path",
          "unix:.+|.+:[0-9]{1,5}",
          Addresses::bind);

  private static final AddressBytes LOOPBACK_V6 =
      new AddressBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private Addresses() {}

  /** Whether only this machine reaches a socket bound to {@code host}. */
  public static boolean isLoopback(String host) {
    AddressBytes address = IpLiterals.parse(host);
    if (address == null) {
      return host.equals("localhost");
    }
    AddressBytes plain = address.unmapped();
    return plain.length() == 4 ? plain.at(0) == 127 : plain.equals(LOOPBACK_V6);
  }

  private record Parts(String host, int port) {}

  private static @Nullable BindAddress bind(String text, Site site) {
    if (!text.startsWith(UNIX)) {
      Parts parts = split(text, site, 0);
      return parts == null ? null : new BindAddress.Tcp(parts.host(), parts.port());
    }
    return unix(text, site);
  }

  private static @Nullable BindAddress unix(String text, Site site) {
    String path = text.substring(UNIX.length());
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    if (path.isBlank() || !Characters.isPrintable(path)) {
      complain(text, site, "names no path", "write unix:/run/evenkeel.sock");
      return null;
    }
    if (length > LONGEST_SOCKET_PATH) {
      String limit = " bytes (at most " + LONGEST_SOCKET_PATH + ")";
      complain(text, site, "has a path of " + length + limit, "choose a shorter path");
      return null;
    }
    return new BindAddress.Unix(path);
  }

  private static @Nullable Parts split(String text, Site site, int leastPort) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (text.contains("://")) {
      return refuse(text, site, "is a URL (expected: host:port)", "leave the scheme and path out");
    }
    if (!bracketed && host.indexOf(':') >= 0) {
      return refuse(text, site, "is not host:port", "put an IPv6 address in brackets: [::1]:8080");
    }
    if (colon < 0) {
      return refuse(text, site, "has no port (expected: host:port)", "write " + text + ":80");
    }
    String name = bracketed ? host.substring(1, host.length() - 1) : host;
    if (!Hosts.isHost(name) || bracketed != (name.indexOf(':') >= 0)) {
      String help =
          host.isEmpty() || host.equals("*")
              ? "for all addresses write 0.0.0.0"
                  + text.substring(colon)
                  + " or [::]"
                  + text.substring(colon)
              : "write a name, an IPv4 address, or an IPv6 address in brackets";
      return refuse(text, site, "has no valid host", help);
    }
    int port = Ports.parse(text.substring(colon + 1));
    if (port < leastPort || port > Ports.MAX) {
      String range = leastPort + " to " + Ports.MAX;
      return refuse(
          text, site, "has no port of " + range, "write a port of " + range + " after the colon");
    }
    return new Parts(name.toLowerCase(Locale.ROOT), port);
  }

  private static @Nullable Parts refuse(String text, Site site, String why, String help) {
    complain(text, site, why, help);
    return null;
  }

  private static void complain(String text, Site site, String why, String help) {
    site.complain(
        Code.BAD_ADDRESS, site.name() + " " + Quoted.of(text) + " " + why, Quoted.sentence(help));
  }
}
