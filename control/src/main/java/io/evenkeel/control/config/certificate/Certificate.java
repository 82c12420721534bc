package io.evenkeel.control.config.certificate;

import java.time.Instant;
import java.util.List;

/**
 * What the rules need of a certificate.
 *
 * @param subject as people write it: {@code CN=api.example.com}; from the file, so not printable as
 *     it is
 * @param authority whether it may sign others
 * @param names it is for, DNS names in lower case and addresses as texts; of its alternative names
 *     only, since nobody looks at the common name any more (RFC 9525)
 */
record Certificate(
    String subject,
    Instant notBefore,
    Instant notAfter,
    boolean authority,
    List<String> names,
    PublicIdentity key) {
  Certificate {
    names = List.copyOf(names);
  }
}
