package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
import io.evenkeel.core.runtime.Unavailable;
import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.evenkeel.core.server.AttemptResult.Responded;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.telemetry.ProxyError;
import io.evenkeel.proxy.telemetry.Termination;
import io.evenkeel.proxy.upstream.ServerConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request and its attempts: the file to read first.
 *
 * <p>The order of steps: {@link #begin} decides what the request is and where it goes; {@link
 * #attempt} takes a server and a connection; {@link #send} starts the request on its way; {@link
 * ResponseFlow} brings the answer back; {@link #end} settles accounts. A step that fails goes to
 * {@link Recovery}, which tries again or answers in our own name.
 *
 * <p>Borrowed from its loop's pool for the length of a request; confined to that loop.
 */
final class HttpExchange implements ServerConnection.Borrower {
  private enum State {
    /** In the pool of exchanges, or not yet at a server. */
    IDLE,
    /** Waiting for a server with room. */
    QUEUED,
    CONNECTING,
    /** Request and response are on their way. */
    STREAMING
  }

  final LoopContext loop;
  final RequestFacts facts = new RequestFacts();
  final Picking picking = new Picking(facts.affinity);
  final ExchangeTimes times = new ExchangeTimes();
  final RequestMessage message = new RequestMessage();
  final RequestRelay requestBody = new RequestRelay();
  final Attempt attempt;
  final ResponseFlow response;
  private final Recovery recovery;
  private State state = State.IDLE;
  private @Nullable ClientConnection client;
  private @Nullable PoolRuntime pool;

  HttpExchange(LoopContext loop) {
    this.loop = loop;
    this.attempt = new Attempt(loop.lane);
    this.response = new ResponseFlow(this);
    this.recovery = new Recovery(this);
  }

  // ---- 1. what the request is, and where it goes

  /** Takes on the request that the loop has just parsed out of what {@code from} received. */
  void begin(ClientConnection from, ListenerRuntime listener) {
    client = from;
    RequestHeadParser head = loop.requestParser;
    facts.take(head, loop.headBytes(0), listener, loop.now());
    times.reset(listener.listener().limits().bodyTimeout().toNanos());
    picking.reset();
    attempt.reset();
    response.reset();
    // The size first: a body that is refused must not cost a server anything.
    if (facts.bodyLimit > 0 && head.contentLength() > facts.bodyLimit) {
      answerUnread(413, ProxyError.HTTP_REQUEST_ERROR, "body longer than the listener's limit");
      return;
    }
    if (head.method() == Method.CONNECT) {
      // What follows may be meant for a tunnel, not for us.
      facts.requestUsable = false;
      answerUnread(405, ProxyError.HTTP_REQUEST_DENIED, "CONNECT is not offered here");
      return;
    }
    if (facts.endsHere()) {
      answerUnread(facts.method == Method.TRACE ? 405 : 204, null, "");
      return;
    }
    CompiledRoute route = listener.routes().match(loop.view.over(loop.headBytes(0)));
    if (loop.view.isAmbiguous()) {
      answerUnread(400, ProxyError.HTTP_REQUEST_ERROR, "path that can be read in two ways");
      return;
    }
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

  private void proxy(CompiledRoute route, long routeNanos) {
    ClientConnection from = client();
    RequestHeadParser head = loop.requestParser;
    PoolRuntime to = route.pick(loop.random);
    pool = to;
    facts.pool = to;
    loop.recorder.begun(facts);
    Pool policy = to.pool();
    long stepNanos = policy.timeouts().response().toNanos();
    times.aim(facts.startNanos, routeNanos, stepNanos, policy.limits().queueTimeout().toNanos());
    facts.affinity.take(policy, loop.view, from.identity());
    loop.outgoingRequest.write(head, loop.headBytes(0), from.identity(), facts);
    message.take(from.detachHead(loop.out, head.headEnd(), head.contentLength()));
    requestBody.begin(facts, message.length() - loop.out.length());
    attempt();
  }

  // ---- 2. a server and a connection

  /**
   * Tries once more, over a connection that nobody has used: the last was closed when we took it.
   */
  void attemptAfresh() {
    attempt.wantsFresh();
    attempt();
  }

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
    picking.at(loop.now());
    ServerState picked = facts.affinity.acquire(to, picking);
    return picked != null ? picked : to.acquire(picking);
  }

  private void attemptAt(ServerState picked) {
    attempt.start(picked, picking.nowNanos());
    ServerConnection ready = attempt.mayReuse() ? loop.idle.take(picked, this) : null;
    if (ready != null) {
      send(ready);
      return;
    }
    state = State.CONNECTING;
    attempt.connection(loop.idle.open(picked, this, pool().pool().timeouts().connect()));
    rearm();
  }

  private void waitOrGiveUp() {
    boolean full = pool().whyNot(picking) == Unavailable.SATURATED;
    ProxyError last = facts.lastError;
    if (full && loop.waiting.admits(pool(), this)) {
      state = State.QUEUED;
      times.queued(loop.now());
      rearm();
    } else if (last != null) {
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
    times.unqueued();
    attemptAt(picked);
    return true;
  }

  @Override
  public void onServerConnected(ServerConnection opened) {
    facts.connectNanos = loop.now() - attempt.startNanos();
    send(opened);
  }

  @Override
  public void onConnectFailed(ConnectFailure why, String detail) {
    recovery.connectFailed(why, detail);
  }

  // ---- 3. the request on its way

  private void send(ServerConnection to) {
    attempt.connection(to);
    state = State.STREAMING;
    message.sendTo(to);
    requestMoved(to, attempt.startNanos());
    // Last of all the sending: a server that is gone by now ends the attempt, perhaps the exchange,
    // before a flush returns.
    rearm();
    if (requestBody.isDone()) {
      to.flush();
    } else {
      resumeRequest();
    }
  }

  /** Passes on what has come of the request; a last step, for sending it can end the exchange. */
  void resumeRequest() {
    client().autoRead(true);
    client().pump();
  }

  /** Whether the request came to its end. */
  boolean requestIsRead() {
    return requestBody.isDone();
  }

  /** Whether body bytes have somewhere to go now. */
  boolean wantsRequestBytes() {
    return state == State.STREAMING && !requestBody.isDone() && facts.requestUsable;
  }

  void onClientBytes(ByteBuf in) {
    ServerConnection to = attempt.connection();
    requestBody.relay(in, loop.allocator, to);
    String error = requestBody.error();
    if (error != null) {
      recovery.badBody(400, error);
    } else if (requestBody.isTooLong()) {
      recovery.badBody(413, "body longer than the listener's limit");
    } else if (to != null) {
      if (!requestBody.isDone() && !to.isWritable()) {
        client().autoRead(false);
      }
      requestMoved(to, loop.now());
      rearm();
    }
  }

  /**
   * Part of the request is on its way: from now on the time runs of the side that has the next
   * step. A server is not to blame for a client that sends slowly, nor the client for a server that
   * takes no more.
   */
  private void requestMoved(ServerConnection to, long nowNanos) {
    boolean clientsTurn = !requestBody.isDone() && !requestBody.isOpenEnded() && to.isWritable();
    if (clientsTurn) {
      times.bodyAwaited(nowNanos);
    } else {
      times.bodyNotAwaited();
    }
    if (clientsTurn && !response.hasBegun()) {
      to.deadline().clear();
    } else {
      serverMustAct(to, nowNanos);
    }
  }

  void onClientReadComplete() {
    ServerConnection to = attempt.connection();
    if (state == State.STREAMING && to != null) {
      to.flush();
    }
  }

  @Override
  public void onServerWritabilityChanged() {
    ServerConnection to = attempt.connection();
    if (to != null && to.isWritable() && !requestBody.isDone()) {
      requestMoved(to, loop.now());
      rearm();
      resumeRequest();
    }
  }

  // ---- 4. the answer comes back

  @Override
  public void onServerBytes(ByteBuf bytes) {
    message.drop();
    response.onBytes(bytes);
  }

  @Override
  public void onServerReadComplete() {
    client().flush();
  }

  /** The server has switched protocols: what follows is for the two ends alone. */
  void tunnelBegun() {
    requestBody.openEnd();
    times.tunnelBegun();
  }

  /** Part of the answer went to the client, and more is to come. */
  void responseProgress() {
    ServerConnection from = attempt.connection();
    if (from == null) {
      return;
    }
    times.answerBegun();
    attempt.answering();
    if (!client().isWritable()) {
      // What is queued may fit into the socket; only what does not is a reason to stop the server.
      client().flush();
    }
    if (client().isWritable()) {
      serverMustAct(from, loop.now());
    } else if (!times.isStalled()) {
      // The client reads more slowly than the server sends; the server's time stands still
      // meanwhile.
      from.autoRead(false);
      from.deadline().clear();
      times.stalled(loop.now());
      rearm();
    }
  }

  void onClientWritabilityChanged() {
    ServerConnection from = attempt.connection();
    if (from != null && times.isStalled() && client().isWritable()) {
      times.flowing();
      from.autoRead(true);
      serverMustAct(from, loop.now());
      rearm();
    }
  }

  /** The response has passed to its end. */
  void responseDone(boolean serverReusable) {
    long elapsedNanos = response.firstByteNanos() - attempt.startNanos();
    attempt.settle(new Responded(response.status(), elapsedNanos), loop.now());
    ServerConnection used = attempt.detach();
    if (used != null && serverReusable && requestBody.isDone()) {
      loop.giveBack(used, pool());
    } else if (used != null) {
      used.abort();
    }
    finish(response.keepsClient());
  }

  // ---- 5. what can go wrong

  @Override
  public void onServerClosed(boolean reset) {
    ServerConnection gone = attempt.detach();
    if (!response.onServerClosed(reset)) {
      recovery.serverClosed(gone, reset);
    }
  }

  @Override
  public void onServerDeadline(long nowNanos) {
    recovery.serverTooSlow();
  }

  /** The liveness check gave {@code server} up. */
  @SuppressWarnings("ReferenceEquality") // a server is its state object
  void onServerDied(ServerState server) {
    ServerConnection to = attempt.connection();
    if (state == State.STREAMING && to != null && to.server() == server) {
      recovery.serverDied();
    }
  }

  /** The server's bytes are no HTTP. */
  void failResponse(String why) {
    recovery.badResponse(why);
  }

  void onClientDeadline(long nowNanos) {
    recovery.deadline(nowNanos);
  }

  void onClientInputEnded() {
    if (!requestBody.isDone()) {
      // The rest of the body will never come.
      leaveClient(Termination.CLIENT_GONE);
    }
  }

  void onClientGone() {
    facts.termination = Termination.CLIENT_GONE;
    end();
  }

  // ---- 6. the end

  /** Answers in our own name, or cuts the client off when an answer is already on its way. */
  void answer(int status, @Nullable ProxyError error, String details) {
    facts.fail(error, details);
    if (response.hasBegun()) {
      leaveClient(Termination.SERVER_BROKE);
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
    requestBody.begin(facts, 0);
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
    boolean clean = requestBody.isDone();
    end();
    from.exchangeDone(keepClient, clean);
  }

  /** Ends the exchange and the client's connection with it. */
  void leaveClient(Termination how) {
    ClientConnection from = client();
    facts.termination = how;
    end();
    from.abort();
  }

  // Every way out of an exchange ends here, once: slot, connection, buffers, log line.
  private void end() {
    PoolRuntime to = pool;
    if (state == State.QUEUED && to != null) {
      loop.waiting.leave(to, this);
    }
    long now = loop.now();
    attempt.settle(Attempt.ABANDONED, now);
    attempt.drop();
    message.drop();
    response.release();
    state = State.IDLE;
    loop.recorder.finished(this, now);
    client = null;
    pool = null;
    loop.exchanges.giveBack(this);
    if (to != null) {
      loop.waiting.oneLeft(to);
    }
  }

  // ---- details

  private void serverMustAct(ServerConnection at, long nowNanos) {
    at.deadline().set(nowNanos, times.serverStepNanos);
  }

  /** Sets the client's timer to the first of the times that matter now. */
  void rearm() {
    client().deadline().setAt(times.next());
  }

  ClientConnection client() {
    ClientConnection from = client;
    if (from == null) {
      throw new IllegalStateException("exchange without a client");
    }
    return from;
  }

  PoolRuntime pool() {
    PoolRuntime to = pool;
    if (to == null) {
      throw new IllegalStateException("exchange without a pool");
    }
    return to;
  }
}
