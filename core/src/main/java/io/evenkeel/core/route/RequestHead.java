package io.evenkeel.core.route;

import org.jspecify.annotations.Nullable;

/**
 * What routing may ask about a request. Answers are computed when asked, and only then cost an
 * allocation.
 */
public interface RequestHead {
  /** The method as sent; case-sensitive. */
  String method();

  /** The host of the request in lower case, without port and without the root's dot. */
  String host();

  /** The path without query, as the most generous server reads it; empty when none can tell. */
  String path();

  /**
   * The value of the first field of this name (lower case), without surrounding white space; null
   * when absent.
   */
  @Nullable String header(String lowerCaseName);
}
