package io.evenkeel.control.admin;

/** Told of wrong tokens, at most ten of one sender at once and then one a second. Any thread. */
@FunctionalInterface
public interface LoginHook {
  /**
   * A token was refused that this sender had not tried before.
   *
   * @param peer address of the sender
   */
  void refused(String peer);
}
