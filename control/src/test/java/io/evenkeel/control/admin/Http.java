package io.evenkeel.control.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an admin listener in bytes, so that a test can be as rude as it likes. */
record Http(int port) {
  record Reply(int status, String head, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String kind() {
      return json().path("kind").asString("");
    }
  }

  Reply get(String path, String... fields) throws IOException {
    return ask("GET", path, "", fields);
  }

  /** A POST as the command line sends it. */
  Reply post(String path, String json, String... fields) throws IOException {
    String[] all = new String[fields.length + 1];
    all[0] = "Content-Type: application/json";
    System.arraycopy(fields, 0, all, 1, fields.length);
    return ask("POST", path, json, all);
  }

  /** A field {@code Host} among {@code fields} takes the place of ours. */
  Reply ask(String method, String path, String body, String... fields) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean hasHost = false;
    for (String field : fields) {
      head.append(field).append("\r\n");
      hasHost |= field.toLowerCase(Locale.ROOT).startsWith("host:");
    }
    if (!hasHost) {
      head.append("Host: localhost:").append(port).append("\r\n");
    }
    if (method.equals("POST")) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    try (Socket socket = open()) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.UTF_8));
      out.write(bytes);
      return reply(socket);
    }
  }

  Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The first line that comes, without waiting for the end. */
  static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  /** All that comes until the end. */
  static Reply reply(Socket socket) throws IOException {
    String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply(0, all, "");
    }
    int status = Integer.parseInt(all.substring(9, 12));
    return new Reply(status, all.substring(0, end), all.substring(end + 4));
  }
}
