package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.BindAddress;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets that this process was given and has not used yet. One thread at a time.
 *
 * <p>They are told apart by where they are bound, whoever gave them. Only where the system chose
 * the port does the address say nothing of whose the socket is; then its name does.
 */
final class Inheritance {
  private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

  private final List<InheritedSocket> unused = new ArrayList<>();

  void add(Collection<InheritedSocket> sockets) {
    unused.addAll(sockets);
  }

  /** The socket for {@code address}, which is the caller's from now on; null: there is none. */
  @Nullable InheritedSocket take(BindAddress address, String name) {
    for (InheritedSocket socket : unused) {
      if (fits(socket, address, name)) {
        unused.remove(socket);
        return socket;
      }
    }
    return null;
  }

  /** Closes what nobody wanted: a listener that the configuration has no more. */
  void closeUnused() {
    for (InheritedSocket socket : unused) {
      LOG.info("inherited socket not used address={}", socket.local());
      try {
        new FileDescriptor(socket.descriptor()).close();
      } catch (IOException e) {
        LOG.warn(
            "inherited socket not closed address={} cause=\"{}\"", socket.local(), e.toString());
      }
    }
    unused.clear();
  }

  private static boolean fits(InheritedSocket socket, BindAddress address, String name) {
    return switch (address) {
      case BindAddress.Unix(String path) ->
          socket.local() instanceof UnixDomainSocketAddress unix
              && unix.getPath().toString().equals(path);
      case BindAddress.Tcp(String host, int port) ->
          socket.local() instanceof InetSocketAddress local
              && (port == 0
                  ? socket.name().equals(name)
                  : local.equals(new InetSocketAddress(host, port)));
    };
  }
}
