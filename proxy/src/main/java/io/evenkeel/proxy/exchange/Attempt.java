package io.evenkeel.proxy.exchange;

import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.AttemptResult.TimedOut;
import io.evenkeel.core.server.Outcome;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One try at a server: the slot taken there, and the connection used, whose events it hands to its
 * {@link HttpExchange} together with itself. Reused for every try of an exchange; confined to its
 * loop.
 */
final class Attempt implements ServerConnection.Borrower {
  /** One object for all: it says nothing but that the server is not to blame. */
  static final AttemptResult ABANDONED = new AttemptResult.Abandoned();

  private final HttpExchange exchange;
  private @Nullable ServerState server;
  private @Nullable ServerState lastServer;
  private @Nullable ServerConnection connection;
  private boolean streaming;
  private boolean answers;
  private long startNanos;

  /** Time that the client took to send the request, before the head of the final answer came. */
  private long clientsNanos;

  private long clientsTurnNanos;
  private boolean clientsTurn;
  private boolean answered;
  private boolean answering;
  private boolean aside;

  Attempt(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** A new request: no try yet. */
  void reset() {
    startNanos = 0;
    lastServer = null;
  }

  /** Begins a try at {@code at}, where the caller has taken a slot at this time. */
  void start(ServerState at, long nowNanos) {
    server = at;
    lastServer = at;
    startNanos = nowNanos;
    answers = false;
    clientsNanos = 0;
    clientsTurn = false;
    answered = false;
    answering = false;
  }

  long startNanos() {
    return startNanos;
  }

  /**
   * How long the server took from the start to {@code untilNanos}, when the head of its answer
   * came: without what it waited for the client.
   */
  long tookNanos(long untilNanos) {
    return untilNanos - startNanos - clientsNanos;
  }

  /** The server of this try, or of the last one; null before the first. */
  @Nullable ServerState lastServer() {
    return lastServer;
  }

  @Nullable ServerConnection connection() {
    return connection;
  }

  /** Waits for {@code asked} to stand. */
  void connecting(ServerConnection asked) {
    connection = asked;
  }

  /** The request goes out over {@code used}, which stands. */
  void streaming(ServerConnection used) {
    connection = used;
    streaming = true;
  }

  /** Whether request and response are on their way. */
  boolean isStreaming() {
    return streaming;
  }

  /** Hands the connection out; the try has none any more. */
  @Nullable ServerConnection detach() {
    ServerConnection used = connection;
    connection = null;
    streaming = false;
    return used;
  }

  /** Closes the connection, if there is one. */
  void drop() {
    ServerConnection used = detach();
    if (used != null) {
      used.abort();
    }
  }

  /** The server has taken what there is of the request, and more is to come; may be said again. */
  void awaitsClient(long nowNanos) {
    if (!clientsTurn) {
      clientsTurn = true;
      clientsTurnNanos = nowNanos;
      countAside(true);
    }
  }

  /** The server has the next step of the request; may be said again. */
  void awaitsServer(long nowNanos) {
    if (clientsTurn) {
      countClientsTime(nowNanos);
      clientsTurn = false;
      countAside(answering);
    }
  }

  /** The answer has begun and goes on; may be said again. */
  void answering() {
    answering = true;
    countAside(true);
  }

  private void countAside(boolean isAside) {
    ServerState at = server;
    if (at == null || isAside == aside) {
      return;
    }
    aside = isAside;
    if (isAside) {
      at.steppedAside();
    } else {
      at.waitsAgain();
    }
  }

  // Up to the head of the final answer: after a 100 the client has the turn like before.
  private void countClientsTime(long nowNanos) {
    if (!answered) {
      clientsNanos += nowNanos - clientsTurnNanos;
    }
  }

  /**
   * Gives the slot back with the result: exactly once per try, later calls find nothing to settle.
   */
  void settle(AttemptResult result, long nowNanos) {
    ServerState at = server;
    if (at != null) {
      countAside(false);
      server = null;
      exchange.gate.attemptEnded(Outcome.ofRequest(result));
      at.finished(result, exchange.loop.lane, startNanos, nowNanos);
    }
  }

  /** The head of the answer is there. */
  void answered(int status, long nowNanos) {
    ServerState at = server;
    if (clientsTurn) {
      countClientsTime(nowNanos);
    }
    answered = true;
    if (at != null) {
      at.answered(status, tookNanos(nowNanos), startNanos, nowNanos);
    }
  }

  /** Bytes of an answer came: only the first time is news. */
  private void bytesCame() {
    ServerState at = server;
    if (!answers && at != null) {
      answers = true;
      at.answerBegun(exchange.loop.lane);
    }
  }

  // ---- what the connection tells

  @SuppressWarnings("ReferenceEquality") // which of the two it is
  private boolean isSecond() {
    return this != exchange.attempt;
  }

  @Override
  public void onServerConnected(ServerConnection opened) {
    if (isSecond()) {
      exchange.hedge.connected(opened);
    } else {
      exchange.onServerConnected(opened);
    }
  }

  @Override
  public void onConnectFailed(ConnectFailure why, String detail) {
    detach();
    if (isSecond()) {
      exchange.hedge.failed(new ConnectFailed(why));
    } else {
      exchange.recovery.connectFailed(why, detail);
    }
  }

  @Override
  public void onServerBytes(ByteBuf bytes) {
    bytesCame();
    if (isSecond()) {
      exchange.hedge.swap();
    }
    exchange.response.onBytes(bytes);
  }

  @Override
  public void onServerReadComplete() {
    exchange.onServerReadComplete();
  }

  @Override
  public void onServerClosed(boolean reset) {
    if (isSecond()) {
      detach();
      exchange.hedge.failed(new Broken(Phase.WAITING));
    } else {
      exchange.onServerClosed(reset);
    }
  }

  @Override
  public void onServerWritabilityChanged() {
    // A second attempt sends what is there as a whole, and waits for nobody.
    if (!isSecond()) {
      exchange.request.onServerWritabilityChanged();
    }
  }

  @Override
  public void onServerDeadline(long nowNanos) {
    if (isSecond()) {
      exchange.hedge.failed(new TimedOut(Phase.WAITING));
    } else {
      exchange.recovery.serverTooSlow(nowNanos);
    }
  }
}
