package io.evenkeel.core.server;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a pool that were given a request since somebody last looked: of ten thousand, the
 * few that are worth a look. Event loops add, one thread takes; nobody waits and nothing is
 * allocated, for the list runs through the servers themselves.
 */
public final class AskedServers {
  private final AtomicReference<@Nullable ServerState> newest = new AtomicReference<>();

  /** Adds a server that is not in the list. Any thread. */
  void add(ServerState server) {
    ServerState before;
    do {
      before = newest.get();
      server.askedBefore = before;
    } while (!newest.compareAndSet(before, server));
  }

  /**
   * Hands each server over, once, and empties the list. One that has a request in flight now may
   * come again only with its next: whoever waits for the end of this one has to remember it. One
   * thread at a time.
   */
  public void take(Consumer<ServerState> consumer) {
    if (newest.getPlain() == null) {
      return; // seldom seen too late, and then with the next look
    }
    ServerState server = newest.getAndSet(null);
    while (server != null) {
      ServerState before = server.askedBefore;
      server.askedBefore = null;
      server.taken(); // from here on it may be added anew
      consumer.accept(server);
      server = before;
    }
  }
}
