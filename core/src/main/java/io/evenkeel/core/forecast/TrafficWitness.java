package io.evenkeel.core.forecast;

import io.evenkeel.core.server.ServerState;

/** Sees what becomes of simulated requests. */
public interface TrafficWitness {
  /** A server has taken an attempt, which is in flight from now on. */
  void attempted(ServerState server);

  /** A request that came {@code beganNanos} has its good answer now. */
  void succeeded(long beganNanos);

  /** A request that came {@code beganNanos} has reached a server and failed there. */
  void failed(long beganNanos);

  /** A request that came {@code beganNanos} found no server with room, and waited in vain. */
  void refused(long beganNanos);
}
