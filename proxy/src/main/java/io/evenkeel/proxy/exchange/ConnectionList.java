package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/** The client connections of one loop, linked through themselves. Confined to its loop. */
final class ConnectionList {
  private @Nullable ClientConnection first;
  private int size;

  int size() {
    return size;
  }

  void add(ClientConnection connection) {
    ClientConnection second = first;
    connection.previous = null;
    connection.next = second;
    if (second != null) {
      second.previous = connection;
    }
    first = connection;
    size++;
  }

  void remove(ClientConnection connection) {
    ClientConnection previous = connection.previous;
    ClientConnection next = connection.next;
    if (previous != null) {
      previous.next = next;
    } else if (first == connection) {
      first = next;
    } else {
      return;
    }
    if (next != null) {
      next.previous = previous;
    }
    connection.previous = null;
    connection.next = null;
    size--;
  }

  /** Ends the exchanges that wait for {@code server}. */
  void serverDied(ServerState server) {
    ClientConnection connection = first;
    while (connection != null) {
      ClientConnection following = connection.next;
      connection.serverDied(server);
      connection = following;
    }
  }

  /** Closes those that hold something for nothing, see {@link ClientConnection#isUseless}. */
  void closeUseless(long nowNanos) {
    ClientConnection connection = first;
    while (connection != null) {
      ClientConnection following = connection.next;
      if (connection.isUseless(nowNanos)) {
        connection.close();
      }
      connection = following;
    }
  }

  /** Has the exchanges that wait for {@code server} go elsewhere where they may. */
  void serverStalled(ServerState server) {
    ClientConnection connection = first;
    while (connection != null) {
      ClientConnection following = connection.next;
      connection.serverStalled(server);
      connection = following;
    }
  }

  /** Closes those that wait for a request. */
  void closeIdle() {
    ClientConnection connection = first;
    while (connection != null) {
      ClientConnection following = connection.next;
      connection.closeIfIdle();
      connection = following;
    }
  }
}
