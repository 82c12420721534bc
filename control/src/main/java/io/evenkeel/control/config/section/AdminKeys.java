package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Addresses;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.User;
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
              "A loopback address: elsewhere TLS is required, which is not available yet.")
          .byDefault("127.0.0.1:9900");

  static final Key<Fields> TLS =
      Key.of(
              "tls",
              TlsKeys.ADMIN,
              "{ cert: admin.pem, key: admin.key }",
              "Certificate of the admin listener." + TlsKeys.RELATIVE)
          .notYet(Capability.TLS);

  static final Key<Map<String, User>> USERS =
      Key.of(
              "users",
              UserKeys.ALL,
              "{ ana: { token-sha256: \"9f86d0...\", role: approver } }",
              "Who may do what. Without users everybody who reaches the listener is an"
                  + " administrator.")
          .byDefault("none", Map.of());

  static final Section<Admin> SECTION =
      Section.of("admin", List.<Key<?>>of(BIND, TLS, USERS), AdminKeys::bind)
          .orShort(Choice.of(Map.<String, Admin>of("off", new Admin.Off())));

  private AdminKeys() {}

  private static Admin bind(Fields fields) {
    BindAddress bind = fields.value(BIND);
    fields.scope().references().bound(bind, fields.scope().at(BIND.name()), fields.place(BIND));
    UserKeys.check(fields, USERS);
    TlsNotes.ofAdmin(fields.optional(TLS));
    return new Admin.On(bind, fields.value(USERS));
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
        "bind it to 127.0.0.1 or [::1]; TLS, which is required elsewhere, is not available yet");
    return null;
  }
}
