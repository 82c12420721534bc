package io.evenkeel.proxy.exchange;

import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.proxy.http1.HeadWriter;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.overload.LoopGuard;
import io.evenkeel.proxy.timing.Deadline;
import io.evenkeel.proxy.upstream.Channels;
import io.evenkeel.proxy.upstream.Faults;
import io.evenkeel.proxy.upstream.ReceiveBuffers;
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
  /** What a client may send ahead of its answers before we stop reading. */
  private static final int PIPELINED_BYTES = 64 * 1024;

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
  private Phase phase = Phase.READING;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf pending;
  private @Nullable HttpExchange exchange;
  private long idleSinceNanos;
  private int searched;

  /** Bytes of the loop's {@link HeadBudget} that an incomplete head takes. */
  private int held;

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
    pending = Heads.join(pending, in, loop.allocator, ReceiveBuffers.HEADROOM);
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
    dropPending();
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
    } else if (phase == Phase.READING && pending != null) {
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
    while (pending != null && (phase == Phase.EXCHANGE ? feedExchange() : beginRequest())) {}
    processing = false;
  }

  @SuppressWarnings("ReferenceEquality") // the same bytes in another buffer are other bytes
  private boolean feedExchange() {
    HttpExchange current = exchange;
    ByteBuf in = pending;
    if (current == null || in == null) {
      return false;
    }
    if (current.request.wantsBytes()) {
      current.request.onClientBytes(in);
      if (pending == in && !in.isReadable()) {
        dropPending();
      }
      return true;
    }
    if (in.readableBytes() > PIPELINED_BYTES) {
      autoRead(false);
    }
    return false;
  }

  private boolean beginRequest() {
    ByteBuf in = pending;
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
      if (in.readableBytes() > PIPELINED_BYTES) {
        autoRead(false);
      }
      return false;
    }
    ListenerLimits limits = runtime.listener().limits();
    if (!RequestHeads.isWorthALook(in, searched, limits)) {
      searched = in.readableBytes();
      return holdPart(in);
    }
    int result = loop.heads.parse(in, limits);
    if (result == RequestHeadParser.INCOMPLETE) {
      if (searched == 0 && served) {
        // From the first byte of a head to its last; on a new connection that clock already runs.
        deadline.set(loop.now(), limits.headerTimeout().toNanos());
      }
      searched = in.readableBytes();
      return holdPart(in);
    }
    searched = 0;
    hold(0);
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

  /** An incomplete head waits for its rest, if there is memory to keep it in; false. */
  private boolean holdPart(ByteBuf head) {
    hold(head.capacity());
    if (loop.headBudget.isSpent() || loop.guard.refusesPartialHeads()) {
      refuse(503, "the balancer is overloaded and takes heads in one piece only");
    }
    return false;
  }

  private void hold(int bytes) {
    loop.headBudget.change(held, bytes);
    held = bytes;
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

  /**
   * Puts the outgoing {@code head} in the place of the received one, which had {@code headLength}
   * bytes.
   *
   * @param contentLength of the body that follows, so many of whose bytes as are there come along;
   *     at most 0: none do
   */
  ByteBuf detachHead(HeadWriter head, int headLength, long contentLength) {
    ByteBuf in = pending;
    if (in == null) {
      throw new IllegalStateException("no head to detach");
    }
    int headEnd = in.readerIndex() + headLength;
    int rest = in.writerIndex() - headEnd;
    if (rest <= Math.max(0, contentLength) && Heads.placeBefore(in, headEnd, head)) {
      pending = null;
      return in;
    }
    skipHead(headLength);
    return Heads.copy(head, loop.allocator);
  }

  /** Throws the received head away: the answer is ours. */
  void skipHead(int headLength) {
    ByteBuf in = pending;
    if (in != null) {
      in.skipBytes(headLength);
      if (!in.isReadable()) {
        // Held on, it would count as the beginning of another head.
        dropPending();
      }
    }
  }

  /** Whether the request after this answer can come over this connection. */
  boolean mayContinue() {
    // A client that has closed its side may have sent further requests before.
    boolean mayAsk = !inputEnded || pending != null;
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
    if (inputEnded && pending == null && phase == Phase.READING) {
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
    if (phase == Phase.READING && pending == null) {
      close();
    }
  }

  /**
   * Whether nothing is asked for here: idle for {@link LoopGuard#IDLE_NANOS}, or in a head that
   * does not come to its end while there is no memory to keep it in.
   */
  boolean isUseless(long nowNanos) {
    boolean isIdle = nowNanos - idleSinceNanos >= LoopGuard.IDLE_NANOS;
    return phase == Phase.READING && (pending == null ? isIdle : loop.guard.refusesPartialHeads());
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
    boolean nothingUnread = clean && pending == null;
    dropPending();
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

  private void dropPending() {
    ByteBuf in = pending;
    pending = null;
    searched = 0;
    hold(0);
    if (in != null) {
      in.release();
    }
  }

  // ---- where it belongs

  /** Who the client is. */
  ClientIdentity identity() {
    return view.identity();
  }
}
