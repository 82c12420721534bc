package io.evenkeel.app.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A connection between two processes of this machine, for JSON messages and for descriptors
 * (SCM_RIGHTS, unix(7)). Who the other one is, the kernel says. One thread reads; sending is for
 * any thread.
 *
 * <p>On the wire a message is its length in four bytes and its text; a descriptor is one byte that
 * carries it.
 */
final class UnixStream implements AutoCloseable {
  /** The state of ten thousand servers takes five megabytes. */
  private static final int LONGEST_MESSAGE = 64 << 20;

  private static final int CHUNK = 64 << 10;
  private static final int STREAM_CLOEXEC = 1 | 0x80000;
  private static final int NO_SIGNAL = 0x4000;
  private static final int CLOEXEC_RECEIVED = 0x40000000;
  private static final int SO_RECEIVE_TIME = 20;
  private static final int SO_SEND_TIME = 21;
  private static final int SO_PEERCRED = 17;
  private static final int SCM_RIGHTS = 1;

  /** struct msghdr, struct iovec, and struct cmsghdr with one descriptor in it. */
  private static final int MSGHDR_BYTES = 56;

  private static final int IOVEC_BYTES = 16;
  private static final int CMSG_BYTES = 24;
  private static final long CMSG_LENGTH = 20;

  private final int descriptor;
  private final Peer peer;
  private boolean closed;

  /** The process on the other side when the connection was made, and its user. */
  record Peer(int pid, int uid) {}

  /** Around a connected socket, which is closed with this. */
  UnixStream(int descriptor) throws IOException {
    this.descriptor = descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment who = arena.allocate(12);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 12);
      Libc.call(
          "getsockopt",
          state ->
              (int)
                  Libc.GETSOCKOPT
                      .handle()
                      .invokeExact(state, descriptor, Libc.SOL_SOCKET, SO_PEERCRED, who, length));
      peer = new Peer(who.get(ValueLayout.JAVA_INT, 0), who.get(ValueLayout.JAVA_INT, 4));
    }
  }

  static int newSocket() throws IOException {
    return (int)
        Libc.call(
            "socket",
            state ->
                (int) Libc.SOCKET.handle().invokeExact(state, Libc.AF_UNIX, STREAM_CLOEXEC, 0));
  }

  /** Connects to the socket at {@code path}. */
  static UnixStream connect(Path path) throws IOException {
    int socket = newSocket();
    try (UnixAddress address = new UnixAddress(path)) {
      Libc.call(
          path.toString(),
          state ->
              (int)
                  Libc.CONNECT
                      .handle()
                      .invokeExact(state, socket, address.segment(), address.length()));
      return new UnixStream(socket);
    } catch (IOException e) {
      Libc.close(socket);
      throw e;
    }
  }

  Peer peer() {
    return peer;
  }

  /** How long the other side may take for anything; then SocketTimeoutException. */
  UnixStream patience(Duration time) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeval = arena.allocate(16, 8);
      timeval.set(ValueLayout.JAVA_LONG, 0, time.toSeconds());
      timeval.set(ValueLayout.JAVA_LONG, 8, time.toNanosPart() / 1000);
      for (int option : new int[] {SO_RECEIVE_TIME, SO_SEND_TIME}) {
        Libc.call(
            "setsockopt",
            state ->
                (int)
                    Libc.SETSOCKOPT
                        .handle()
                        .invokeExact(state, descriptor, Libc.SOL_SOCKET, option, timeval, 16));
      }
    }
    return this;
  }

  synchronized void send(JsonNode message) throws IOException {
    byte[] text = message.toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = ByteBuffer.allocate(4 + text.length).putInt(text.length).put(text).array();
    for (int sent = 0; sent < all.length; ) {
      sent += transfer(true, all, sent, Math.min(CHUNK, all.length - sent), -1).bytes();
    }
  }

  synchronized void sendDescriptor(int passed) throws IOException {
    transfer(true, new byte[1], 0, 1, passed);
  }

  /** The next message. EOFException: the other side has closed, or died. */
  JsonNode receive() throws IOException {
    int length = ByteBuffer.wrap(read(4)).getInt();
    if (length < 0 || length > LONGEST_MESSAGE) {
      throw new IOException("message of " + length + " bytes (expected: at most 64 MiB)");
    }
    try {
      return JsonMapper.shared().readTree(new String(read(length), StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new IOException("a message that is no JSON", e);
    }
  }

  /** The next descriptor, which is the caller's to close. */
  int receiveDescriptor() throws IOException {
    Transferred transferred = transfer(false, new byte[1], 0, 1, -1);
    if (transferred.bytes() == 0) {
      throw new EOFException();
    }
    if (transferred.descriptor() < 0) {
      throw new IOException("a byte without a descriptor: too many are open here already?");
    }
    return transferred.descriptor();
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int got = 0; got < count; ) {
      Transferred transferred = transfer(false, bytes, got, Math.min(CHUNK, count - got), -1);
      if (transferred.bytes() == 0) {
        throw new EOFException("the other side is gone");
      }
      got += transferred.bytes();
    }
    return bytes;
  }

  private record Transferred(int bytes, int descriptor) {}

  /** One sendmsg(2) or recvmsg(2). */
  private Transferred transfer(boolean out, byte[] bytes, int from, int count, int passed)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(count);
      MemorySegment header = arena.allocate(MSGHDR_BYTES, 8);
      MemorySegment iovec = arena.allocate(IOVEC_BYTES, 8);
      MemorySegment control = arena.allocate(CMSG_BYTES, 8);
      iovec.set(ValueLayout.ADDRESS, 0, data);
      iovec.set(ValueLayout.JAVA_LONG, 8, count);
      header.set(ValueLayout.ADDRESS, 16, iovec);
      header.set(ValueLayout.JAVA_LONG, 24, 1);
      if (!out || passed >= 0) {
        header.set(ValueLayout.ADDRESS, 32, control);
        header.set(ValueLayout.JAVA_LONG, 40, CMSG_BYTES);
      }
      if (!out) {
        int got =
            (int)
                Libc.call(
                    "receive",
                    state ->
                        (long)
                            Libc.RECVMSG
                                .handle()
                                .invokeExact(state, descriptor, header, CLOEXEC_RECEIVED));
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, bytes, from, got);
        return new Transferred(got, descriptorIn(header, control));
      }
      MemorySegment.copy(bytes, from, data, ValueLayout.JAVA_BYTE, 0, count);
      if (passed >= 0) {
        control.set(ValueLayout.JAVA_LONG, 0, CMSG_LENGTH);
        control.set(ValueLayout.JAVA_INT, 8, Libc.SOL_SOCKET);
        control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        control.set(ValueLayout.JAVA_INT, 16, passed);
      }
      return new Transferred(
          (int)
              Libc.call(
                  "send",
                  state ->
                      (long)
                          Libc.SENDMSG.handle().invokeExact(state, descriptor, header, NO_SIGNAL)),
          -1);
    }
  }

  private static int descriptorIn(MemorySegment header, MemorySegment control) {
    boolean isOne =
        header.get(ValueLayout.JAVA_LONG, 40) >= CMSG_LENGTH
            && control.get(ValueLayout.JAVA_INT, 8) == Libc.SOL_SOCKET
            && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
    return isOne ? control.get(ValueLayout.JAVA_INT, 16) : -1;
  }

  /** Ends both directions: whoever waits here or there sees the end. */
  synchronized void end() {
    if (!closed) {
      try {
        Libc.call(
            "shutdown", state -> (int) Libc.SHUTDOWN.handle().invokeExact(state, descriptor, 2));
      } catch (IOException _) {
        // It has ended already.
      }
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(descriptor);
    }
  }
}
