package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;

/**
 * The client's request on its way to the server: the head with what came along, then the body as
 * fast as both sides bear. Part of an {@link HttpExchange}.
 */
final class RequestFlow {
  private final HttpExchange exchange;
  private final LoopContext loop;
  private final RequestFacts facts;
  private final RequestMessage message;
  private final RequestRelay body = new RequestRelay();

  RequestFlow(HttpExchange exchange) {
    this.exchange = exchange;
    this.loop = exchange.loop;
    this.facts = exchange.facts;
    this.message = new RequestMessage(loop.allocator, loop.replay);
  }

  /** The request is answered by ourselves: nothing of it goes anywhere. */
  void skip() {
    exchange.client().received().skip(loop.requestParser.headEnd());
    body.begin(facts, 0);
  }

  /** Writes the head that servers get over the one that the loop has just parsed. */
  void begin() {
    ClientConnection from = exchange.client();
    RequestHeadParser head = loop.requestParser;
    boolean limited = exchange.times.hasLimit();
    loop.outgoingRequest.write(head, loop.headBytes(0), from.identity(), facts, limited);
    message.take(
        from.received().replaceHead(loop.out, head.headEnd(), head.contentLength()), keepsBody());
    body.begin(facts, message.length() - loop.out.length());
  }

  // Copied is only what may be sent again and has a chance to fit.
  private boolean keepsBody() {
    RetryPolicy policy = exchange.pool().pool().retries();
    return policy.attempts() > 1
        && facts.contentLength <= ReplayMemory.PER_REQUEST
        && (facts.method.isIdempotent() || policy.methods() == RetryPolicy.Methods.ALL);
  }

  /** Sends what has come so far, and has the rest follow; a last step, see {@link #resume}. */
  void sendTo(ServerConnection to) {
    writeTimeLeft();
    message.sendTo(to);
    moved(to, exchange.attempt.startNanos());
    // Last of all the sending: a server that is gone by now ends the attempt, perhaps the exchange,
    // before a flush returns.
    exchange.rearm();
    if (body.isDone()) {
      to.flush();
    } else {
      resume();
    }
  }

  private void writeTimeLeft() {
    if (facts.timeoutAt > 0) {
      long millis = exchange.times.leftMillis(loop.now());
      message.patch(facts.timeoutAt, loop.timeLeft.text(millis), TimeLeft.PLACE.length);
    }
  }

  /** Sends all of it a second time; a last step. */
  void sendCopyTo(ServerConnection to) {
    writeTimeLeft();
    message.sendTo(to);
    to.flush();
  }

  /** Passes on what has come of the request; a last step, for sending it can end the exchange. */
  void resume() {
    exchange.client().autoRead(true);
    exchange.client().pump();
  }

  /** Whether the request came to its end. */
  boolean isRead() {
    return body.isDone();
  }

  /** Whether all that a server has got of it can be sent again. */
  boolean isKept() {
    return message.isKept();
  }

  /** Bytes of the body so far, without chunk framing. */
  long receivedBytes() {
    return body.received();
  }

  /** Whether body bytes have somewhere to go now. */
  boolean wantsBytes() {
    return exchange.attempt.isStreaming() && !body.isDone() && facts.requestUsable;
  }

  void onClientBytes(ByteBuf in) {
    ServerConnection to = exchange.attempt.connection();
    ByteBuf out = body.next(in, loop.allocator);
    String error = body.error();
    if (to == null || error != null || body.isTooLong()) {
      out.release();
    } else {
      message.more(out);
      to.write(out);
    }
    if (error != null) {
      exchange.recovery.badBody(400, error);
    } else if (body.isTooLong()) {
      exchange.recovery.badBody(413, "body longer than the listener's limit");
    } else if (to != null) {
      if (!body.isDone() && !to.isWritable()) {
        exchange.client().autoRead(false);
      }
      moved(to, loop.now());
      exchange.rearm();
    }
  }

  void onClientReadComplete() {
    ServerConnection to = exchange.attempt.connection();
    if (exchange.attempt.isStreaming() && to != null) {
      to.flush();
    }
  }

  void onServerWritabilityChanged() {
    ServerConnection to = exchange.attempt.connection();
    if (to != null && to.isWritable() && !body.isDone()) {
      moved(to, loop.now());
      exchange.rearm();
      resume();
    }
  }

  /** The server has switched protocols: what follows is for the two ends alone. */
  void openEnd() {
    body.openEnd();
  }

  /** Nothing of it is needed any more. */
  void drop() {
    message.drop();
  }

  /**
   * Part of the request is on its way: from now on the time runs of the side that has the next
   * step. A server is not to blame for a client that sends slowly, nor the client for a server that
   * takes no more.
   */
  private void moved(ServerConnection to, long nowNanos) {
    boolean clientsTurn = !body.isDone() && !body.isOpenEnded() && to.isWritable();
    if (clientsTurn) {
      exchange.times.bodyAwaited(nowNanos);
      exchange.attempt.awaitsClient(nowNanos);
    } else {
      exchange.times.bodyNotAwaited();
      exchange.attempt.awaitsServer(nowNanos);
    }
    if (exchange.response.hasBegun()) {
      exchange.serverMustAct(to, nowNanos);
    } else if (clientsTurn) {
      to.deadline().clear();
    } else if (body.isDone()) {
      exchange.serverMustAnswer(to, nowNanos);
    } else {
      exchange.serverMustAct(to, nowNanos);
    }
  }
}
