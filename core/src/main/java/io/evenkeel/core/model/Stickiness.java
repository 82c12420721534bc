package io.evenkeel.core.model;

/** Whether a client stays with its server; the key {@code sticky} of a pool. */
public sealed interface Stickiness {
  /** Off, the default. */
  record None() implements Stickiness {}

  /**
   * The balancer sets a cookie of this name that names the server by a signed token.
   *
   * @param secretFile file with the secret that signs it; empty: the one this installation made for
   *     itself
   */
  record ByCookie(String name, String secretFile) implements Stickiness {
    /** With the secret of this installation. */
    public ByCookie(String name) {
      this(name, "");
    }
  }
}
