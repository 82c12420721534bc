package io.evenkeel.proxy.probe;

import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.proxy.upstream.Connector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP probe: request, head of the response, as much of the body as the check needs. Event loop
 * only.
 *
 * <p>Memory per probe is the head (at most {@link ResponseHead#MAX_BYTES}); the body is searched as
 * it streams by. After the verdict the rest of the response is read and thrown away for as long as
 * the probe's time and {@link #MAX_BODY_BYTES} last: closing with unread bytes would reset the
 * connection, which servers log as an error.
 */
final class HttpProbe extends ChannelInboundHandlerAdapter implements Connector.Answer {
  /** How much of a body is searched: what peers search by default, or more. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  private final Verdict verdict;
  private final ProbeKind.Http check;
  private final byte[] request;
  private final ResponseHead head;
  private @Nullable ResponseBody body;
  private @Nullable Future<?> timeout;

  HttpProbe(Verdict verdict, ProbeKind.Http check, byte[] request) {
    this.verdict = verdict;
    this.check = check;
    this.request = request;
    this.head = new ResponseHead(check.method());
  }

  @Override
  public void connected(Channel channel) {
    if (!channel.isActive()) {
      return; // channelInactive told it
    }
    timeout =
        channel
            .eventLoop()
            .schedule(() -> timeIsUp(channel), verdict.leftNanos(), TimeUnit.NANOSECONDS);
    var _ = channel.writeAndFlush(channel.alloc().buffer(request.length).writeBytes(request));
  }

  @Override
  public void failed(ConnectFailure why, String detail) {
    verdict.notConnected(why, detail);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      read(bytes);
    } catch (NotHttp e) {
      verdict.fail("not HTTP: " + e.getMessage());
      var _ = context.close();
    } finally {
      bytes.release();
    }
    if (body != null && body.finished()) {
      var _ = context.close();
    }
  }

  private void read(ByteBuf bytes) throws NotHttp {
    if (body == null) {
      if (!head.read(bytes)) {
        return;
      }
      body = new ResponseBody(head, check.expectBody().getBytes(StandardCharsets.UTF_8));
      if (!check.expectStatus().contains(head.status())) {
        verdict.fail(Integer.toString(head.status()));
      }
    }
    body.read(bytes);
    if (body.found()) {
      verdict.pass(Integer.toString(head.status()));
    } else if (body.finished()) {
      lacksText();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (body == null) {
      verdict.fail(
          head.begun() ? "closed within the head of its answer" : "closed without an answer");
    } else if (body.endsWithConnection()) {
      lacksText();
    } else {
      verdict.fail("closed within the body of its answer");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    verdict.fail("connection reset");
    var _ = context.close();
  }

  private void lacksText() {
    verdict.fail("body lacks \"" + check.expectBody() + "\"");
  }

  private void timeIsUp(Channel channel) {
    verdict.timedOut(
        body != null ? "head received" : head.begun() ? "receiving the head" : "connected");
    var _ = channel.close();
  }
}
