package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix socket that its owner and root may connect to. One thread accepts, any closes.
 *
 * <p>Whoever opens one must have the folder to himself: a socket that is there is taken for the
 * leftover of a dead process.
 */
final class UnixListener implements AutoCloseable {
  private static final int CLOEXEC = 0x80000;

  /** Commands of an operator. */
  private static final int BACKLOG = 8;

  private final Path path;
  private final int descriptor;
  private boolean closed;

  private UnixListener(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  static UnixListener open(Path path) throws IOException {
    Files.deleteIfExists(path);
    int socket = UnixStream.newSocket();
    try (UnixAddress address = new UnixAddress(path)) {
      Libc.call(
          path.toString(),
          state ->
              (int)
                  Libc.BIND
                      .handle()
                      .invokeExact(state, socket, address.segment(), address.length()));
      // Before it listens: nobody can connect until then.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      Libc.call("listen", state -> (int) Libc.LISTEN.handle().invokeExact(state, socket, BACKLOG));
      return new UnixListener(path, socket);
    } catch (IOException e) {
      Libc.close(socket);
      throw e;
    }
  }

  /** Waits for the next one; IOException when this is closed. */
  UnixStream accept() throws IOException {
    int accepted =
        (int)
            Libc.call(
                "accept",
                state ->
                    (int)
                        Libc.ACCEPT
                            .handle()
                            .invokeExact(
                                state,
                                descriptor,
                                MemorySegment.NULL,
                                MemorySegment.NULL,
                                CLOEXEC));
    return new UnixStream(accepted);
  }

  /** Nobody gets in any more; the path is free for the next one. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Files.deleteIfExists(path);
    // Wakes the thread that accepts, which closing alone does not.
    Libc.call("shutdown", state -> (int) Libc.SHUTDOWN.handle().invokeExact(state, descriptor, 2));
    Libc.close(descriptor);
  }
}
