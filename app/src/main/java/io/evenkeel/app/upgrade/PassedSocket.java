package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A listening socket on its way between processes.
 *
 * @param local where it is bound: an InetSocketAddress, or a UnixDomainSocketAddress
 * @param name whose it was, where the system chose the port; empty elsewhere
 * @param keepsFile whether the file of a Unix socket is somebody else's to remove
 */
public record PassedSocket(int descriptor, SocketAddress local, String name, boolean keepsFile) {
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int STREAM = 1;
  private static final int LONGEST_ADDRESS = 128;

  private static final int GET_FLAGS = 3;
  private static final int SET_FLAGS = 4;
  private static final int SET_DESCRIPTOR_FLAGS = 2;
  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 1;

  /**
   * What {@code descriptor} is.
   *
   * @throws IOException it is no stream socket that listens; the message says what was expected
   */
  static PassedSocket of(int descriptor, String name, boolean keepsFile) throws IOException {
    if (Libc.option(descriptor, SO_TYPE) != STREAM || Libc.option(descriptor, SO_ACCEPTCONN) == 0) {
      throw new IOException(
          "descriptor " + descriptor + " (expected: a stream socket that listens)");
    }
    return new PassedSocket(descriptor, local(descriptor), name, keepsFile);
  }

  /** Never blocks in accept from now on, and is no child's: as every socket of ours. */
  void likeOurs() throws IOException {
    int flags =
        (int)
            Libc.call(
                "fcntl",
                state -> (int) Libc.FCNTL.handle().invokeExact(state, descriptor, GET_FLAGS, 0));
    Libc.call(
        "fcntl",
        state ->
            (int) Libc.FCNTL.handle().invokeExact(state, descriptor, SET_FLAGS, flags | NONBLOCK));
    Libc.call(
        "fcntl",
        state ->
            (int)
                Libc.FCNTL.handle().invokeExact(state, descriptor, SET_DESCRIPTOR_FLAGS, CLOEXEC));
  }

  private static SocketAddress local(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(LONGEST_ADDRESS, 8);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, LONGEST_ADDRESS);
      Libc.call(
          "getsockname",
          state -> (int) Libc.GETSOCKNAME.handle().invokeExact(state, descriptor, address, length));
      return parse(address, length.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /** struct sockaddr_un, sockaddr_in or sockaddr_in6. */
  private static SocketAddress parse(MemorySegment address, int length) throws IOException {
    int family = address.get(ValueLayout.JAVA_SHORT, 0);
    int port =
        Short.toUnsignedInt(address.get(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
    return switch (family) {
      case Libc.AF_UNIX -> {
        byte[] path = address.asSlice(2, Math.max(0, length - 2)).toArray(ValueLayout.JAVA_BYTE);
        yield UnixDomainSocketAddress.of(
            new String(path, StandardCharsets.UTF_8).replaceFirst("\0.*", ""));
      }
      case 2 -> new InetSocketAddress(InetAddress.getByAddress(bytes(address, 4, 4)), port);
      case 10 -> new InetSocketAddress(InetAddress.getByAddress(bytes(address, 8, 16)), port);
      default -> throw new IOException("address family " + family + " (expected: IP or Unix)");
    };
  }

  private static byte[] bytes(MemorySegment address, int from, int count) {
    return address.asSlice(from, count).toArray(ValueLayout.JAVA_BYTE);
  }
}
