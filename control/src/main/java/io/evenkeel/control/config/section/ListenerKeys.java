package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Addresses;
import io.evenkeel.control.config.scalar.Networks;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Cidr;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one listener. */
final class ListenerKeys {
  static final Key<List<BindAddress>> BIND =
      Key.<List<BindAddress>>of(
              "bind",
              ListOf.oneOrMany(Addresses.BIND.then(ListenerKeys::noted)),
              "0.0.0.0:8080",
              "Where clients connect: `host:port`, `[ipv6]:port` or `unix:/path`, or a list. Port 0"
                  + " lets the system choose one.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<String> PROTOCOL =
      Key.of(
              "protocol",
              Choice.of("http").reserving(Capability.TCP_PROXYING, "tcp", "tls"),
              "http",
              "What clients speak.")
          .byDefault("http");

  static final Key<Fields> TLS =
      Key.of(
              "tls",
              TlsKeys.LISTENER,
              "{ certificates: [ { cert: api.pem, key: api.key } ] }",
              "Certificates, and what is asked of clients." + TlsKeys.RELATIVE)
          .notYet(Capability.TLS);

  static final Key<String> PROXY_PROTOCOL =
      Key.of(
              "proxy-protocol",
              Choice.of("accept"),
              "accept",
              "Whether the client's address comes in a PROXY header.")
          .notYet(Capability.PROXY_PROTOCOL);

  static final Key<List<Cidr>> TRUSTED_PROXIES =
      Key.<List<Cidr>>of(
              "trusted-proxies",
              ListOf.many(Networks.NETWORK),
              "[10.0.0.0/8]",
              "Whose `X-Forwarded-For` is believed; of all others it is replaced.")
          .byDefault("`[]`", List.of());

  static final Key<ListenerLimits> LIMITS =
      Key.of(
              "limits",
              ListenerLimitKeys.SECTION,
              "{ connections: 20000 }",
              "What the listener takes from its clients.")
          .byDefaultOfItsKeys();

  private static final Key<AccessLog> TO =
      Key.of(
              "to",
              Texts.LINE.<AccessLog>then((text, _) -> accessLog(text)),
              "access.jsonl",
              "A file that lines are appended to, or `stdout`.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<AccessLog> ACCESS_LOG =
      Key.of(
              "access-log",
              Section.<AccessLog>of("access-log", List.of(TO), fields -> fields.optional(TO))
                  .orShort(Choice.of(Map.<String, AccessLog>of("off", new AccessLog.None()))),
              "{ to: access.jsonl }",
              "Where a line of JSON per request goes; `off` for none.")
          .byDefault("off");

  static final Key<List<PlacedRoute>> ROUTES =
      Key.<List<PlacedRoute>>of(
              "routes",
              ListOf.many(RouteKeys.SECTION),
              "[ { pool: api } ]",
              "Which request goes where; the first that matches wins, none is a 404.")
          .requiredBy(Code.NO_ROUTES);

  static final Section<Listener> SECTION =
      Section.of(
          "listener",
          List.of(BIND, PROTOCOL, TLS, PROXY_PROTOCOL, TRUSTED_PROXIES, LIMITS, ACCESS_LOG, ROUTES),
          ListenerBinder::bind);

  private ListenerKeys() {}

  private static AccessLog accessLog(String to) {
    return to.equals("stdout") ? new AccessLog.ToStdout() : new AccessLog.ToFile(to);
  }

  private static @Nullable BindAddress noted(BindAddress address, Site site) {
    site.scope().references().bound(address, site.scope(), site.place());
    return address;
  }
}
