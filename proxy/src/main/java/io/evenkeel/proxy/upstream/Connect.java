package io.evenkeel.proxy.upstream;

import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connect under way: resolve, then one address after the other until one answers. Event loop
 * only.
 */
final class Connect {
  private final ChannelFactory<? extends Channel> sockets;
  private final EventLoop loop;
  private final int port;
  private final ChannelHandler handler;
  private final Connector.Answer answer;
  private long deadlineNanos;
  private boolean answered;

  Connect(
      ChannelFactory<? extends Channel> sockets,
      EventLoop loop,
      int port,
      ChannelHandler handler,
      Connector.Answer answer) {
    this.sockets = sockets;
    this.loop = loop;
    this.port = port;
    this.handler = handler;
    this.answer = answer;
  }

  void begin(AddressResolver resolver, String host, Duration timeout) {
    deadlineNanos = System.nanoTime() + timeout.toNanos();
    Wait wait = new Wait();
    resolver.resolve(host, loop, addresses -> wait.over(host, addresses));
    wait.limit(host, timeout);
  }

  /** Between the question for addresses and their coming; a timer only if they do not come now. */
  private final class Wait {
    private boolean over;
    private @Nullable Future<?> limit;

    void limit(String host, Duration timeout) {
      if (!over) {
        limit = loop.schedule(() -> giveUp(host), timeout.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    void over(String host, List<InetAddress> addresses) {
      if (over) {
        return;
      }
      over = true;
      if (limit != null) {
        limit.cancel(false);
      }
      if (addresses.isEmpty()) {
        failed(ConnectFailure.UNREACHABLE, "no address for " + host);
      } else {
        tryAddress(addresses, 0);
      }
    }

    private void giveUp(String host) {
      over = true;
      failed(ConnectFailure.TIMED_OUT, "looking up " + host + " took too long");
    }
  }

  private void tryAddress(List<InetAddress> addresses, int index) {
    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0 && index > 0) {
      failed(ConnectFailure.TIMED_OUT, "connect timeout");
      return;
    }
    int shareMillis = Math.clamp(leftMillis / (addresses.size() - index), 1, 86_400_000);
    Channel channel;
    try {
      channel = sockets.newChannel();
    } catch (RuntimeException e) { // out of descriptors
      failed(ConnectFailure.LOCAL, ConnectFailures.detailOf(ConnectFailure.LOCAL, e));
      return;
    }
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, shareMillis);
    loop.register(channel)
        .addListener((ChannelFuture registered) -> {
          if (registered.isSuccess()) {
            open(channel, addresses, index);
          } else {
            failed(ConnectFailure.LOCAL, "local: " + registered.cause().getMessage());
          }
        });
  }

  private void open(Channel channel, List<InetAddress> addresses, int index) {
    channel.pipeline().addLast(new Handover());
    channel
        .connect(new InetSocketAddress(addresses.get(index), port))
        .addListener((ChannelFuture connected) -> {
          if (!connected.isSuccess()) {
            var _ = channel.close();
            tryNext(addresses, index, connected.cause());
          }
        });
  }

  private void tryNext(List<InetAddress> addresses, int index, Throwable cause) {
    ConnectFailure why = ConnectFailures.kindOf(cause);
    if (index + 1 < addresses.size() && why != ConnectFailure.LOCAL) {
      tryAddress(addresses, index + 1);
    } else {
      failed(why, ConnectFailures.detailOf(why, cause));
    }
  }

  private void failed(ConnectFailure why, String detail) {
    if (!answered) {
      answered = true;
      answer.failed(why, detail);
    }
  }

  /**
   * Puts the caller's handler into the pipeline at the moment the connection stands: not before,
   * because it can be in one pipeline only and there may be several addresses to try; not later,
   * because a server may speak first.
   */
  private final class Handover extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      answered = true;
      context.pipeline().addLast(handler);
      context.fireChannelActive();
      context.pipeline().remove(this);
      answer.connected(context.channel());
    }
  }
}
