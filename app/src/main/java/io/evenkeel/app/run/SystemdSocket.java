package io.evenkeel.app.run;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which the JDK's channels cannot (they know stream sockets
 * only): three calls of libc on Linux. One thread at a time.
 */
final class SystemdSocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** struct sockaddr_un: two bytes of family, 108 of path. */
  private static final int FAMILY_BYTES = 2;

  private static final int PATH_BYTES = 108;

  private final MethodHandle socket;
  private final MethodHandle sendto;
  private final MethodHandle close;
  private final byte[] path;

  /**
   * A sender to {@code address}: a path, or with a leading {@code @} a name of the abstract
   * namespace.
   */
  SystemdSocket(String address) {
    path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length >= PATH_BYTES) {
      throw new IllegalArgumentException("NOTIFY_SOCKET: " + address + " (expected: < 108 bytes)");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    var i = ValueLayout.JAVA_INT;
    var l = ValueLayout.JAVA_LONG;
    var p = ValueLayout.ADDRESS;
    socket = libc("socket", FunctionDescriptor.of(i, i, i, i));
    sendto = libc("sendto", FunctionDescriptor.of(l, i, p, l, i, p, i));
    close = libc("close", FunctionDescriptor.of(i, i));
  }

  /** Whether the kernel took the message. */
  boolean send(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(FAMILY_BYTES + PATH_BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int descriptor = (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (descriptor < 0) {
        return false;
      }
      long sent =
          (long)
              sendto.invokeExact(
                  descriptor, data, (long) bytes.length, 0, address, FAMILY_BYTES + path.length);
      int closed = (int) close.invokeExact(descriptor);
      return sent == bytes.length && closed == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("libc could not be called", e);
    }
  }

  @SuppressWarnings("restricted") // Calling C is what this class is for.
  private static MethodHandle libc(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}
