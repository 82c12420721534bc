package io.evenkeel.proxy.upstream;

import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.timing.DeadlineWheel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The connections to servers that one loop holds, those not in use stacked per server: the one used
 * last is lent first, so the surplus grows old and is closed. Confined to its loop.
 */
public final class IdleConnections {
  private final EventLoop loop;
  private final Connector connector;
  private final DeadlineWheel wheel;

  /** Index: {@link ServerState#slot}. The newest idle connection of each server. */
  private @Nullable ServerConnection[] newest = new ServerConnection[16];

  private int[] open = new int[16];

  public IdleConnections(EventLoop loop, Connector connector, DeadlineWheel wheel) {
    this.loop = loop;
    this.connector = connector;
    this.wheel = wheel;
  }

  /** An idle connection to {@code server}, lent to {@code borrower}; null when there is none. */
  public @Nullable ServerConnection take(ServerState server, ServerConnection.Borrower borrower) {
    int slot = server.slot();
    ServerConnection connection = slot < newest.length ? newest[slot] : null;
    if (connection == null || connection.server() != server) {
      return null;
    }
    unlink(connection);
    connection.lendTo(borrower);
    return connection;
  }

  /** Opens a connection to {@code server}, lent to {@code borrower}, who is told how that went. */
  public ServerConnection open(
      ServerState server, ServerConnection.Borrower borrower, Duration timeout) {
    int slot = server.slot();
    if (slot >= newest.length) {
      int capacity = Math.max(slot + 1, newest.length * 2);
      newest = Arrays.copyOf(newest, capacity);
      open = Arrays.copyOf(open, capacity);
    }
    open[slot]++;
    ServerConnection connection = new ServerConnection(server, this, wheel);
    connection.lendTo(borrower);
    connector.connect(loop, server.id().address(), timeout, connection, connection);
    return connection;
  }

  /** How many connections of this loop lead to {@code server}, idle or in use. */
  public int open(ServerState server) {
    return server.slot() < open.length ? open[server.slot()] : 0;
  }

  /**
   * Takes back a connection between two messages; closed when it is not used for {@code idleNanos},
   * and at once when its server is to get no request any more.
   */
  public void giveBack(ServerConnection connection, long nowNanos, long idleNanos) {
    if (connection.isClosed()) {
      return;
    }
    if (connection.server().hand().keepsTrafficAway()) {
      connection.abort();
      return;
    }
    connection.markIdle();
    connection.autoRead(true);
    int slot = connection.server().slot();
    ServerConnection top = newest[slot];
    if (top != null && top.server() != connection.server()) {
      // The slot has a new owner since.
      closeIdle(top.server());
      top = null;
    }
    connection.older = top;
    connection.newer = null;
    if (top != null) {
      top.newer = connection;
    }
    newest[slot] = connection;
    connection.deadline().set(nowNanos, idleNanos);
  }

  /** Closes every idle connection to {@code server}: it died, or left the configuration. */
  public void closeIdle(ServerState server) {
    int slot = server.slot();
    ServerConnection connection = slot < newest.length ? newest[slot] : null;
    while (connection != null && connection.server() == server) {
      ServerConnection following = connection.older;
      connection.abort();
      connection = following;
    }
  }

  void forget(ServerConnection connection) {
    open[connection.server().slot()]--;
    unlink(connection);
  }

  private void unlink(ServerConnection connection) {
    int slot = connection.server().slot();
    ServerConnection newer = connection.newer;
    ServerConnection older = connection.older;
    if (newer != null) {
      newer.older = older;
    } else if (newest[slot] == connection) {
      newest[slot] = older;
    }
    if (older != null) {
      older.newer = newer;
    }
    connection.newer = null;
    connection.older = null;
  }
}
