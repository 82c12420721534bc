package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a server out of a fixed list of candidates. Thread-safe, non-blocking, allocation-free.
 */
public interface Balancer {
  /**
   * The server to try, never one that {@code context} excludes; null when every candidate is
   * excluded.
   */
  @Nullable ServerState pick(PickContext context);
}
