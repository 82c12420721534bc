package io.evenkeel.control.config.section;

import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.TlsFiles;
import io.evenkeel.control.config.schema.TlsFiles.Asked;
import io.evenkeel.control.config.schema.TlsFiles.NamedFile;
import io.evenkeel.control.config.schema.TlsFiles.Pair;
import io.evenkeel.core.model.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes the files of a {@code tls} section, to be judged when everything is read. */
final class TlsNotes {
  private TlsNotes() {}

  /**
   * Of a listener.
   *
   * @param tls null: it has none
   * @param routes whose hosts its certificates must cover
   */
  static void ofListener(@Nullable Fields tls, List<PlacedRoute> routes) {
    List<Fields> certificates = tls == null ? null : tls.optional(TlsKeys.CERTIFICATES);
    List<Pair> pairs =
        certificates == null ? List.of() : certificates.stream().map(TlsNotes::pair).toList();
    List<Asked> hosts =
        routes.stream()
            .filter(route -> !(route.value().host() instanceof HostPattern.Any))
            .map(TlsNotes::asked)
            .toList();
    note(tls, pairs, TlsKeys.CLIENT_CA, hosts);
  }

  /** Of the admin listener. */
  static void ofAdmin(@Nullable Fields tls) {
    note(tls, tls == null ? List.of() : List.of(pair(tls)), TlsKeys.CLIENT_CA, List.of());
  }

  /** Of a pool. */
  static void ofPool(@Nullable Fields tls) {
    note(tls, List.of(), TlsKeys.CA, List.of());
  }

  private static void note(
      @Nullable Fields tls, List<Pair> pairs, Key<String> authority, List<Asked> hosts) {
    if (tls == null) {
      return;
    }
    NamedFile named = file(tls, authority);
    List<NamedFile> authorities = named == null ? List.of() : List.of(named);
    tls.scope().references().names(new TlsFiles(pairs, authorities, hosts));
  }

  private static Pair pair(Fields fields) {
    return new Pair(file(fields, TlsKeys.CERT), file(fields, TlsKeys.KEY));
  }

  private static @Nullable NamedFile file(Fields fields, Key<String> key) {
    String name = fields.optional(key);
    return name == null
        ? null
        : new NamedFile(name, fields.scope().at(key.name()), fields.place(key));
  }

  private static Asked asked(PlacedRoute route) {
    return new Asked(route.value().host(), route.scope().at(RouteKeys.HOST.name()), route.host());
  }
}
