package io.evenkeel.proxy.probe;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries HTTP probes, one at a time, and passes what happens to the one it
 * carries. Event loop only.
 */
final class ProbeConnection extends ChannelInboundHandlerAdapter implements Connector.Answer {
  private final ProbeConnections home;
  private final HostPort address;
  private long openedNanos;
  private boolean willCloseWhenOld;
  private @Nullable Channel channel;
  private @Nullable HttpProbe probe;

  ProbeConnection(ProbeConnections home, HostPort address, HttpProbe first) {
    this.home = home;
    this.address = address;
    this.probe = first;
  }

  HostPort address() {
    return address;
  }

  /** Once connected. */
  Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("probe connection to " + address + ": not connected yet");
    }
    return channel;
  }

  long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  /** From now on {@code next} is told; null: nobody, the connection is idle. */
  void carry(@Nullable HttpProbe next) {
    probe = next;
  }

  /** One timer per connection, not per probe. */
  void closeWhenOld(long maxAgeNanos) {
    if (!willCloseWhenOld) {
      willCloseWhenOld = true;
      var _ =
          channel()
              .eventLoop()
              .schedule(this::closeIfIdle, maxAgeNanos - ageNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void closeIfIdle() {
    willCloseWhenOld = false;
    if (probe == null) {
      var _ = channel().close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    openedNanos = System.nanoTime();
    channel = context.channel();
  }

  @Override
  public void connected(Channel connected) {
    if (probe != null) {
      probe.send(this);
    }
  }

  @Override
  public void failed(ConnectFailure why, String detail) {
    if (probe != null) {
      probe.notConnected(why, detail);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (probe != null) {
        probe.read(this, bytes);
      } else {
        var _ = context.close(); // an answer to nothing: "408 Request Timeout" of an idle server
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end("");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(cause instanceof IOException ? "connection reset" : "probe failed: " + cause);
    var _ = context.close();
  }

  private void end(String why) {
    home.lost(this);
    HttpProbe carried = probe;
    probe = null;
    if (carried != null) {
      carried.ended(why);
    }
  }
}
