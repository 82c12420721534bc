package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.model.HostPattern;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the certificates of a listener cover a host, as clients see it (RFC 9525, 6.3): equal
 * names, letters of either case, and {@code *.} for exactly one label. A route for {@code
 * *.example.com} asks for a certificate with that name: more than one label no certificate covers.
 */
final class HostRule {
  private static final int SHOWN = 8;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final Set<String> names;

  HostRule(List<Certificate> certificates) {
    names = new HashSet<>();
    certificates.forEach(certificate -> names.addAll(certificate.names()));
  }

  /** Null when {@code asked} is covered. */
  @Nullable Complaint judge(HostPattern asked) {
    String host = host(asked);
    return host.isEmpty() || covers(host)
        ? null
        : new Complaint(
            Code.CERTIFICATE_HOST,
            "no certificate of this listener is for host " + Quoted.of(host),
            names.isEmpty()
                ? "have a certificate issued with subject alternative names; the common name"
                    + " does not count"
                : "have a certificate issued for it, or correct the host",
            names.isEmpty() ? List.of() : List.of("the certificates are for " + carried()));
  }

  private static String host(HostPattern asked) {
    return switch (asked) {
      case HostPattern.Any _ -> "";
      case HostPattern.Exact(String host) -> host;
      case HostPattern.Suffix(String suffix) -> "*" + suffix;
    };
  }

  private boolean covers(String asked) {
    String host = asked.toLowerCase(Locale.ROOT);
    if (ADDRESS.matcher(host).matches()) {
      return names.contains(address(host));
    }
    int dot = host.indexOf('.');
    return names.contains(host) || (dot > 0 && names.contains("*" + host.substring(dot)));
  }

  /** As the JDK writes it, which is how certificates are read. */
  private static String address(String host) {
    try {
      return InetAddress.ofLiteral(host).getHostAddress();
    } catch (IllegalArgumentException _) {
      return host;
    }
  }

  private String carried() {
    List<String> shown = new TreeSet<>(names).stream().limit(SHOWN).map(Quoted::printable).toList();
    String all = String.join(", ", shown);
    return names.size() > SHOWN ? all + " and " + (names.size() - SHOWN) + " more" : all;
  }
}
