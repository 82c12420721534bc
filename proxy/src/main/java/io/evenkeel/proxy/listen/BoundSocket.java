package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening socket, bound but silent until {@link #open}. Blocks; not for event loops. */
final class BoundSocket {
  private static final Logger LOG = LoggerFactory.getLogger(BoundSocket.class);

  static final String IN_USE = "address already in use";

  private final BindAddress address;
  private final Channel channel;
  private final Acceptor acceptor;
  private final SocketAddress local;

  private final boolean keepsFile;

  private BoundSocket(
      BindAddress address,
      Channel channel,
      SocketAddress local,
      Acceptor acceptor,
      boolean keepsFile) {
    this.address = address;
    this.channel = channel;
    this.local = channel.localAddress() == null ? local : channel.localAddress();
    this.acceptor = acceptor;
    this.keepsFile = keepsFile;
  }

  /**
   * Binds {@code address}; its acceptor lives on the loop of {@code lane}.
   *
   * @throws IOException with a message for the operator
   */
  static BoundSocket bind(BindAddress address, EventLoops loops, int lane, Acceptor acceptor)
      throws IOException {
    SocketAddress socketAddress = loops.transport().socketAddress(address);
    if (socketAddress instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new IOException("the name " + inet.getHostString() + " has no address");
    }
    if (address instanceof BindAddress.Unix(String path)) {
      String obstacle = UnixSocketFile.clear(Path.of(path));
      if (obstacle != null) {
        throw new IOException(obstacle);
      }
    }
    ServerChannel channel = newServer(loops.transport(), socketAddress);
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.SO_BACKLOG, NetUtil.SOMAXCONN);
    if (address instanceof BindAddress.Tcp) {
      channel.config().setOption(ChannelOption.SO_REUSEADDR, true); // past our own TIME_WAIT
    }
    channel.pipeline().addLast(acceptor);
    try {
      succeed(loops.loop(lane).register(channel));
      if (!channel.isActive()) { // Unix sockets of some transports are made bound
        succeed(channel.bind(socketAddress));
      }
      if (address instanceof BindAddress.Unix(String path)) {
        UnixSocketFile.protect(Path.of(path));
      }
    } catch (IOException e) {
      channel.close().awaitUninterruptibly();
      throw e;
    }
    return new BoundSocket(address, channel, socketAddress, acceptor, false);
  }

  /**
   * Takes over a socket that another process bound and listens on; like {@link #bind} otherwise.
   *
   * @throws IOException with a message for the operator; the descriptor is closed then
   */
  static BoundSocket adopt(
      InheritedSocket socket, BindAddress address, EventLoops loops, int lane, Acceptor acceptor)
      throws IOException {
    ServerChannel channel = loops.transport().adopted(socket);
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(acceptor);
    try {
      succeed(loops.loop(lane).register(channel));
    } catch (IOException e) {
      channel.close().awaitUninterruptibly();
      throw e;
    }
    return new BoundSocket(address, channel, socket.local(), acceptor, socket.keepsFile());
  }

  private static ServerChannel newServer(Transport transport, SocketAddress address)
      throws IOException {
    try {
      return transport.newServer(address);
    } catch (IOException e) {
      throw new IOException(explain(String.valueOf(e.getMessage())), e);
    }
  }

  private static void succeed(ChannelFuture step) throws IOException {
    step.awaitUninterruptibly();
    Throwable cause = step.cause();
    if (cause != null) {
      throw new IOException(explain(String.valueOf(cause.getMessage())), cause);
    }
  }

  /** The system's words, and what to do about them. */
  private static String explain(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("address already in use")) {
      return IN_USE;
    }
    if (lower.contains("permission denied")) {
      return "permission denied: ports below 1024 need CAP_NET_BIND_SERVICE, a Unix socket a"
          + " writable directory";
    }
    if (lower.contains("cannot assign requested address")) {
      return "no interface of this machine has this address";
    }
    return message;
  }

  /** Where it is bound, the port of the system's choice filled in. */
  SocketAddress localAddress() {
    return local;
  }

  /** Its descriptor; -1: this transport shows none. */
  int descriptor() {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  /** Whether the file of a Unix socket is somebody else's to remove. */
  boolean keepsFile() {
    return keepsFile;
  }

  /** Starts accepting, for the listener of {@code limits} from now on. */
  void open(ConnectionLimits limits) {
    acceptor.limits(limits);
    if (acceptor.open(channel)) {
      LOG.info("listening listener={} address={}", limits.listener(), local);
    }
  }

  /** How many connections may come in from now on. */
  void accept(Acceptance acceptance) {
    acceptor.accept(channel, acceptance);
  }

  /**
   * Stops listening; what was accepted lives on. Also removes the file of a Unix socket, unless it
   * is somebody else's.
   *
   * @param isShared whether another process listens on the same socket: then its file stays too
   */
  void close(boolean isShared) {
    boolean listened = acceptor.isOpen();
    channel.close().awaitUninterruptibly();
    if (address instanceof BindAddress.Unix(String path) && !keepsFile && !isShared) {
      UnixSocketFile.remove(Path.of(path));
    }
    if (listened) {
      LOG.info("stopped listening address={}", address);
    }
  }
}
