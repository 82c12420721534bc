package io.evenkeel.core.model;

import java.util.regex.Pattern;

/** The one rule for names of listeners, pools and servers. */
public final class Names {
  /**
   * Letters, digits, dot, dash and underscore: safe in metrics labels, cookies, paths of the API
   * and shells.
   */
  public static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private Names() {}

  /** Whether {@code name} may name a listener, a pool or a server. */
  public static boolean valid(String name) {
    return VALID.matcher(name).matches();
  }

  static void require(String what, String name) {
    if (!valid(name)) {
      throw new IllegalArgumentException(
          what
              + ": \""
              + name
              + "\" (expected: 1 to 128 letters, digits, '.', '-', '_', a letter or digit first)");
    }
  }
}
