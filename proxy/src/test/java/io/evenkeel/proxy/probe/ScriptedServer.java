package io.evenkeel.proxy.probe;

import io.evenkeel.core.model.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does to each connection what the test says, on a thread per connection. */
final class ScriptedServer implements AutoCloseable {
  /** What to do with a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Script {
    void run(Peer peer) throws IOException;
  }

  /** The server's side of one connection. */
  final class Peer {
    private final Socket socket;

    Peer(Socket socket) {
      this.socket = socket;
    }

    /** The next request's head; empty: the connection ended instead. */
    String readHead() throws IOException {
      StringBuilder head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.append((char) next);
      }
      requests.add(head.toString());
      return head.toString();
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Makes closing a reset. */
    void resetOnClose() throws SocketException {
      socket.setSoLinger(true, 0);
    }

    /** Waits for the end of the test. */
    void hang() {
      try {
        end.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /** What comes until the other side closes; -1 at the end: it closed and did not reset. */
    int readToEnd() throws IOException {
      while (socket.getInputStream().read() >= 0) {}
      return -1;
    }
  }

  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ServerSocket listening;
  private final Script script;
  private final Thread accepting;

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    accepting = Thread.ofVirtual().start(this::accept);
  }

  /** A server that answers every request with {@code response} and keeps connections. */
  static ScriptedServer answering(String response) throws IOException {
    return new ScriptedServer(peer -> {
      while (!peer.readHead().isEmpty()) {
        peer.send(response);
      }
    });
  }

  HostPort address() {
    return new HostPort("127.0.0.1", listening.getLocalPort());
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Peer(socket));
    } catch (IOException _) {
      // the probe left: its good right
    }
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    listening.close();
    // Until its accept has returned the kernel still listens, and resets what it accepted.
    try {
      accepting.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
