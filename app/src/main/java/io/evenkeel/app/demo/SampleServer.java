package io.evenkeel.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A small API to balance over: answers every path with its name, and {@code /health} with ok. Any
 * thread.
 */
public final class SampleServer implements AutoCloseable {
  /**
   * A fast API: 2 to 10 ms of "work" per request, so that latencies in the status mean something.
   */
  private static final long WORK_MIN_NANOS = 2_000_000;

  private static final long WORK_MAX_NANOS = 10_000_000;

  private final HttpServer server;

  private SampleServer(HttpServer server) {
    this.server = server;
  }

  /** Starts a server called {@code name} on loopback, on a port the system chooses. */
  public static SampleServer start(String name) throws IOException {
    return start(exchange -> work(exchange, name));
  }

  /** The same, answering at once. */
  public static SampleServer startIdle(String name) throws IOException {
    return start(exchange -> answer(exchange, "hello from " + name + "\n"));
  }

  private static SampleServer start(HttpHandler handler) throws IOException {
    // Without it a small answer waits for the balancer's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", handler);
    server.createContext("/health", exchange -> answer(exchange, "ok\n"));
    server.start();
    return new SampleServer(server);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void work(HttpExchange exchange, String name) throws IOException {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(WORK_MIN_NANOS, WORK_MAX_NANOS));
    answer(exchange, "hello from " + name + "\n");
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
