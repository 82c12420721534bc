package io.evenkeel.control.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evenkeel.core.model.BindAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The running admin listener: the JDK's HTTP server (docs/adr/0003), a virtual thread per request.
 * Any thread.
 */
public final class AdminServer implements AutoCloseable {
  static {
    // People and scrapers, not traffic. The JDK takes these limits from properties, once.
    System.setProperty("jdk.httpserver.maxConnections", "200");
    // Seconds a request or a response may take: a slow one must not hold a connection for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "60");
    // What was not read of a refused request is thrown away, not left: a connection closed over
    // unread bytes is reset, and the client never sees why it was refused.
    System.setProperty("sun.net.httpserver.drainAmount", Integer.toString(16 << 20));
    // Longer than the usual scrape intervals, so that scrapers keep their connection.
    System.setProperty("sun.net.httpserver.idleInterval", "120");
    // Small pages go out at once instead of waiting for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int DEFAULT_BACKLOG = 0;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** What the JDK's server takes for a length. */
  private static final long NO_BODY = -1;

  private static final long CHUNKED = 0;

  private final HttpServer server;
  private final ExecutorService threads;
  private final BindAddress.Tcp address;

  private AdminServer(HttpServer server, ExecutorService threads, BindAddress.Tcp address) {
    this.server = server;
    this.threads = threads;
    this.address = address;
  }

  /**
   * Binds and serves {@code operations} to those whom {@code signIn} knows.
   *
   * @throws BindException when the address cannot be bound; the message names it and the reason
   */
  public static AdminServer start(BindAddress bind, Operations operations, SignIn signIn)
      throws IOException {
    return switch (bind) {
      case BindAddress.Tcp tcp -> start(tcp, operations, signIn);
      case BindAddress.Unix unix ->
          throw new BindException(
              unix + ": the admin listener needs HOST:PORT, no socket file yet");
    };
  }

  private static AdminServer start(BindAddress.Tcp bind, Operations operations, SignIn signIn)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(bind.host(), bind.port()), DEFAULT_BACKLOG);
    } catch (IOException e) {
      BindException named = new BindException(bind + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    AdminSite site = new AdminSite(operations, new HostCheck(bind.host()), signIn);
    server.createContext("/", exchange -> serve(site, exchange));
    server.start();
    return new AdminServer(
        server, threads, new BindAddress.Tcp(bind.host(), server.getAddress().getPort()));
  }

  /** Where it listens, with the port the system chose when 0 was asked for. */
  public BindAddress.Tcp address() {
    return address;
  }

  /**
   * Ends at once: streams end, requests under way are interrupted. Waits for them a moment only,
   * because the request that changed the address is among them.
   */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(AdminSite site, HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (site.answer(new ExchangeRequest(exchange))) {
        case Page page -> send(exchange, page);
        case Answer.Live live -> send(exchange, live);
      }
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    Headers headers = head(exchange, page.contentType());
    page.fields().forEach(headers::set);
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(page.status(), NO_BODY);
    } else {
      exchange.sendResponseHeaders(page.status(), body.length == 0 ? NO_BODY : body.length);
      // Closed here, which sends it: the exchange would first wait for the rest of the request.
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static void send(HttpExchange exchange, Answer.Live live) throws IOException {
    try (live) {
      head(exchange, live.contentType());
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, headOnly ? NO_BODY : CHUNKED);
      if (!headOnly) {
        live.writeTo(exchange.getResponseBody());
      }
    } catch (InterruptedException e) {
      // The listener closes: the client sees the end of the stream and comes back.
      Thread.currentThread().interrupt();
    }
  }

  private static Headers head(HttpExchange exchange, String contentType) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", contentType);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    return headers;
  }
}
