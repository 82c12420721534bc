package io.evenkeel.core.model;

/** Whether and where the admin API listens. */
public sealed interface Admin {
  /** No admin listener. */
  record Off() implements Admin {}

  /** On a loopback address or a Unix socket. */
  record On(BindAddress bind) implements Admin {}
}
