package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose every connection runs a script on a thread of its own: for answers that no real
 * server gives on purpose. Thread-safe.
 */
public final class RawServer implements AutoCloseable {
  /** What happens on one connection; it is closed when this returns or throws. */
  @FunctionalInterface
  public interface Script {
    void serve(RawConnection connection) throws IOException, InterruptedException;
  }

  private final ServerSocket listening;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch acceptEnded = new CountDownLatch(1);

  private RawServer(ServerSocket listening) {
    this.listening = listening;
  }

  /** Listens on a port of the kernel's choice. */
  public static RawServer start(Script script) {
    try {
      RawServer server = new RawServer(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual()
          .name("raw-server")
          .start(() -> {
            server.accept(script);
            server.acceptEnded.countDown();
          });
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  private void accept(Script script) {
    while (true) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        accepted.incrementAndGet();
        if (closed.getCount() == 0) {
          // Stopped meanwhile: the one who stops has not seen this one.
          socket.close();
        }
        Thread.ofVirtual().start(() -> serve(socket, script));
      } catch (IOException stopped) {
        return;
      }
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      socket.setTcpNoDelay(true);
      script.serve(new RawConnection(socket, closed));
    } catch (IOException theClientLeft) {
      return;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** What the configuration's server entry says. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /** Connections accepted since the start. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections open now. */
  public int open() {
    return open.size();
  }

  /**
   * Stops listening and closes every connection. When it returns the port refuses: with a thread
   * waiting in {@code accept}, the socket itself is closed only when that thread has left.
   */
  public void stop() {
    closed.countDown();
    try {
      listening.close();
      acceptEnded.await();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close port " + port(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
