package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Addresses;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code admin}. */
final class AdminKeys {
  static final Key<BindAddress> BIND =
      Key.of(
              "bind",
              Addresses.BIND.then(AdminKeys::loopbackOnly),
              "127.0.0.1:9900",
              "A loopback address or a Unix socket: without users and TLS anybody who reaches it"
                  + " could change the balancer.")
          .byDefault("127.0.0.1:9900");

  static final Key<Fields> TLS =
      Key.of(
              "tls",
              TlsKeys.ADMIN,
              "{ cert: admin.pem, key: admin.key }",
              "Certificate of the admin listener.")
          .notYet(Capability.USERS);

  static final Key<Map<String, Fields>> USERS =
      Key.<Map<String, Fields>>of(
              "users",
              Named.of("user", (text, _) -> text, UserKeys.SECTION),
              "{ ana: { role: approver } }",
              "Who may do what.")
          .notYet(Capability.USERS);

  static final Section<Admin> SECTION =
      Section.of("admin", List.<Key<?>>of(BIND, TLS, USERS), AdminKeys::bind)
          .orShort(Choice.of(Map.<String, Admin>of("off", new Admin.Off())));

  /** The keys of one user. */
  private static final class UserKeys {
    static final Section<Fields> SECTION =
        Section.checked(
            "user",
            List.of(
                Key.of("token-sha256", Texts.LINE, "9f86d0...", "Hash of the user's token."),
                Key.of(
                    "role",
                    Choice.of("viewer", "operator", "approver", "admin"),
                    "operator",
                    "What the user may do; each role includes those before.")));
  }

  private AdminKeys() {}

  private static Admin bind(Fields fields) {
    BindAddress bind = fields.value(BIND);
    fields.scope().references().bound(bind, fields.scope().at(BIND.name()), fields.place(BIND));
    return new Admin.On(bind);
  }

  private static @Nullable BindAddress loopbackOnly(BindAddress address, Site site) {
    if (address instanceof BindAddress.Tcp(String host, int _) && Addresses.isLoopback(host)) {
      return address;
    }
    if (address instanceof BindAddress.Unix) {
      site.complain(
          Code.NOT_AVAILABLE,
          "an admin listener on a socket file is not available yet",
          "bind it to 127.0.0.1:9900 or another loopback address and port");
      return null;
    }
    site.complain(
        Code.ADMIN_EXPOSED,
        "admin address " + address + " can be reached from other machines",
        "bind it to 127.0.0.1 or [::1]; TLS and users, which are required elsewhere, are"
            + " not available yet");
    return null;
  }
}
