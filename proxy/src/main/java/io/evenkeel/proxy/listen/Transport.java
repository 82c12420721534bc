package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.BindAddress;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How the process talks to its sockets. Epoll where its native library loads, NIO elsewhere; the
 * operator may choose with {@code -Devenkeel.transport} or {@code EVENKEEL_TRANSPORT}. io_uring is
 * taken only by that choice. Any thread.
 */
public enum Transport {
  EPOLL("epoll"),
  IO_URING("io_uring"),
  NIO("nio");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The operator's choice, else epoll when it is there, else NIO. */
  public static Transport best() {
    String property = System.getProperty("evenkeel.transport");
    return named(property != null ? property : System.getenv("EVENKEEL_TRANSPORT"));
  }

  /**
   * The transport called {@code choice}; the fastest available one that is proven when null or
   * empty.
   *
   * @throws IllegalArgumentException no transport has this name, or it does not work here
   */
  static Transport named(@Nullable String choice) {
    if (choice == null || choice.isEmpty()) {
      return Epoll.isAvailable() ? EPOLL : NIO;
    }
    for (Transport transport : values()) {
      if (transport.label.equals(choice)) {
        Throwable cause = transport.unavailability();
        if (cause != null) {
          throw new IllegalArgumentException(
              "transport: " + choice + " does not work on this machine: " + cause, cause);
        }
        return transport;
      }
    }
    throw new IllegalArgumentException(
        "transport: \"" + choice + "\" (expected: epoll, io_uring or nio)");
  }

  /** Why this transport does not work here; null: it works. */
  public @Nullable Throwable unavailability() {
    return switch (this) {
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
      case NIO -> null;
    };
  }

  /** The name the operator chooses it by. */
  public String label() {
    return label;
  }

  /** {@code lanes} event loops of this transport, not yet running. */
  public EventLoops loops(int lanes) {
    return new EventLoops(this, lanes);
  }

  /** A TCP channel towards a server; {@code transport::newSocket} is the bootstrap's factory. */
  public SocketChannel newSocket() {
    return switch (this) {
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case NIO -> new NioSocketChannel();
    };
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /**
   * Whether listening sockets of this transport can pass between processes. Netty's channels adopt
   * a descriptor with epoll only; and the flags of a socket are shared by the processes that have
   * it, so that one that waits with epoll and one that does not would hang each other.
   */
  public boolean passesSockets() {
    return this == EPOLL;
  }

  /**
   * A server channel for {@code address}, which {@link #socketAddress} made; bound already where
   * {@link ServerChannel#isActive} says so.
   */
  ServerChannel newServer(SocketAddress address) throws IOException {
    return address instanceof InetSocketAddress inet ? newTcpServer(inet) : newUnixServer(address);
  }

  /** A server channel for a socket that listens already. */
  ServerChannel adopted(InheritedSocket socket) {
    if (!passesSockets()) {
      throw new IllegalStateException("transport " + label + ": sockets cannot be adopted");
    }
    return socket.local() instanceof InetSocketAddress
        ? new EpollServerSocketChannel(socket.descriptor())
        : new EpollServerDomainSocketChannel(socket.descriptor(), true);
  }

  private ServerChannel newTcpServer(InetSocketAddress address) {
    // An IPv4 address gets an IPv4 socket, so that 0.0.0.0 means IPv4 and shows as such.
    boolean four = address.getAddress() instanceof Inet4Address;
    SocketProtocolFamily family = four ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return switch (this) {
      case EPOLL -> new EpollServerSocketChannel(family);
      case IO_URING -> new IoUringServerSocketChannel();
      case NIO ->
          new NioServerSocketChannel(java.nio.channels.spi.SelectorProvider.provider(), family);
    };
  }

  private ServerChannel newUnixServer(SocketAddress address) throws IOException {
    return switch (this) {
      case EPOLL -> boundUnixServer(address);
      case IO_URING -> new IoUringServerDomainSocketChannel();
      case NIO -> new NioServerDomainSocketChannel();
    };
  }

  /**
   * Bound here and not by the channel, which would remove the file when it is closed: another
   * process may have taken the socket over by then.
   */
  private static ServerChannel boundUnixServer(SocketAddress address) throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.bind(address);
      socket.listen(NetUtil.SOMAXCONN);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new EpollServerDomainSocketChannel(socket.intValue(), true);
  }

  /** What the system binds for {@code address}; unresolved when its host is an unknown name. */
  SocketAddress socketAddress(BindAddress address) {
    return switch (address) {
      case BindAddress.Tcp(String host, int port) -> new InetSocketAddress(host, port);
      case BindAddress.Unix(String path) ->
          this == NIO ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path);
    };
  }
}
