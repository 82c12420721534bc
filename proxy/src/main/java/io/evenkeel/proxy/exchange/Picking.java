package io.evenkeel.proxy.exchange;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.server.ServerState;

/**
 * What the choice of a server for one request depends on. Reused with its exchange; confined to its
 * loop.
 */
final class Picking implements PickContext {
  private final TriedServers tried = new TriedServers();
  private final int lane;
  private final Affinity affinity;
  private long nowNanos;

  Picking(int lane, Affinity affinity) {
    this.lane = lane;
    this.affinity = affinity;
  }

  /** A new request. */
  void reset() {
    tried.clear();
  }

  /** Another choice, now. */
  void at(long newNowNanos) {
    nowNanos = newNowNanos;
  }

  /** This request is not tried there again. */
  void exclude(ServerState server) {
    tried.add(server);
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public int lane() {
    return lane;
  }

  @Override
  public long hash() {
    return affinity.hash();
  }

  @Override
  public boolean isExcluded(ServerState candidate) {
    return tried.contains(candidate);
  }
}
