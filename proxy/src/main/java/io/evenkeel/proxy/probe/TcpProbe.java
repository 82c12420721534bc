package io.evenkeel.proxy.probe;

import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Passes when the server accepts a connection, and closes it. Event loop only. */
final class TcpProbe extends ChannelInboundHandlerAdapter implements Connector.Answer {
  private final Verdict verdict;

  TcpProbe(Verdict verdict) {
    this.verdict = verdict;
  }

  @Override
  public void connected(Channel channel) {
    verdict.pass("connected");
    var _ = channel.close();
  }

  @Override
  public void failed(ConnectFailure why, String detail) {
    verdict.notConnected(why, detail);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message); // a greeting
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close(); // reset while closing: the connection had been accepted
  }
}
