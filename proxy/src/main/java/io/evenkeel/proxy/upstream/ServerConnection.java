package io.evenkeel.proxy.upstream;

import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.timing.Deadline;
import io.evenkeel.proxy.timing.DeadlineWheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server: lent to one request at a time, idle in {@link IdleConnections} in
 * between. Confined to its loop.
 */
public final class ServerConnection extends ChannelInboundHandlerAdapter
    implements Deadline.Owner, Connector.Answer {
  /** Whoever uses the connection now. */
  public interface Borrower {
    /** The connection asked for stands. */
    void onServerConnected(ServerConnection connection);

    /** There is no connection, and nothing reached the server. */
    void onConnectFailed(ConnectFailure why, String detail);

    /** Bytes arrived; the borrower owns {@code bytes}. */
    void onServerBytes(ByteBuf bytes);

    /** No more bytes for now: flush what they led to. */
    void onServerReadComplete();

    /**
     * The connection is gone; it is never lent again.
     *
     * @param reset whether it broke, instead of being closed in order
     */
    void onServerClosed(boolean reset);

    /** The socket can take more, or can no longer. */
    void onServerWritabilityChanged();

    /** The deadline that the borrower set has come. */
    void onServerDeadline(long nowNanos);
  }

  private final ServerState server;
  private final IdleConnections home;
  private final Deadline deadline;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Borrower borrower;
  private boolean closed;
  private boolean reused;

  /** The neighbours in the stack of idle connections; owned by {@link IdleConnections}. */
  @Nullable ServerConnection newer;

  @Nullable ServerConnection older;

  ServerConnection(ServerState server, IdleConnections home, DeadlineWheel wheel) {
    this.server = server;
    this.home = home;
    this.deadline = new Deadline(wheel, this);
  }

  public ServerState server() {
    return server;
  }

  /** The timer of the borrower, and of the idle connection in between. */
  public Deadline deadline() {
    return deadline;
  }

  /** Whether an earlier request used it: only then may it turn out to be closed already. */
  public boolean isReused() {
    return reused;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Null before the channel is active. */
  public @Nullable Channel channel() {
    ChannelHandlerContext ctx = context;
    return ctx == null ? null : ctx.channel();
  }

  /** The present borrower leaves the connection to another. */
  public void handTo(Borrower newBorrower) {
    borrower = newBorrower;
  }

  void lendTo(Borrower newBorrower) {
    borrower = newBorrower;
  }

  void markIdle() {
    borrower = null;
    reused = true;
  }

  /** Queues bytes; {@link #flush} sends them. */
  public void write(ByteBuf bytes) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || closed) {
      bytes.release();
      return;
    }
    ctx.write(bytes, ctx.voidPromise());
  }

  /** Sends what is queued. */
  public void flush() {
    ChannelHandlerContext ctx = context;
    if (ctx != null && !closed) {
      ctx.flush();
    }
  }

  public boolean isWritable() {
    ChannelHandlerContext ctx = context;
    return ctx != null && ctx.channel().isWritable();
  }

  /** Stops or resumes reading; back-pressure from the client's side. */
  public void autoRead(boolean on) {
    ChannelHandlerContext ctx = context;
    if (ctx != null && !closed && ctx.channel().config().isAutoRead() != on) {
      ctx.channel().config().setAutoRead(on);
    }
  }

  /** Closes without telling the borrower, who asked for it. */
  public void abort() {
    borrower = null;
    close();
  }

  // Leaves the idle stack at once: Netty tells of the closing only later in this turn of the loop.
  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    deadline.dispose();
    home.forget(this);
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }

  private void closeAndTell(boolean reset) {
    Borrower current = borrower;
    borrower = null;
    close();
    if (current != null) {
      current.onServerClosed(reset);
    }
  }

  @Override
  public void connected(Channel channel) {
    Borrower current = borrower;
    if (closed || current == null) {
      channel.close();
    } else {
      current.onServerConnected(this);
    }
  }

  @Override
  public void failed(ConnectFailure why, String detail) {
    Borrower current = borrower;
    borrower = null;
    close();
    if (current != null) {
      current.onConnectFailed(why, detail);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    Channels.toServer(ctx.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Borrower current = borrower;
    if (current == null) {
      // A server that speaks unasked (a 408, say) has given this connection up.
      ReferenceCountUtil.release(message);
      close();
    } else {
      current.onServerBytes((ByteBuf) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Borrower current = borrower;
    if (current != null) {
      current.onServerReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Borrower current = borrower;
    if (current != null) {
      current.onServerWritabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closeAndTell(false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Resets and broken pipes; what they mean for the request is decided by its borrower.
    Faults.report(cause);
    closeAndTell(true);
  }

  @Override
  public void onDeadline(long nowNanos) {
    Borrower current = borrower;
    if (current != null) {
      current.onServerDeadline(nowNanos);
    } else {
      abort();
    }
  }
}
