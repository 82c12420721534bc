package io.evenkeel.proxy.listen;

import java.net.SocketAddress;

/**
 * A listening socket that somebody else bound: the process before this one, or systemd.
 *
 * @param descriptor of this process; whoever takes the socket over closes it
 * @param local where it is bound: an InetSocketAddress, or a UnixDomainSocketAddress
 * @param name whose it was, where the system chose the port: {@code listener#nth}; empty elsewhere
 * @param keepsFile whether the file of a Unix socket is somebody else's to remove
 */
public record InheritedSocket(int descriptor, SocketAddress local, String name, boolean keepsFile) {
  public InheritedSocket {
    if (descriptor < 0) {
      throw new IllegalArgumentException("descriptor: " + descriptor + " (expected: >= 0)");
    }
  }
}
