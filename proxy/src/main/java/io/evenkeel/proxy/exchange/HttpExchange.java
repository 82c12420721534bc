package io.evenkeel.proxy.exchange;

import io.evenkeel.core.balance.PickContext;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.core.server.AttemptResult;
import io.evenkeel.core.server.AttemptResult.Abandoned;
import io.evenkeel.core.server.AttemptResult.Broken;
import io.evenkeel.core.server.AttemptResult.ConnectFailed;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Phase;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.AttemptResult.TimedOut;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its attempts: the file to read first.
 *
 * <p>The order of steps: {@link #begin} decides what the request is and where it goes; {@link #attempt} takes a server
 * and a connection; {@link #send} starts the request on its way; {@link ResponseFlow} brings the answer back; {@link
 * #finish} settles accounts. A step that fails goes to {@link #failAttempt}, which tries again or answers in our own
 * name.
 *
 * <p>Borrowed from its loop's pool for the length of a request; confined to that loop.
 */
final class HttpExchange implements PickContext, ServerConnection.Borrower {
  private enum State {
    /** In the pool of exchanges. */
    FREE,
    /** Waiting for a server with room. */
    QUEUED,
    CONNECTING,
    /** Request and response are on their way. */
    STREAMING
  }

  final LoopContext loop;
  final RequestFacts facts = new RequestFacts();
  final RequestRelay requestBody = new RequestRelay();
  final ResponseFlow response;
  private final TriedServers tried = new TriedServers();
  private State state = State.FREE;
  private @Nullable ClientConnection client;
  private @Nullable PoolRuntime pool;
  private @Nullable ServerState server;
  private @Nullable ServerConnection connection;

  /** Head, and what of the body came with it, as sent; kept until an answer begins, for another attempt. */
  private @Nullable ByteBuf message;

  private int messageStart;
  private int messageEnd;
  private long attemptNanos;
  private long bodyWaitNanos;

  HttpExchange(LoopContext loop) {
    this.loop = loop;
    this.response = new ResponseFlow(this);
  }

  // ---- 1. what the request is, and where it goes

  /** Takes on the request that the loop has just parsed out of {@code from}. */
  void begin(ClientConnection from, ListenerRuntime listener) {
    client = from;
    RequestHeadParser head = loop.requestParser;
    facts.take(head, loop.headBytes(0), listener, loop.now());
    tried.clear();
    response.reset();
    attemptNanos = 0;
    // The size first: a body that is refused must not cost a server anything.
    if (facts.bodyLimit > 0 && head.contentLength() > facts.bodyLimit) {
      answerUnread(413, ProxyError.HTTP_REQUEST_ERROR, "body longer than the listener's limit");
      return;
    }
    if (head.method() == Method.CONNECT) {
      answerUnread(405, ProxyError.HTTP_REQUEST_DENIED, "CONNECT is not offered here");
      return;
    }
    if (facts.endsHere()) {
      answerUnread(facts.method == Method.TRACE ? 405 : 204, null, "");
      return;
    }
    CompiledRoute route = listener.routes().match(loop.view.over(loop.headBytes(0)));
    facts.route = route;
    if (route == null) {
      answerUnread(404, ProxyError.DESTINATION_NOT_FOUND, "no route takes this request");
      return;
    }
    switch (route.route().action()) {
      case RouteAction.ToPool to -> proxy(route, to.timeout().toNanos());
      case RouteAction.Split split -> proxy(route, split.timeout().toNanos());
      case RouteAction.Redirect redirect -> {
        boolean keep = skipRequest();
        answerOwn(loop.answers.redirect(redirect, facts, keep), redirect.status(), keep);
      }
      case RouteAction.Respond fixed -> {
        boolean keep = skipRequest();
        answerOwn(loop.answers.fixed(fixed, facts, keep), fixed.status(), keep);
      }
    }
  }

  private void proxy(CompiledRoute route, long timeoutNanos) {
    ClientConnection from = client();
    RequestHeadParser head = loop.requestParser;
    byte[] bytes = loop.headBytes(0);
    PoolRuntime to = route.pick(loop.random);
    pool = to;
    facts.aim(to, timeoutNanos);
    facts.affinity.take(to.pool(), loop.view, from.identity());
    loop.outgoingRequest.write(head, bytes, from.identity(), facts);
    ByteBuf first = from.detachHead(loop.out, head.headEnd(), head.contentLength());
    message = first;
    messageStart = first.readerIndex();
    messageEnd = first.writerIndex();
    int bodyInMessage = messageEnd - messageStart - loop.out.length();
    requestBody.begin(head.contentLength(), head.chunked(), bodyInMessage, facts.bodyLimit);
    attempt();
  }

  // ---- 2. a server and a connection

  /** Tries the request at a server with room; when all are full it waits for one, within bounds. */
  void attempt() {
    ServerState picked = acquire();
    if (picked != null) {
      attemptAt(picked);
    } else {
      waitOrGiveUp();
    }
  }

  private @Nullable ServerState acquire() {
    PoolRuntime to = pool();
    ServerState picked = facts.affinity.acquire(to, this);
    return picked != null ? picked : to.acquire(this);
  }

  private void attemptAt(ServerState picked) {
    server = picked;
    facts.attempts++;
    attemptNanos = loop.now();
    ServerConnection ready = loop.idle.take(picked, this);
    if (ready != null) {
      send(ready);
      return;
    }
    state = State.CONNECTING;
    connection = loop.idle.open(picked, this, pool().pool().timeouts().connect());
    rearm();
  }

  private void waitOrGiveUp() {
    boolean full = pool().whyNot(this) == Unavailable.ALL_FULL;
    if (full && loop.waiting.admits(pool(), this)) {
      state = State.QUEUED;
      facts.queuedNanos = loop.now();
      rearm();
      return;
    }
    ProxyError last = facts.lastError;
    if (last != null) {
      answer(last.status(), last, facts.lastDetails);
    } else {
      String why = full ? "all servers are at their limit" : "no healthy server";
      answer(503, ProxyError.DESTINATION_UNAVAILABLE, why);
    }
  }

  /** While queued: takes a server if one has room now; whether the wait is over. */
  boolean tryAgain() {
    ServerState picked = acquire();
    if (picked == null) {
      return false;
    }
    loop.waiting.leave(pool(), this);
    attemptAt(picked);
    return true;
  }

  @Override
  public void onServerConnected(ServerConnection opened) {
    facts.connectNanos = loop.now() - attemptNanos;
    send(opened);
  }

  @Override
  public void onConnectFailed(ConnectFailure why, String detail) {
    connection = null;
    failAttempt(new ConnectFailed(why), errorOf(why), detail);
  }

  // ---- 3. the request on its way

  private void send(ServerConnection to) {
    ByteBuf first = message;
    if (first == null) {
      throw new IllegalStateException("an exchange without a message cannot be sent");
    }
    connection = to;
    state = State.STREAMING;
    first.setIndex(messageStart, messageEnd);
    to.write(first.retain());
    to.deadline().set(attemptNanos, pool().pool().timeouts().response().toNanos());
    if (!requestBody.isDone()) {
      bodyWaitNanos = attemptNanos;
      client().pump();
    }
    to.flush();
    rearm();
  }

  /** Whether body bytes have somewhere to go now. */
  boolean wantsRequestBytes() {
    return state == State.STREAMING && !requestBody.isDone() && facts.requestUsable;
  }

  void onClientBytes(ByteBuf in) {
    ServerConnection to = connection;
    requestBody.relay(in, loop.allocator, to);
    String error = requestBody.error();
    if (error != null || requestBody.isTooLong()) {
      facts.requestUsable = false;
      settle(new Abandoned());
      dropConnection();
      if (error != null) {
        answer(400, ProxyError.HTTP_REQUEST_ERROR, error);
      } else {
        answer(413, ProxyError.HTTP_REQUEST_ERROR, "body longer than the listener's limit");
      }
      return;
    }
    if (to == null) {
      return;
    }
    bodyWaitNanos = loop.now();
    to.deadline().set(bodyWaitNanos, pool().pool().timeouts().response().toNanos());
    if (!requestBody.isDone() && !to.isWritable()) {
      client().autoRead(false);
    }
    rearm();
  }

  void onClientReadComplete() {
    ServerConnection to = connection;
    if (state == State.STREAMING && to != null) {
      to.flush();
    }
  }

  // ---- 4. the answer comes back

  @Override
  public void onServerBytes(ByteBuf bytes) {
    dropMessage();
    response.onBytes(bytes);
  }

  @Override
  public void onServerReadComplete() {
    response.onReadComplete();
  }

  @Override
  public void onServerWritabilityChanged() {
    ServerConnection to = connection;
    if (to != null && to.isWritable() && !requestBody.isDone()) {
      client().autoRead(true);
      client().pump();
    }
  }

  void onClientWritabilityChanged() {
    ServerConnection from = connection;
    if (from != null && facts.stalledNanos != 0 && client().isWritable()) {
      facts.stalledNanos = 0;
      from.autoRead(true);
      from.deadline().set(loop.now(), pool().pool().timeouts().response().toNanos());
      rearm();
    }
  }

  /** Part of the answer went to the client, and more is to come. */
  void responseProgress() {
    ServerConnection from = connection;
    if (from == null) {
      return;
    }
    if (client().isWritable()) {
      from.deadline().set(loop.now(), pool().pool().timeouts().response().toNanos());
    } else if (facts.stalledNanos == 0) {
      // The client reads more slowly than the server sends; the server's time stands still meanwhile.
      from.autoRead(false);
      from.deadline().clear();
      facts.stalledNanos = loop.now();
      rearm();
    }
  }

  // ---- 5. what can go wrong

  @Override
  public void onServerClosed(boolean reset) {
    ServerConnection gone = connection;
    connection = null;
    if (response.onServerClosed(reset)) {
      return;
    }
    Phase phase = phase();
    boolean stale = gone != null && gone.isReused() && phase != Phase.RECEIVING;
    if (stale && facts.method.isIdempotent() && message != null && mayRepeat()) {
      // The server closed an idle connection while we picked it: nobody's fault, and no other server is needed.
      settle(new Abandoned());
      attempt();
      return;
    }
    String detail = reset ? "connection reset by the server" : "connection closed by the server";
    failAttempt(
        new Broken(phase),
        phase == Phase.RECEIVING ? ProxyError.HTTP_RESPONSE_INCOMPLETE : ProxyError.CONNECTION_TERMINATED,
        detail);
  }

  @Override
  public void onServerDeadline(long nowNanos) {
    dropConnection();
    Phase phase = phase();
    failAttempt(
        new TimedOut(phase),
        phase == Phase.RECEIVING ? ProxyError.HTTP_RESPONSE_INCOMPLETE : ProxyError.HTTP_RESPONSE_TIMEOUT,
        "no answer within the pool's response timeout");
  }

  /** The server's bytes are no HTTP. */
  void failResponse(String why) {
    dropConnection();
    failAttempt(new Broken(phase()), ProxyError.HTTP_PROTOCOL_ERROR, why);
  }

  void failAttempt(AttemptResult result, ProxyError error, String details) {
    ServerState failed = server;
    settle(result);
    facts.lastError = error;
    facts.lastDetails = details;
    if (failed != null) {
      tried.add(failed);
    }
    boolean neverSent = result instanceof ConnectFailed;
    if (neverSent && mayRepeat()) {
      attempt();
    } else {
      answer(error.status(), error, details);
    }
  }

  private boolean mayRepeat() {
    return facts.attempts < pool().pool().retries().attempts() && !facts.isLate(loop.now());
  }

  void onClientDeadline(long nowNanos) {
    boolean begun = response.hasBegun();
    if (state == State.QUEUED && nowNanos >= queueEndNanos()) {
      loop.waiting.leave(pool(), this);
      answer(503, ProxyError.DESTINATION_UNAVAILABLE, "no server had room within the queue timeout");
    } else if (!begun && facts.isLate(nowNanos)) {
      settle(new TimedOut(phase()));
      dropConnection();
      answer(504, ProxyError.HTTP_RESPONSE_TIMEOUT, "no answer within the route's timeout");
    } else if (facts.stalledNanos != 0 && nowNanos - facts.stalledNanos >= facts.bodyTimeoutNanos) {
      facts.termination = Termination.CLIENT_TIMEOUT;
      leaveClient();
    } else if (wantsRequestBytes() && nowNanos - bodyWaitNanos >= facts.bodyTimeoutNanos) {
      settle(new Abandoned());
      dropConnection();
      facts.requestUsable = false;
      answer(408, ProxyError.HTTP_REQUEST_ERROR, "no body bytes within the listener's body timeout");
    } else {
      rearm();
    }
  }

  void onClientInputEnded() {
    if (!requestBody.isDone() && facts.requestUsable) {
      // The rest of the body will never come.
      facts.termination = Termination.CLIENT_GONE;
      leaveClient();
    }
  }

  void onClientGone() {
    facts.termination = Termination.CLIENT_GONE;
    end();
  }

  // ---- 6. the end

  /** The response has passed to its end. */
  void responseDone(boolean serverReusable) {
    ServerConnection used = connection;
    connection = null;
    settle(new Responded(response.status(), response.firstByteNanos() - attemptNanos));
    if (used != null) {
      if (serverReusable && requestBody.isDone()) {
        loop.giveBack(used, pool());
      } else {
        used.abort();
      }
    }
    finish(response.keepsClient() && requestBody.isDone());
  }

  /** Answers in our own name, or cuts the client off when an answer is already on its way. */
  void answer(int status, @Nullable ProxyError error, String details) {
    facts.fail(error, details);
    if (response.hasBegun()) {
      facts.termination = Termination.SERVER_BROKE;
      leaveClient();
      return;
    }
    boolean keep = keepsClient();
    answerOwn(loop.answers.error(status, error, details, facts, keep), status, keep);
  }

  private void answerUnread(int status, @Nullable ProxyError error, String details) {
    skipRequest();
    answer(status, error, details);
  }

  // An answer before the body was looked at: the body, if there is one, is not worth reading.
  private boolean skipRequest() {
    client().skipHead(loop.requestParser.headEnd());
    requestBody.begin(facts.contentLength, facts.chunked, 0, 0);
    return keepsClient();
  }

  private boolean keepsClient() {
    return facts.keepAlive && requestBody.isDone() && facts.requestUsable && client().mayContinue();
  }

  private void answerOwn(ByteBuf bytes, int status, boolean keepClient) {
    response.answered(status, bytes.readableBytes());
    client().write(bytes);
    finish(keepClient);
  }

  private void finish(boolean keepClient) {
    ClientConnection from = client();
    end();
    from.exchangeDone(keepClient);
  }

  private void leaveClient() {
    ClientConnection from = client();
    end();
    from.abort();
  }

  // Every way out of an exchange ends here, once: slot, connection, buffers, log line.
  private void end() {
    PoolRuntime to = pool;
    if (state == State.QUEUED && to != null) {
      loop.waiting.leave(to, this);
    }
    settle(new Abandoned());
    dropConnection();
    dropMessage();
    response.release();
    state = State.FREE;
    loop.recorder.finished(this);
    client = null;
    pool = null;
    loop.exchanges.giveBack(this);
    if (to != null) {
      loop.waiting.oneLeft(to);
    }
  }

  /** Tells the server's state how the attempt ended: exactly once per attempt, later calls find nothing to settle. */
  private void settle(AttemptResult result) {
    ServerState at = server;
    if (at != null) {
      server = null;
      facts.servedBy = at;
      at.finished(result, loop.lane, loop.now());
    }
  }

  private void dropConnection() {
    ServerConnection used = connection;
    connection = null;
    if (used != null) {
      used.abort();
    }
  }

  private void dropMessage() {
    ByteBuf sent = message;
    if (sent != null) {
      message = null;
      sent.release();
    }
  }

  // ---- details

  private Phase phase() {
    return response.hasBegun() ? Phase.RECEIVING : requestBody.isDone() ? Phase.WAITING : Phase.SENDING;
  }

  /** Sets the client's timer to the first of the times that matter now. */
  private void rearm() {
    long at = response.hasBegun() ? Long.MAX_VALUE : facts.lateNanos();
    if (state == State.QUEUED) {
      at = Math.min(at, queueEndNanos());
    }
    if (facts.stalledNanos != 0) {
      at = Math.min(at, facts.stalledNanos + facts.bodyTimeoutNanos);
    }
    if (wantsRequestBytes()) {
      at = Math.min(at, bodyWaitNanos + facts.bodyTimeoutNanos);
    }
    if (at == Long.MAX_VALUE) {
      client().deadline().clear();
    } else {
      client().deadline().set(at, 0);
    }
  }

  private static ProxyError errorOf(ConnectFailure why) {
    return switch (why) {
      case REFUSED -> ProxyError.CONNECTION_REFUSED;
      case TIMED_OUT -> ProxyError.CONNECTION_TIMEOUT;
      case UNREACHABLE -> ProxyError.DESTINATION_IP_UNROUTABLE;
      case LOCAL -> ProxyError.PROXY_INTERNAL_ERROR;
    };
  }

  private long queueEndNanos() {
    return facts.queuedNanos + pool().pool().limits().queueTimeout().toNanos();
  }

  ClientConnection client() {
    ClientConnection from = client;
    if (from == null) {
      throw new IllegalStateException("exchange without a client");
    }
    return from;
  }

  private PoolRuntime pool() {
    PoolRuntime to = pool;
    if (to == null) {
      throw new IllegalStateException("exchange without a pool");
    }
    return to;
  }

  @Override
  public long nowNanos() {
    return loop.now();
  }

  @Override
  public long hash() {
    return facts.affinity.hash();
  }

  @Override
  public boolean isExcluded(ServerState candidate) {
    return tried.contains(candidate);
  }
}
