package io.evenkeel.core.runtime;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.server.ServerState;
import java.util.List;
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

  /** All servers of the pool in the order of the file, whatever their health. */
  public abstract List<ServerState> servers();

  /** Rebuilds the candidates from the servers' health and swaps them in. Control loop only. */
  public abstract void rebuild(long nowNanos);
}
