package io.evenkeel.proxy.exchange;

import io.evenkeel.testkit.process.RawConnection;
import io.evenkeel.testkit.process.RawServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the servers of these tests do. */
final class Scripts {
  private Scripts() {}

  /** The lines of a head, each with its line end. */
  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** A whole response with a Content-Length. */
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Answers every request with the same bytes, and keeps the connection. */
  static RawServer.Script always(String response) {
    return connection -> {
      while (!readRequest(connection).isEmpty()) {
        connection.send(response);
      }
    };
  }

  /** Answers every request with this status and a short body, and keeps the connection. */
  static RawServer.Script failing(int status) {
    return always("HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\nsorry");
  }

  /** Reads a request with its body, and breaks the connection. */
  static RawServer.Script resetting() {
    return connection -> {
      readRequest(connection);
      connection.reset();
    };
  }

  /** Reads requests and never answers. */
  static RawServer.Script silent() {
    return connection -> {
      readRequest(connection);
      connection.hold();
    };
  }

  /** Answers one request, and closes. */
  static RawServer.Script once(String response) {
    return connection -> {
      readRequest(connection);
      connection.send(response);
    };
  }

  /** Answers every request with the request itself, head and body, as text. */
  static RawServer.Script echo() {
    return connection -> {
      for (String request = readRequest(connection);
          !request.isEmpty();
          request = readRequest(connection)) {
        connection.send(ok(request.startsWith("HEAD ") ? "" : request));
      }
    };
  }

  /** One request with its body as it came, chunk framing included; empty at the end. */
  static String readRequest(RawConnection connection) throws IOException {
    String head = connection.readHead();
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      return head + readChunked(connection);
    }
    int length = lower.indexOf("\r\ncontent-length: ");
    if (length < 0) {
      return head;
    }
    int from = length + "\r\ncontent-length: ".length();
    int bytes = Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)));
    return head + text(connection.readBytes(bytes));
  }

  private static String readChunked(RawConnection connection) throws IOException {
    StringBuilder body = new StringBuilder();
    while (body.indexOf("0\r\n") != 0 && body.indexOf("\r\n0\r\n") < 0) {
      body.append(text(connection.readBytes(1)));
    }
    // The trailer section, up to its empty line.
    while (!body.toString().endsWith("\r\n\r\n")) {
      body.append(text(connection.readBytes(1)));
    }
    return body.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The value of a field in {@code head}; null when it is not there. */
  static @Nullable String field(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
        return line.substring(name.length() + 2);
      }
    }
    return null;
  }
}
