package io.evenkeel.core.model;

/** Where a listener accepts connections. */
public sealed interface BindAddress {
  /** A TCP socket. Port 0 lets the system choose one (tests). */
  record Tcp(String host, int port) implements BindAddress {
    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /** A Unix domain socket at a path of the file system. */
  record Unix(String path) implements BindAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
