package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import java.util.List;

/**
 * The keys of the three {@code tls} sections. TLS is not available yet, but the certificates that
 * are named are judged as if it were.
 */
final class TlsKeys {
  /** Of each {@code tls} key; paths are resolved as those of {@code include}. */
  static final String RELATIVE = " Relative paths begin at the file that names them.";

  static final Key<String> CERT =
      Key.of(
          "cert",
          Texts.LINE,
          "api.pem",
          "Certificate chain, PEM: the server's own first, then who signed it.");

  static final Key<String> KEY =
      Key.of("key", Texts.LINE, "api.key", "Private key, PEM, without passphrase.");

  static final Key<String> CLIENT_CA =
      Key.of("client-ca", Texts.LINE, "ca.pem", "Whose client certificates are accepted, PEM.");

  static final Key<List<Fields>> CERTIFICATES =
      Key.of(
          "certificates",
          ListOf.many(Section.checked("certificate", List.of(CERT, KEY))),
          "[ { cert: api.pem, key: api.key } ]",
          "Chosen by the name the client asks for.");

  static final Key<String> CA =
      Key.of("ca", Texts.LINE, "ca.pem", "Who must have signed the servers' certificates, PEM.");

  /** Of the admin listener. */
  static final Section<Fields> ADMIN = Section.checked("tls", List.of(CERT, KEY, CLIENT_CA));

  /** Of a listener. */
  static final Section<Fields> LISTENER =
      Section.checked(
          "tls",
          List.of(
              CERTIFICATES,
              Key.of("min-version", Choice.of("1.2", "1.3"), "\"1.2\"", "Oldest version of TLS."),
              CLIENT_CA,
              Key.of(
                  "alpn",
                  ListOf.many(Choice.of("h2", "http/1.1")),
                  "[h2, http/1.1]",
                  "Protocols offered.")));

  /** Towards the servers of a pool. */
  static final Section<Fields> POOL =
      Section.checked(
          "tls",
          List.of(
              CA, Key.of("server-name", Texts.LINE, "api.internal", "The name they must carry.")));

  private TlsKeys() {}
}
