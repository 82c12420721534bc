package io.evenkeel.core.runtime;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/** A pool compiled for serving. Event loops pick from it, the control loop swaps its candidates. */
public abstract class PoolRuntime {
  /** What the operator wrote. */
  public abstract Pool pool();

  /**
   * A server with an in-flight slot taken, which the caller must give back by {@link
   * ServerState#finished}; null when no server may take this request now.
   */
  public abstract @Nullable ServerState acquire(PickContext context);
}
