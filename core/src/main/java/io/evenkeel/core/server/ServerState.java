package io.evenkeel.core.server;

import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.ServerId;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only mutable per-server object. Thread-safe; {@link #tryStart} and {@link #finished} are
 * called by event loops.
 */
public final class ServerState {
  private final ServerId id;
  private final int slot;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile int maxRequests;
  private volatile ServerHealth health = ServerHealth.UNCHECKED;

  public ServerState(ServerId id, int slot, int maxRequests) {
    this.id = id;
    this.slot = slot;
    this.maxRequests = maxRequests;
  }

  public ServerId id() {
    return id;
  }

  /** A small dense number, unique among the live servers: index of per-loop tables. */
  public int slot() {
    return slot;
  }

  /** What the checks know. Any thread. */
  public ServerHealth health() {
    return health;
  }

  /** Called by the control loop only. */
  public void health(ServerHealth newHealth) {
    health = newHealth;
  }

  /** Requests now at this server. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Takes an in-flight slot; false when the server may take no further request now: pick again. */
  public boolean tryStart(long nowNanos) {
    if (inFlight.incrementAndGet() > maxRequests) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Gives the slot back. Exactly once per successful {@link #tryStart}; {@code lane} is the number
   * of the loop.
   */
  public void finished(AttemptResult result, int lane, long nowNanos) {
    inFlight.decrementAndGet();
  }
}
