package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/** The servers that one request was tried at in vain. */
final class TriedServers {
  /** As many as a retry policy allows attempts. */
  private final @Nullable ServerState[] servers = new ServerState[10];

  private int count;

  void clear() {
    while (count > 0) {
      servers[--count] = null;
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(ServerState server) {
    if (count < servers.length) {
      servers[count++] = server;
    }
  }

  boolean contains(ServerState server) {
    for (int i = 0; i < count; i++) {
      if (servers[i] == server) {
        return true;
      }
    }
    return false;
  }
}
