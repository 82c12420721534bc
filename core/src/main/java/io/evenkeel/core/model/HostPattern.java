package io.evenkeel.core.model;

/** Which Host a route takes; compared in lower case, without the port. */
public sealed interface HostPattern {
  /** Every host. */
  record Any() implements HostPattern {}

  /** Exactly this name. */
  record Exact(String host) implements HostPattern {}

  /**
   * Any name that ends with {@code suffix}, which begins with a dot: {@code *.example.com} in the
   * configuration.
   */
  record Suffix(String suffix) implements HostPattern {}
}
