package io.evenkeel.app.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Set;

/**
 * The calls of libc that pass descriptors between processes, which the JDK has none for. Linux on
 * 64 bits: sizes and numbers are of its ABI. Blocking; any thread, but each descriptor one at a
 * time.
 */
final class Libc {
  static final int SOL_SOCKET = 1;
  static final int AF_UNIX = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;

  /** The other side closed, or died with something unread. */
  private static final Set<Integer> GONE = Set.of(32, 104);

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** What went wrong, in words, where the operator is likely to meet it. */
  private static final Map<Integer, String> WORDS =
      Map.of(
          2, "no such file",
          13, "permission denied",
          98, "address already in use",
          111, "connection refused");

  private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;
  private static final MemoryLayout P = ValueLayout.ADDRESS;

  static final LibcFunction SOCKET = libc("socket", FunctionDescriptor.of(I, I, I, I));
  static final LibcFunction BIND = libc("bind", FunctionDescriptor.of(I, I, P, I));
  static final LibcFunction LISTEN = libc("listen", FunctionDescriptor.of(I, I, I));
  static final LibcFunction ACCEPT = libc("accept4", FunctionDescriptor.of(I, I, P, P, I));
  static final LibcFunction CONNECT = libc("connect", FunctionDescriptor.of(I, I, P, I));
  static final LibcFunction SENDMSG = libc("sendmsg", FunctionDescriptor.of(L, I, P, I));
  static final LibcFunction RECVMSG = libc("recvmsg", FunctionDescriptor.of(L, I, P, I));
  static final LibcFunction SHUTDOWN = libc("shutdown", FunctionDescriptor.of(I, I, I));
  static final LibcFunction CLOSE = libc("close", FunctionDescriptor.of(I, I));
  static final LibcFunction GETSOCKNAME = libc("getsockname", FunctionDescriptor.of(I, I, P, P));
  static final LibcFunction GETSOCKOPT =
      libc("getsockopt", FunctionDescriptor.of(I, I, I, I, P, P));
  static final LibcFunction SETSOCKOPT =
      libc("setsockopt", FunctionDescriptor.of(I, I, I, I, P, I));
  static final LibcFunction FCNTL =
      libc("fcntl", FunctionDescriptor.of(I, I, I, I), Linker.Option.firstVariadicArg(2));
  static final LibcFunction OPEN =
      libc("open", FunctionDescriptor.of(I, P, I, I), Linker.Option.firstVariadicArg(2));

  private Libc() {}

  /** One call: its arguments are in the body, which has the place for errno as its first. */
  @FunctionalInterface
  interface Call {
    long with(MemorySegment state) throws Throwable;
  }

  /**
   * What the call returns when it succeeds; repeated when a signal came in between.
   *
   * @param what it is for, for the message
   */
  static long call(String what, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      while (true) {
        long result = invoke(call, state);
        if (result >= 0) {
          return result;
        }
        int errno = (int) ERRNO.get(state, 0L);
        if (errno == EAGAIN) {
          throw new SocketTimeoutException(what + ": no answer in time");
        }
        if (GONE.contains(errno)) {
          throw new EOFException(what + ": the other side is gone");
        }
        if (errno != EINTR) {
          throw new IOException(what + ": " + WORDS.getOrDefault(errno, "errno " + errno));
        }
      }
    }
  }

  private static long invoke(Call call, MemorySegment state) {
    try {
      return call.with(state);
    } catch (Throwable e) {
      throw new IllegalStateException("libc could not be called", e);
    }
  }

  /** The value of an option of four bytes. */
  static int option(int socket, int name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(I);
      MemorySegment length = arena.allocateFrom(I, Integer.BYTES);
      call(
          "getsockopt",
          state ->
              (int)
                  GETSOCKOPT.handle().invokeExact(state, socket, SOL_SOCKET, name, value, length));
      return value.get(I, 0);
    }
  }

  static void close(int descriptor) {
    try {
      call("close", state -> (int) CLOSE.handle().invokeExact(state, descriptor));
    } catch (IOException _) {
      // Linux gives the descriptor back whatever it says.
    }
  }

  private static LibcFunction libc(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    return new LibcFunction(name, shape, options);
  }
}
