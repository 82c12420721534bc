package io.evenkeel.proxy.upstream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.uring.IoUringChannelOption;

/** How sockets of the data plane are set up, on either side. Any thread. */
public final class Channels {
  /**
   * Pooled: its thread-local caches serve the same few sizes again and again without a lock. Not
   * compared with Netty's adaptive allocator yet.
   */
  public static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private static final RecvByteBufAllocator RECEIVE_BUFFERS = new ReceiveBuffers();

  /**
   * What a slow reader costs: this, and the one read of at most 128 KiB that went beyond it. A
   * thousand of them hold 130 MB, where twice the largest read would be 350 MB; a reader that keeps
   * up is flushed before this matters.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  /**
   * What the kernel takes of an answer beyond what it could send: one wake-up's worth. Its send
   * buffer grows on its own: while two hundred readers with windows of a kilobyte filled theirs on
   * an overloaded machine, a bystander waited for 5 s, in the same minutes with this limit for 0.8
   * to 1.9 s. A reader that keeps up never meets it, since it bounds only what is not sent.
   */
  private static final long UNSENT_BYTES = 128 * 1024;

  private Channels() {}

  /** A connection that a client has opened: its half-close only ends the requests. */
  public static void fromClient(Channel channel) {
    common(channel.config());
    if (channel.config() instanceof SocketChannelConfig socket) {
      socket.setAllowHalfClosure(true);
    }
    // Each transport knows its own and passes over the other's; NIO has none.
    channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
    channel.config().setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
  }

  /** A connection to a server. */
  public static void toServer(Channel channel) {
    common(channel.config());
  }

  private static void common(ChannelConfig config) {
    config.setAllocator(ALLOCATOR);
    config.setRecvByteBufAllocator(RECEIVE_BUFFERS);
    config.setWriteBufferWaterMark(WATER_MARK);
  }
}
