package io.evenkeel.proxy.probe;

import io.evenkeel.core.health.ProbeSchedule;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP probe: request, head of the response, as much of the body as the check needs. Event loop
 * only.
 *
 * <p>A kept-alive connection that breaks before any byte of the answer says nothing about the
 * server, which may close an idle connection whenever it likes: the probe then goes out once more
 * over a new one.
 *
 * <p>Memory per probe is the head (at most {@link ResponseHead#MAX_BYTES}); the body is searched as
 * it streams by. After the verdict the rest of the response is read and thrown away for as long as
 * the probe's time and {@link #MAX_BODY_BYTES} last: closing with unread bytes would reset the
 * connection, which servers log as an error.
 */
final class HttpProbe {
  /** How much of a body is searched, and read at most. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  private final ProbeConnections connections;
  private final HealthCheck.Active check;
  private final ProbeRequest request;
  private final Verdict verdict;
  private final ResponseHead head;
  private @Nullable ResponseBody body;
  private @Nullable Future<?> timeout;
  private boolean reused;
  private boolean last;

  HttpProbe(
      ProbeConnections connections,
      HealthCheck.Active check,
      ProbeRequest request,
      Verdict verdict) {
    this.connections = connections;
    this.check = check;
    this.request = request;
    this.verdict = verdict;
    this.head = new ResponseHead(connections.parser(), request.http().method());
  }

  void begin() {
    ProbeConnection idle = connections.takeIdle(request.address(), this);
    reused = idle != null;
    if (idle == null) {
      connect();
    } else {
      send(idle);
    }
  }

  private void connect() {
    connections.open(request.address(), Duration.ofNanos(verdict.leftNanos()), this);
  }

  /** Sends the request over {@code connection}, which stands and carries this probe. */
  void send(ProbeConnection connection) {
    Channel channel = connection.channel();
    timeout =
        channel
            .eventLoop()
            .schedule(() -> timeIsUp(channel), verdict.leftNanos(), TimeUnit.NANOSECONDS);
    // asked to close by the request, not by us afterwards: the server shall not meet a surprise
    last =
        connection.ageNanos() + check.interval().toNanos() * (1 + ProbeSchedule.JITTER)
            >= ProbeConnections.MAX_AGE_NANOS;
    var _ = channel.writeAndFlush(request.encode(channel.alloc(), last));
  }

  /** No connection could be made. */
  void notConnected(ConnectFailure why, String detail) {
    verdict.notConnected(why, detail);
  }

  void read(ProbeConnection connection, ByteBuf bytes) {
    try {
      read(bytes, connection.channel().alloc());
    } catch (NotHttp e) {
      verdict.fail("not HTTP: " + e.getMessage());
      var _ = connection.channel().close();
    }
    if (body != null && body.finished()) {
      leave(connection, body.complete() && !bytes.isReadable());
    }
  }

  private void read(ByteBuf bytes, ByteBufAllocator allocator) throws NotHttp {
    if (body == null) {
      if (!head.read(bytes)) {
        return;
      }
      body = new ResponseBody(head, request.http().expectBody().getBytes(StandardCharsets.UTF_8));
      if (!request.http().expectStatus().contains(head.status())) {
        verdict.fail(Integer.toString(head.status()));
      }
    }
    body.read(bytes, allocator);
    if (body.found()) {
      verdict.pass(Integer.toString(head.status()));
    } else if (body.finished()) {
      lacksText();
    }
  }

  /**
   * @param clean whether the answer ended where it said, and nothing came after it
   */
  private void leave(ProbeConnection connection, boolean clean) {
    if (last || !clean || !head.keepsAlive()) {
      var _ = connection.channel().close();
      return;
    }
    stopTimeout();
    connection.carry(null);
    connections.keep(connection);
  }

  /**
   * The connection is no more.
   *
   * @param why what broke it, for people; empty: the server closed it, or we did
   */
  void ended(String why) {
    stopTimeout();
    if (reused && !head.begun() && !verdict.told()) {
      reused = false;
      connect();
    } else if (!why.isEmpty()) {
      verdict.fail(why);
    } else if (body == null) {
      verdict.fail(
          head.begun() ? "closed within the head of its answer" : "closed without an answer");
    } else if (body.endsWithConnection()) {
      lacksText();
    } else {
      verdict.fail("closed within the body of its answer");
    }
  }

  private void lacksText() {
    verdict.fail("body lacks \"" + request.http().expectBody() + "\"");
  }

  private void timeIsUp(Channel channel) {
    verdict.timedOut(
        body != null ? "head received" : head.begun() ? "receiving the head" : "connected");
    var _ = channel.close();
  }

  private void stopTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }
}
