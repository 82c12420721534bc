package io.evenkeel.proxy.exchange;

import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;

/**
 * The rest of an answer that nobody wants, read and thrown away so that its connection is good for
 * another request: many servers send a head and its few bytes of body apart, and closing a
 * connection for each failure costs most a server that is failing. Confined to its loop.
 */
final class Leftover implements ServerConnection.Borrower {
  /** More is not worth reading: opening a connection costs less. */
  static final int MOST_BYTES = 16 * 1024;

  /** The rest of a small body comes at once or not at all. */
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final LoopContext loop;
  private final PoolRuntime pool;
  private final ServerConnection connection;
  private int left;

  private Leftover(LoopContext loop, PoolRuntime pool, ServerConnection connection, int bytes) {
    this.loop = loop;
    this.pool = pool;
    this.connection = connection;
    this.left = bytes;
  }

  /** Takes {@code connection} over until so many bytes have come. */
  static void drain(LoopContext loop, PoolRuntime pool, ServerConnection connection, int bytes) {
    connection.handTo(new Leftover(loop, pool, connection, bytes));
    connection.deadline().set(loop.now(), PATIENCE_NANOS);
  }

  @Override
  public void onServerBytes(ByteBuf bytes) {
    left -= bytes.readableBytes();
    bytes.release();
    if (left == 0) {
      loop.giveBack(connection, pool);
    } else if (left < 0) {
      // More than it said: it is not trusted with another request.
      connection.abort();
    }
  }

  @Override
  public void onServerDeadline(long nowNanos) {
    connection.abort();
  }

  @Override
  public void onServerConnected(ServerConnection opened) {}

  @Override
  public void onConnectFailed(ConnectFailure why, String detail) {}

  @Override
  public void onServerReadComplete() {}

  @Override
  public void onServerClosed(boolean reset) {}

  @Override
  public void onServerWritabilityChanged() {}
}
