package io.evenkeel.core.model;

/** Which path a route takes; compared with the normalised path, without the query. */
public sealed interface PathPattern {
  /** Every path. */
  record Any() implements PathPattern {}

  /** Exactly this path: {@code "= /old"} in the configuration. */
  record Exact(String path) implements PathPattern {}

  /** Any path that begins so. */
  record Prefix(String prefix) implements PathPattern {}
}
