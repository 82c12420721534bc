package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.ServerState;
import org.jspecify.annotations.Nullable;

/** The servers that one request was tried at in vain. */
final class TriedServers {
  /** As many as a retry policy allows attempts, and the rules refusals. */
  private final @Nullable ServerState[] servers = new ServerState[16];

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
    if (count < servers.length && !contains(server)) {
      servers[count++] = server;
    }
  }

  void remove(ServerState server) {
    for (int i = 0; i < count; i++) {
      if (servers[i] == server) {
        servers[i] = servers[--count];
        servers[count] = null;
        return;
      }
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
