package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.upstream.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * One try at a server: the slot taken there, and the connection used. Reused for every try of an
 * exchange; confined to its loop.
 */
final class Attempt {
  /** One object for all: it says nothing but that the server is not to blame. */
  static final AttemptResult ABANDONED = new AttemptResult.Abandoned();

  private final int lane;
  private @Nullable ServerState server;
  private @Nullable ServerState lastServer;
  private @Nullable ServerConnection connection;
  private long startNanos;
  private int count;
  private boolean fresh;
  private boolean inBody;

  Attempt(int lane) {
    this.lane = lane;
  }

  /** A new request: no try yet. */
  void reset() {
    count = 0;
    fresh = false;
    startNanos = 0;
    lastServer = null;
  }

  /** Begins a try at {@code at}, where the caller has taken a slot. */
  void start(ServerState at, long nowNanos) {
    server = at;
    lastServer = at;
    startNanos = nowNanos;
    count++;
  }

  /**
   * The connection turned out to be closed by the time we used it: that was no try at the server.
   * From now on no connection that was used before, since more than one may be closed.
   */
  void wantsFresh() {
    fresh = true;
    count--;
  }

  boolean mayReuse() {
    return !fresh;
  }

  /** Tries so far, this one included. */
  int count() {
    return count;
  }

  long startNanos() {
    return startNanos;
  }

  /** The server of this try, or of the last one; null before the first. */
  @Nullable ServerState lastServer() {
    return lastServer;
  }

  @Nullable ServerConnection connection() {
    return connection;
  }

  void connection(ServerConnection used) {
    connection = used;
  }

  /** Hands the connection out; the try has none any more. */
  @Nullable ServerConnection detach() {
    ServerConnection used = connection;
    connection = null;
    return used;
  }

  /** Closes the connection, if there is one. */
  void drop() {
    ServerConnection used = detach();
    if (used != null) {
      used.abort();
    }
  }

  /** The answer has begun and goes on; may be said again. */
  void answering() {
    ServerState at = server;
    if (at != null && !inBody) {
      inBody = true;
      at.bodyBegan();
    }
  }

  /**
   * Gives the slot back with the result: exactly once per try, later calls find nothing to settle.
   */
  void settle(AttemptResult result, long nowNanos) {
    ServerState at = server;
    if (at != null) {
      server = null;
      if (inBody) {
        inBody = false;
        at.bodyEnded();
      }
      at.finished(result, lane, nowNanos);
    }
  }
}
