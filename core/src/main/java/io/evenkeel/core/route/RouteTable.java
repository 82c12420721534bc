package io.evenkeel.core.route;

import org.jspecify.annotations.Nullable;

/** The routes of a listener, first match wins. */
public interface RouteTable {
  /**
   * The route that takes {@code head}; null when none does. Any thread, allocates nothing of its
   * own.
   */
  @Nullable CompiledRoute match(RequestHead head);
}
