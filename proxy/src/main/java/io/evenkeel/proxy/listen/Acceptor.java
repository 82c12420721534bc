package io.evenkeel.proxy.listen;

import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.UnixChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of one listening socket: admits what it accepted and gives each connection to a loop
 * in turn. One per address, on the loop of that socket.
 *
 * <p>One acceptor and round robin, not a socket per loop with SO_REUSEPORT: the kernel spreads
 * those by hash, so that few long connections land unevenly, a second process could bind the same
 * port unnoticed, and a closed socket drops what waits in its queue. The price is one task per
 * connection, not per request.
 *
 * <p>It replaces the acceptor of Netty's bootstrap, which would apply a map of options to each
 * connection and pause for a whole second on errors.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  /** Long enough not to spin, short enough that a client's connect does not time out. */
  private static final long PAUSE_MILLIS = 100;

  /** Without descriptors for longer than this between two pauses: another episode, told again. */
  private static final long EPISODE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final EventLoops loops;
  private final ConnectionHandlerFactory handlers;
  private final IntSupplier usableDescriptors;
  private volatile ConnectionLimits limits;
  private int nextLane;
  private boolean pausedBefore;
  private long lastPauseNanos;

  // Guarded by this: several threads open, close and slow the door.
  private Acceptance acceptance = Acceptance.ALL;
  private boolean isOpen;
  private boolean pausing;
  private boolean trickling;

  /**
   * @param usableDescriptors of the process, for clients; the rest is in reserve
   */
  Acceptor(
      EventLoops loops,
      ConnectionHandlerFactory handlers,
      IntSupplier usableDescriptors,
      ConnectionLimits limits,
      int firstLane) {
    this.loops = loops;
    this.handlers = handlers;
    this.usableDescriptors = usableDescriptors;
    this.limits = limits;
    this.nextLane = firstLane;
  }

  /** From now on what is accepted counts for, and belongs to, the listener of {@code next}. */
  void limits(ConnectionLimits next) {
    limits = next;
  }

  /** Begins to accept; whether it had not before. */
  synchronized boolean open(Channel socket) {
    boolean opens = !isOpen;
    isOpen = true;
    apply(socket);
    return opens;
  }

  synchronized boolean isOpen() {
    return isOpen;
  }

  /** How many may come in from now on; one that the socket waits for already still does. */
  synchronized void accept(Channel socket, Acceptance next) {
    acceptance = next;
    apply(socket);
  }

  private void apply(Channel socket) {
    socket.config().setAutoRead(isOpen && !pausing && acceptance == Acceptance.ALL);
    if (isOpen && acceptance == Acceptance.FEW && !trickling) {
      trickling = true;
      later(socket, this::trickle);
    }
  }

  /** One read takes sixteen connections, Netty's default for a listening socket. */
  private synchronized void trickle(Channel socket) {
    trickling = false;
    if (isOpen && acceptance == Acceptance.FEW && socket.isOpen()) {
      socket.read();
      apply(socket);
    }
  }

  private synchronized void pause(Channel socket) {
    pausing = true;
    apply(socket);
    later(socket, this::resume);
  }

  private synchronized void resume(Channel socket) {
    pausing = false;
    if (socket.isOpen()) {
      apply(socket);
    }
  }

  private static void later(Channel socket, Consumer<Channel> step) {
    try {
      var _ =
          socket
              .eventLoop()
              .schedule(() -> step.accept(socket), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      LOG.debug("nothing to resume: the loop has stopped");
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel channel = (Channel) message;
    ConnectionLimits owner = limits;
    if (isOfReserve(channel)) {
      channel.unsafe().closeForcibly();
      exhausted(context, "the rest of the file descriptors is for servers, checks and logs");
      return;
    }
    if (!owner.admits(ClientKey.of(channel.remoteAddress()))) {
      channel.unsafe().closeForcibly();
      return;
    }
    channel.closeFuture().addListener(owner);
    int lane = nextLane;
    nextLane = lane + 1 == loops.lanes() ? 0 : lane + 1;
    EventLoop loop = loops.loop(lane);
    if (loop.inEventLoop()) {
      start(channel, owner, lane);
      return;
    }
    try {
      loop.execute(() -> start(channel, owner, lane));
    } catch (RejectedExecutionException _) {
      channel.unsafe().closeForcibly(); // the loop has stopped: so has the process, nearly
    }
  }

  private void start(Channel channel, ConnectionLimits owner, int lane) {
    try {
      channel
          .pipeline()
          .addLast("connection", handlers.forConnection(owner.listener(), lane, channel));
    } catch (RuntimeException e) {
      LOG.error("connection refused: no handler listener={}", owner.listener(), e);
      channel.unsafe().closeForcibly();
      return;
    }
    var _ = loops.loop(lane).register(channel); // closes the channel itself when it fails
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (concernsOneConnection(cause)) {
      return;
    }
    // Out of descriptors or memory the socket stays readable: reading on would spin.
    exhausted(context, String.valueOf(cause.getMessage()));
  }

  /** The kernel gives the lowest number that is free, so this one tells how many are in use. */
  private boolean isOfReserve(Channel channel) {
    return channel instanceof UnixChannel unix
        && unix.fd().intValue() >= usableDescriptors.getAsInt();
  }

  private void exhausted(ChannelHandlerContext context, String cause) {
    ConnectionLimits owner = limits;
    owner.acceptPaused();
    long now = System.nanoTime();
    if (!pausedBefore || now - lastPauseNanos > EPISODE_NANOS) {
      LOG.warn(
          "accepting pauses for {} ms at a time until it works again listener={} address={} "
              + "cause=\"{}\" (file descriptors: raise LimitNOFILE or limits.connections is too high)",
          PAUSE_MILLIS,
          owner.listener(),
          context.channel().localAddress(),
          cause);
    }
    pausedBefore = true;
    lastPauseNanos = now;
    pause(context.channel());
  }

  /**
   * Errors accept(2) passes on from the new connection; "treat them like EAGAIN", says its manual.
   */
  private static boolean concernsOneConnection(Throwable cause) {
    return cause instanceof NativeIoException io
        && switch (-io.expectedErr()) {
          case 1 /* EPERM, a firewall rule */,
              64 /* ENONET */,
              71 /* EPROTO */,
              92 /* ENOPROTOOPT */,
              95 /* EOPNOTSUPP */,
              100 /* ENETDOWN */,
              101 /* ENETUNREACH */,
              103 /* ECONNABORTED */,
              112 /* EHOSTDOWN */,
              113 /* EHOSTUNREACH */ ->
              true;
          default -> false;
        };
  }
}
