package io.evenkeel.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection in order (RFC 9112, 9.6). Closing a socket that holds unread bytes resets
 * it, and the reset may overtake our answer; so the output is closed first, and the input read and
 * thrown away for a while.
 */
final class LastWords {
  /** How long an unwanted client may go on sending before the connection is cut. */
  static final long LINGER_NANOS = 2_000_000_000L;

  /** How much of that is read. */
  static final int LINGER_BYTES = 1 << 20;

  private LastWords() {}

  /**
   * Sends {@code bytes} after everything before, then ends the connection.
   *
   * @param nothingUnread whether the client has sent nothing that was not read: then it can be
   *     closed at once
   */
  static void say(ChannelHandlerContext context, ByteBuf bytes, boolean nothingUnread) {
    ChannelFuture written = context.writeAndFlush(bytes);
    if (nothingUnread) {
      written.addListener(ChannelFutureListener.CLOSE);
    } else {
      written.addListener((ChannelFutureListener) LastWords::closeOutput);
    }
  }

  private static void closeOutput(ChannelFuture written) {
    if (written.isSuccess() && written.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      written.channel().close();
    }
  }
}
