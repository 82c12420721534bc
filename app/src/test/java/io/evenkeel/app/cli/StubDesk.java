package io.evenkeel.app.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An admin listener that answers what a test tells it to, over real HTTP. */
final class StubDesk implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  StubDesk() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What was asked; {@code operation} is method and path below /api/v1, with the query. */
  record Call(String operation, String body, String user, String authorization) {}

  private record Reply(int status, String body) {}

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next answer to {@code operation}; the last one told stays. */
  StubDesk when(String operation, String json) {
    return when(operation, 200, json);
  }

  /** A problem document as the balancer makes them. */
  StubDesk refuses(String operation, int status, String kind, String detail) {
    return when(
        operation,
        status,
        "{\"type\":\"urn:evenkeel:problem:%s\",\"status\":%d,\"kind\":\"%s\",\"detail\":\"%s\"}"
            .formatted(kind, status, kind, detail));
  }

  StubDesk when(String operation, int status, String json) {
    replies.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(new Reply(status, json));
    return this;
  }

  List<Call> calls() {
    return calls;
  }

  Call last(String operation) {
    return calls.stream()
        .filter(call -> call.operation().equals(operation))
        .reduce((_, later) -> later)
        .orElseThrow(() -> new AssertionError(operation + " was not asked: " + calls));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
      String operation = exchange.getRequestMethod() + " " + path;
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.add(
          new Call(
              operation,
              body,
              String.valueOf(exchange.getRequestHeaders().getFirst("X-Evenkeel-User")),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
      Reply reply = next(operation);
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply next(String operation) {
    Deque<Reply> told = replies.get(operation);
    if (told == null) {
      return new Reply(
          404, "{\"status\":404,\"kind\":\"unknown\",\"detail\":\"no " + operation + "\"}");
    }
    return told.size() > 1 ? told.remove() : told.element();
  }
}
