package io.evenkeel.core.balance;

import io.evenkeel.core.server.ServerState;

/**
 * What a pick may depend on. One object per client connection, reused for every request:
 * implementations are not thread-safe and picks must not keep them.
 */
public interface PickContext {
  /** The loop's clock. */
  long nowNanos();

  /** Number of the event loop that asks, from 0. */
  int lane();

  /** Hash of what the pool's policy hashes; well mixed. Computed when asked. */
  long hash();

  /** Whether this server was tried for this request, or found full: it must not be picked again. */
  boolean isExcluded(ServerState server);
}
