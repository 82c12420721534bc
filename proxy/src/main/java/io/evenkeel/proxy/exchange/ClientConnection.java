package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.overload.LoopGuard;
import io.evenkeel.proxy.timing.Deadline;
import io.evenkeel.proxy.upstream.Channels;
import io.evenkeel.proxy.upstream.Faults;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: finds one request after the other in the bytes that arrive, and has each
 * answered by an {@link HttpExchange} before the next begins. Holds nothing but itself while idle.
 * Confined to its loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter implements Deadline.Owner {
  private enum Phase {
    /** Between requests, or in a head. */
    READING,
    EXCHANGE,
    /** Our last word is said; what still comes is thrown away, so that no reset overtakes it. */
    LINGERING,
    CLOSED
  }

  private final LoopContext loop;
  private final ClientView view;
  private final Deadline deadline;
  private final ReceivedBytes received;
  private Phase phase = Phase.READING;
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange exchange;
  private long idleSinceNanos;
  private int lingered;
  private boolean inputEnded;
  private boolean processing;
  private boolean served;

  /** The neighbours in the loop's list of connections; owned by {@link LoopContext}. */
  @Nullable ClientConnection previous;

  @Nullable ClientConnection next;

  ClientConnection(LoopContext loop, ListenerName name, Channel channel) {
    this.loop = loop;
    this.view = new ClientView(loop, name, channel);
    this.deadline = new Deadline(loop.deadlines, this);
    this.received = new ReceivedBytes(loop);
  }

  // ---- what arrives

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    Channels.fromClient(ctx.channel());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.connections.add(this);
    idleSinceNanos = loop.now();
    ListenerRuntime runtime = view.listener();
    if (runtime == null) {
      ctx.close();
    } else {
      deadline.set(loop.now(), runtime.listener().limits().headerTimeout().toNanos());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      lingered += in.readableBytes();
      in.release();
      if (lingered > LastWords.LINGER_BYTES) {
        ctx.close();
      }
      return;
    }
    received.add(in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flushRequest();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    HttpExchange current = exchange;
    if (current != null) {
      current.onClientWritabilityChanged();
    } else if (phase == Phase.READING && isWritable()) {
      autoRead(true);
      process();
      flushRequest();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      HttpExchange current = exchange;
      if (current == null) {
        ctx.close();
      } else {
        current.onClientInputEnded();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    deadline.dispose();
    loop.connections.remove(this);
    HttpExchange current = exchange;
    exchange = null;
    if (current != null) {
      current.onClientGone();
    }
    received.drop();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Faults.report(cause);
    ctx.close();
  }

  @Override
  public void onDeadline(long nowNanos) {
    HttpExchange current = exchange;
    if (current != null) {
      current.onClientDeadline(nowNanos);
    } else if (phase == Phase.READING && !received.isEmpty()) {
      refuse(408, "no complete head in time");
    } else {
      close();
    }
  }

  // ---- one request after the other

  // A loop instead of recursion: an answer may be there before begin() returns, and the next
  // request behind it.
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    while (!received.isEmpty() && (phase == Phase.EXCHANGE ? feedExchange() : beginRequest())) {}
    processing = false;
  }

  private boolean feedExchange() {
    HttpExchange current = exchange;
    ByteBuf in = received.first();
    if (current == null || in == null) {
      return false;
    }
    if (current.request.wantsBytes()) {
      current.request.onClientBytes(in);
      received.used(in);
      return true;
    }
    if (received.areMany()) {
      autoRead(false);
    }
    return false;
  }

  private boolean beginRequest() {
    ByteBuf in = received.first();
    ListenerRuntime runtime = view.listener();
    if (in == null || phase != Phase.READING) {
      return false;
    }
    if (runtime == null) {
      close();
      return false;
    }
    if (!isWritable()) {
      // A client that does not read its answers gets no more of them to hold for it.
      if (received.areMany()) {
        autoRead(false);
      }
      return false;
    }
    ListenerLimits limits = runtime.listener().limits();
    boolean isBegin = received.areNew();
    int result = received.findHead(in, limits);
    if (result == RequestHeadParser.INCOMPLETE) {
      if (isBegin && served) {
        // From the first byte of a head to its last; on a new connection that clock already runs.
        deadline.set(loop.now(), limits.headerTimeout().toNanos());
      }
      refuseWithoutMemory();
      return false;
    }
    if (result != RequestHeadParser.COMPLETE) {
      refuse(result, loop.requestParser.refusal());
      return false;
    }
    phase = Phase.EXCHANGE;
    served = true;
    deadline.clear();
    HttpExchange current = loop.exchanges.take();
    exchange = current;
    current.begin(this, view.forRequest(runtime));
    return true;
  }

  /** An incomplete head waits for its rest, if there is memory to keep it in. */
  private void refuseWithoutMemory() {
    if (loop.headBudget.isSpent() || loop.guard.refusesPartialHeads()) {
      refuse(503, "the balancer is overloaded and takes heads in one piece only");
    }
  }

  private void refuse(int status, String why) {
    ByteBuf answer = loop.answers.refusal(status, why);
    ListenerRuntime runtime = view.lastSeen();
    if (runtime != null) {
      loop.recorder.refused(runtime, identity().address(), status, why, answer.readableBytes());
    }
    lastWords(answer, false);
  }

  // ---- for the exchange

  /** What the exchange's request is in. */
  ReceivedBytes received() {
    return received;
  }

  /** Whether the request after this answer can come over this connection. */
  boolean mayContinue() {
    // A client that has closed its side may have sent further requests before.
    boolean mayAsk = !inputEnded || !received.isEmpty();
    boolean mayStay = !loop.isDraining() && !loop.guard.closesConnections();
    return mayAsk && mayStay && view.listener() != null;
  }

  boolean inputEnded() {
    return inputEnded;
  }

  void write(ByteBuf bytes) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || phase == Phase.CLOSED) {
      bytes.release();
    } else {
      ctx.write(bytes, ctx.voidPromise());
    }
  }

  void flush() {
    ChannelHandlerContext ctx = context;
    if (ctx != null && phase != Phase.CLOSED) {
      ctx.flush();
    }
  }

  boolean isWritable() {
    ChannelHandlerContext ctx = context;
    return ctx != null && ctx.channel().isWritable();
  }

  void autoRead(boolean on) {
    ChannelHandlerContext ctx = context;
    if (ctx != null && ctx.channel().config().isAutoRead() != on) {
      ctx.channel().config().setAutoRead(on);
    }
  }

  /** The timer of the exchange while there is one. */
  Deadline deadline() {
    return deadline;
  }

  /** Gives the exchange the body bytes that wait for it. */
  void pump() {
    process();
    flushRequest();
  }

  // What process() passed on outside of a read of ours, no read of ours will flush.
  private void flushRequest() {
    HttpExchange current = exchange;
    if (current != null) {
      current.request.onClientReadComplete();
    }
  }

  /**
   * The exchange is over and its answer written; the next request may begin.
   *
   * @param clean whether the request was read to its end
   */
  void exchangeDone(boolean keepOpen, boolean clean) {
    exchange = null;
    if (phase == Phase.CLOSED) {
      return;
    }
    if (!keepOpen) {
      lastWords(Unpooled.EMPTY_BUFFER, clean);
      return;
    }
    phase = Phase.READING;
    idleSinceNanos = loop.now();
    flush();
    autoRead(true);
    ListenerRuntime runtime = view.listener();
    if (runtime != null) {
      deadline.set(idleSinceNanos, runtime.listener().limits().idleTimeout().toNanos());
    }
    process();
    flushRequest();
    if (inputEnded && received.isEmpty() && phase == Phase.READING) {
      close();
    }
  }

  /**
   * Cuts the connection: an answer that was begun cannot be completed, and the client must notice.
   */
  void abort() {
    exchange = null;
    close();
  }

  // ---- the end

  /**
   * Closes at once when no request is on its way; otherwise the answer will say that it is the
   * last.
   */
  void closeIfIdle() {
    if (phase == Phase.READING && received.isEmpty()) {
      close();
    }
  }

  /**
   * Whether nothing is asked for here: idle for {@link LoopGuard#IDLE_NANOS}, or in a head that
   * does not come to its end while there is no memory to keep it in.
   */
  boolean isUseless(long nowNanos) {
    boolean isIdle = nowNanos - idleSinceNanos >= LoopGuard.IDLE_NANOS;
    return phase == Phase.READING
        && (received.isEmpty() ? isIdle : loop.guard.refusesPartialHeads());
  }

  void serverDied(ServerState server) {
    HttpExchange current = exchange;
    if (current != null) {
      current.recovery.serverDied(server);
    }
  }

  void serverStalled(ServerState server) {
    HttpExchange current = exchange;
    if (current != null) {
      current.recovery.serverStalled(server);
    }
  }

  private void lastWords(ByteBuf bytes, boolean clean) {
    ChannelHandlerContext ctx = context;
    phase = Phase.LINGERING;
    boolean nothingUnread = clean && received.isEmpty();
    received.drop();
    if (ctx == null) {
      bytes.release();
      return;
    }
    autoRead(true);
    deadline.set(loop.now(), LastWords.LINGER_NANOS);
    LastWords.say(ctx, bytes, nothingUnread);
  }

  void close() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }

  // ---- where it belongs

  /** Who the client is. */
  ClientIdentity identity() {
    return view.identity();
  }
}
