package io.evenkeel.control.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evenkeel.core.model.BindAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
    // Longer than the usual scrape intervals, so that scrapers keep their connection.
    System.setProperty("sun.net.httpserver.idleInterval", "120");
    // Small pages go out at once instead of waiting for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int DEFAULT_BACKLOG = 0;

  private final HttpServer server;
  private final ExecutorService threads;
  private final BindAddress.Tcp address;

  private AdminServer(HttpServer server, ExecutorService threads, BindAddress.Tcp address) {
    this.server = server;
    this.threads = threads;
    this.address = address;
  }

  /**
   * Binds and serves {@code endpoints}, keyed by path.
   *
   * @throws BindException when the address cannot be bound; the message names it and the reason
   */
  public static AdminServer start(BindAddress bind, Map<String, Endpoint> endpoints)
      throws IOException {
    return switch (bind) {
      case BindAddress.Tcp tcp -> start(tcp, endpoints);
      case BindAddress.Unix unix ->
          throw new BindException(
              unix + ": the admin listener needs HOST:PORT, no socket file yet");
    };
  }

  private static AdminServer start(BindAddress.Tcp bind, Map<String, Endpoint> endpoints)
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
    AdminSite site = new AdminSite(endpoints, new HostCheck(bind.host()));
    server.createContext("/", exchange -> serve(site, exchange));
    server.start();
    return new AdminServer(
        server, threads, new BindAddress.Tcp(bind.host(), server.getAddress().getPort()));
  }

  /** Where it listens, with the port the system chose when 0 was asked for. */
  public BindAddress.Tcp address() {
    return address;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static void serve(AdminSite site, HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers asked = exchange.getRequestHeaders();
      Page page =
          site.answer(
              new AdminSite.Asked(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getRawPath(),
                  first(asked, "Host"),
                  first(asked, "Origin"),
                  first(asked, "Accept")));
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", page.contentType());
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      if (!page.allow().isEmpty()) {
        headers.set("Allow", page.allow());
      }
      send(exchange, page.status(), page.body().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String first(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }
}
