package io.evenkeel.core.model;

/** Whether a client stays with its server; the key {@code sticky} of a pool. */
public sealed interface Stickiness {
  /** Off, the default. */
  record None() implements Stickiness {}

  /** The balancer sets a cookie of this name that names the server by an opaque token. */
  record ByCookie(String name) implements Stickiness {}
}
