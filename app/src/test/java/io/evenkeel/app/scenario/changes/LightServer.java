package io.evenkeel.app.scenario.changes;

import io.evenkeel.testkit.process.RawConnection;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server whose answers depend on what exactly is asked, as those of real applications do: unlike
 * many a test server it answers 404 to paths that it does not have. Thread-safe.
 */
final class LightServer implements AutoCloseable {
  private static final String OK = "200";

  private final String name;
  private final RawServer server;
  private final AtomicInteger flips = new AtomicInteger();

  LightServer(String name) {
    this.name = name;
    this.server = RawServer.start(this::serve);
  }

  String name() {
    return name;
  }

  int port() {
    return server.port();
  }

  private void serve(RawConnection connection) throws IOException {
    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
      String[] request = head.substring(0, head.indexOf('\r')).split(" ", 3);
      String answer = answer(request[0], request[1], head.toLowerCase(Locale.ROOT));
      String status = answer.substring(0, 3);
      String body = status.equals("204") ? "" : answer.substring(3).strip() + "\n";
      String length = status.equals("204") ? "" : "Content-Length: " + body.length() + "\r\n";
      String field = status.equals("302") ? "Location: /health\r\n" : "";
      connection.send(
          ("HTTP/1.1 " + status + " As-Told\r\nx-server: " + name + "\r\n" + field + length)
              + ("\r\n" + (request[0].equals("HEAD") ? "" : body)));
    }
  }

  /** Status and body. */
  private String answer(String method, String path, String head) {
    if (path.startsWith("/v1/slow/")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    if (path.startsWith("/v1/")) {
      return OK + " hello from " + name;
    }
    return switch (path) {
      case "/health", "/healthz", "/status", "/health?full=1" ->
          method.equals("GET") || method.equals("HEAD") ? OK + " ok" : "405 GET only";
      case "/ready" -> head.contains("\r\nhost: shop.test") ? OK + " status: ready" : "404 no host";
      case "/live" -> "204";
      case "/moved" -> "302 moved";
      case "/private" -> "401 who are you";
      case "/broken" -> "500 broken";
      case "/key" -> head.contains("\r\nx-check: 1\r\n") ? OK + " ok" : "403 no key";
      case "/flaky" -> flips.getAndIncrement() % 2 == 0 ? OK + " ok" : "503 not now";
      case "/not-on-4" -> name.endsWith("-4") ? "404 not here" : OK + " ok";
      case "/lazy" -> {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
        yield OK + " ok";
      }
      default -> "404 nothing here";
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
