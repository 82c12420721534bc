package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.core.model.HostPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files one {@code tls} section names, and what they are for.
 *
 * @param pairs chains and their keys, those of a listener all for the same hosts
 * @param authorities certificates that others must be signed by
 * @param hosts that clients ask this listener for
 */
public record TlsFiles(List<Pair> pairs, List<NamedFile> authorities, List<Asked> hosts) {
  /** The text at one key; relative to the file it stands in. */
  public record NamedFile(String name, Scope scope, Place place) {}

  /** A certificate chain and its private key; null: not written, or not readable as a text. */
  public record Pair(@Nullable NamedFile chain, @Nullable NamedFile key) {}

  /** A host of a route. */
  public record Asked(HostPattern host, Scope scope, Place place) {}

  public TlsFiles {
    pairs = List.copyOf(pairs);
    authorities = List.copyOf(authorities);
    hosts = List.copyOf(hosts);
  }
}
