package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.RunningProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of a client connection between two requests: 10,000 of them, each of which had one request
 * answered.
 */
record IdleExperiment(Bench bench) {
  static final String TITLE = "idle connections";
  static final String BYTES = "bytes-per-connection";
  static final String RESIDENT = "resident-bytes-before";

  private static final int CONNECTIONS = 10_000;

  /** Sources 127.0.0.2 and up: one address has 28,000 ports, and some may be in TIME_WAIT. */
  private static final int SOURCES = 8;

  private static final byte[] REQUEST =
      "GET /b/128 HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  void run() {
    for (Proxy proxy : bench.proxies()) {
      Bench.say("idle connections: " + proxy.name());
      try (RunningProxy running = bench.start(proxy, "idle")) {
        measure(running);
      } catch (IOException e) {
        throw new UncheckedIOException("idle connections through " + proxy.name(), e);
      }
    }
  }

  private void measure(RunningProxy proxy) throws IOException {
    // What requests need whatever their number, buffers and compiled code, is there before.
    List<Case> small = List.of(new Case(Case.Payload.SMALL, 32, true));
    bench.warmUp(proxy, small);
    bench.generators().closedLoop(proxy, small.getFirst(), 1);
    double before = proxy.residentBytes();
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        open.add(connect(proxy.port(), 2 + i % SOURCES));
        exchange(open.getLast());
      }
      double grown = proxy.residentBytes() - before;
      bench.samples().add(TITLE, BYTES, proxy.proxy(), 1, grown / CONNECTIONS);
      bench.samples().add(TITLE, RESIDENT, proxy.proxy(), 1, before);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static Socket connect(int port, int source) throws IOException {
    Socket socket = new Socket();
    // Without this bind would reserve the port for all destinations.
    socket.setReuseAddress(true);
    byte[] address = {127, 0, 0, (byte) source};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    StringBuilder answer = new StringBuilder();
    byte[] buffer = new byte[4096];
    while (!isComplete(answer.toString())) {
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        throw new IOException("connection closed: is the limit of open files below 20,000?");
      }
      answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    }
  }

  private static boolean isComplete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end > 0 && !answer.startsWith("HTTP/1.1 200")) {
      throw new IllegalStateException("not a 200: " + answer);
    }
    return end > 0 && answer.length() >= end + 4 + 128;
  }
}
