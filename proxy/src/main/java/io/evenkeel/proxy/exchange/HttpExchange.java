package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.resilience.ShedReason;
import io.evenkeel.core.route.CompiledRoute;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.PoolRuntime;
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
final class HttpExchange {
  final LoopContext loop;
  final RequestFacts facts = new RequestFacts();
  final Picking picking;
  final ExchangeTimes times = new ExchangeTimes();
  final Tries tries = new Tries();
  final RequestFlow request;
  final ResponseFlow response;
  final SecondChance chance;
  final Hedge hedge;
  final PoolGate gate = new PoolGate();
  final Recovery recovery;

  final Waiting waiting;

  /** The one under way, or the last; while a hedge runs, the one that may answer first. */
  Attempt attempt = new Attempt(this);

  private @Nullable ClientConnection client;
  private @Nullable PoolRuntime pool;

  HttpExchange(LoopContext loop) {
    this.loop = loop;
    this.picking = new Picking(loop.lane, facts.affinity);
    this.request = new RequestFlow(this);
    this.response = new ResponseFlow(this);
    this.chance = new SecondChance(this);
    this.waiting = new Waiting(this);
    this.hedge = new Hedge(this);
    this.recovery = new Recovery(this, chance);
  }

  // ---- 1. what the request is, and where it goes

  /** Takes on the request that the loop has just parsed out of what {@code from} received. */
  void begin(ClientConnection from, ListenerRuntime listener) {
    client = from;
    RequestHeadParser head = loop.requestParser;
    facts.take(head, loop.headBytes(0), listener, loop.now());
    times.reset(listener.listener().limits().bodyTimeout().toNanos());
    picking.reset();
    tries.reset();
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
    String tooMany = loop.rates.refusal(route, facts, from);
    if (tooMany != null) {
      answerUnread(429, ProxyError.HTTP_REQUEST_DENIED, tooMany);
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
    PoolRuntime to = route.pick(loop.random);
    pool = to;
    facts.pool = to;
    loop.recorder.begun(facts);
    if (loop.guard.sheds(waiting.priority())) {
      skipRequest();
      waiting.shed(ShedReason.OVERLOAD);
      return;
    }
    if (!gate.admits(to, facts)) {
      answerUnread(503, ProxyError.DESTINATION_UNAVAILABLE, PoolGate.refusal(to));
      return;
    }
    Pool policy = to.pool();
    long stepNanos = policy.timeouts().response().toNanos();
    times.aim(facts.startNanos, limitNanos(routeNanos), stepNanos);
    times.tryNanos = policy.retries().perTryTimeout().toNanos();
    to.retries().budget().deposit(loop.lane, facts.startNanos);
    facts.affinity.take(policy, loop.view, client().identity());
    request.begin();
    attempt();
  }

  // The shorter of what the route allows and what a trusted proxy in front of us still has; 0:
  // none.
  private long limitNanos(long routeNanos) {
    long told =
        RequestFacts.timeoutMillis(loop.requestParser, loop.headBytes(0), client().identity());
    long toldNanos = told * 1_000_000;
    return routeNanos == 0 || toldNanos == 0
        ? routeNanos + toldNanos
        : Math.min(routeNanos, toldNanos);
  }

  // ---- 2. a server and a connection

  /** Tries the request at a server with room; when all are full it waits for one, within bounds. */
  void attempt() {
    ServerState picked = acquire();
    if (picked != null) {
      attemptAt(picked);
    } else {
      waiting.beginOrGiveUp();
    }
  }

  /** A server with a slot taken there; null when there is none with room. */
  @Nullable ServerState acquire() {
    PoolRuntime to = pool();
    picking.at(loop.now());
    ServerState picked = facts.affinity.acquire(to, picking);
    return picked != null ? picked : to.acquire(picking);
  }

  /** Tries the request at {@code picked}, where a slot is taken; a last step. */
  void attemptAt(ServerState picked) {
    tries.begun();
    response.release();
    attempt.start(picked, picking.nowNanos());
    ServerConnection ready = tries.mayReuse() ? loop.idle.take(picked, attempt) : null;
    if (ready != null) {
      send(ready);
      return;
    }
    attempt.connecting(loop.idle.open(picked, attempt, pool().pool().timeouts().connect()));
    rearm();
  }

  /** While queued: takes a server if one has room now; whether the wait is over. */
  boolean tryAgain() {
    ServerState picked = acquire();
    if (picked == null) {
      return false;
    }
    loop.waiting.served(pool(), this, picking.nowNanos());
    attemptAt(picked);
    return true;
  }

  void onServerConnected(ServerConnection opened) {
    facts.connectNanos = loop.now() - attempt.startNanos();
    send(opened);
  }

  // ---- 3. the request on its way

  private void send(ServerConnection to) {
    attempt.streaming(to);
    hedge.arm(attempt.startNanos());
    request.sendTo(to);
  }

  // ---- 4. the answer comes back

  /** The head of an answer is about to go to the client: nothing is tried again after this. */
  void answered() {
    hedge.end();
    request.drop();
  }

  void onServerReadComplete() {
    client().flush();
  }

  /** The server has switched protocols: what follows is for the two ends alone. */
  void tunnelBegun() {
    request.openEnd();
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
    long tookNanos = attempt.tookNanos(response.firstByteNanos());
    attempt.settle(new Responded(response.status(), tookNanos), loop.now());
    ServerConnection used = attempt.detach();
    if (used != null && serverReusable && request.isRead()) {
      loop.giveBack(used, pool());
    } else if (used != null) {
      used.abort();
    }
    finish(response.keepsClient());
  }

  // ---- 5. what can go wrong

  void onServerClosed(boolean reset) {
    ServerConnection gone = attempt.detach();
    if (!response.onServerClosed(reset)) {
      recovery.serverClosed(gone, reset);
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
    if (!request.isRead()) {
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
    request.skip();
    return keepsClient();
  }

  private boolean keepsClient() {
    return facts.keepAlive && request.isRead() && facts.requestUsable && client().mayContinue();
  }

  private void answerOwn(ByteBuf bytes, int status, boolean keepClient) {
    response.answered(status, bytes.readableBytes());
    client().write(bytes);
    finish(keepClient);
  }

  private void finish(boolean keepClient) {
    ClientConnection from = client();
    boolean clean = request.isRead();
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
    long now = loop.now();
    if (to != null) {
      loop.waiting.leave(to, this);
    }
    attempt.settle(Attempt.ABANDONED, now);
    gate.ended(now);
    attempt.drop();
    hedge.end();
    request.drop();
    response.release();
    loop.recorder.finished(this, now);
    client = null;
    pool = null;
    boolean hadServer = tries.count() > 0;
    loop.exchanges.giveBack(this);
    if (to != null && hadServer) {
      loop.waiting.oneLeft(to, now);
    }
  }

  // ---- details

  void serverMustAct(ServerConnection at, long nowNanos) {
    at.deadline().set(nowNanos, times.serverStepNanos);
  }

  /** The server has the whole request: from now on it owes the head of an answer. */
  void serverMustAnswer(ServerConnection at, long nowNanos) {
    times.answerAwaited(nowNanos);
    boolean shorter = times.tryNanos < times.serverStepNanos && chance.afterTimeout();
    at.deadline().set(nowNanos, shorter ? times.tryNanos : times.serverStepNanos);
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
