package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.stats.ListenerConnections;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The connections of one listener, counted exactly over all its addresses and loops, and admitted
 * up to its limits. Any thread. It outlives reloads: the limits change, the counts stay.
 *
 * <p>It is itself the close listener of every admitted connection, so counting needs no object per
 * connection.
 */
final class ConnectionLimits implements ChannelFutureListener {
  /** Who matters to a balancer by source. */
  private static final int LARGEST_CLIENTS = 32;

  private final ListenerName listener;
  private final AtomicInteger open = new AtomicInteger();
  private final ClientConnections perClient = new ClientConnections();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refusedTotal = new LongAdder();
  private final LongAdder refusedPerClient = new LongAdder();
  private final LongAdder acceptPauses = new LongAdder();
  private volatile ListenerLimits limits;

  ConnectionLimits(ListenerName listener, ListenerLimits limits) {
    this.listener = listener;
    this.limits = limits;
  }

  ListenerName listener() {
    return listener;
  }

  /** Holds for connections accepted from now on; open ones stay, even when they are too many. */
  void limits(ListenerLimits next) {
    limits = next;
  }

  /** Counts a connection of {@code client} in, or refuses it and counts that. */
  boolean admits(long client) {
    ListenerLimits now = limits;
    if (open.incrementAndGet() > now.connections()) {
      open.decrementAndGet();
      refusedTotal.increment();
      return false;
    }
    if (client != ClientKey.NONE && !perClient.add(client, now.connectionsPerClient())) {
      open.decrementAndGet();
      refusedPerClient.increment();
      return false;
    }
    accepted.increment();
    return true;
  }

  @Override
  public void operationComplete(ChannelFuture closed) {
    left(ClientKey.of(closed.channel().remoteAddress()));
  }

  void left(long client) {
    if (client != ClientKey.NONE) {
      perClient.remove(client);
    }
    open.decrementAndGet();
  }

  void acceptPaused() {
    acceptPauses.increment();
  }

  /** Where the counts stand. */
  ListenerConnections counts() {
    return new ListenerConnections(
        listener,
        open.get(),
        accepted.sum(),
        refusedTotal.sum(),
        refusedPerClient.sum(),
        acceptPauses.sum(),
        perClient.clients(),
        perClient.largest(LARGEST_CLIENTS));
  }
}
