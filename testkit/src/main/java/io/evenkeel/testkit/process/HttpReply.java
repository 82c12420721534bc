package io.evenkeel.testkit.process;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 response as it came over the wire. The reader is deliberately plain: it believes the
 * framing and fails on anything it does not expect, so that a test sees it.
 *
 * @param head status line and fields, without the empty line
 * @param body without its chunking, one character per byte
 */
public record HttpReply(int status, List<String> head, String body) {
  public HttpReply {
    head = List.copyOf(head);
  }

  /** The first field with that name, or null. */
  public @Nullable String header(String name) {
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
        return line.substring(colon + 1).trim();
      }
    }
    return null;
  }

  /** The connection ends with this response. */
  public boolean saysClose() {
    String connection = header("connection");
    if (connection != null) {
      return connection.toLowerCase(Locale.ROOT).contains("close");
    }
    return head.getFirst().startsWith("HTTP/1.0");
  }

  /**
   * Reads one response, interim ones included: a 1xx is returned like any other.
   *
   * @param answersHead the request was HEAD: the response has no body whatever its fields say
   * @throws EOFException when the connection ends before the response does
   */
  static HttpReply read(InputStream in, boolean answersHead) throws IOException {
    String statusLine = readLine(in);
    if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("not a status line: " + statusLine);
    }
    List<String> head = readHead(statusLine, in);
    int status = Integer.parseInt(statusLine.substring(9, 12));
    HttpReply bare = new HttpReply(status, head, "");
    if (answersHead || status < 200 || status == 204 || status == 304) {
      return bare;
    }
    return new HttpReply(status, head, new String(bare.readBody(in), StandardCharsets.ISO_8859_1));
  }

  private static List<String> readHead(String statusLine, InputStream in) throws IOException {
    List<String> lines = new ArrayList<>(List.of(statusLine));
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      lines.add(line);
    }
    return lines;
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed inside a head, after: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private byte[] readBody(InputStream in) throws IOException {
    String encoding = header("transfer-encoding");
    if (encoding != null && encoding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
      return readChunks(in);
    }
    String length = header("content-length");
    return length == null ? in.readAllBytes() : readExactly(in, Integer.parseInt(length));
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = readLine(in).replaceFirst(";.*", "").trim();
      byte[] chunk = readExactly(in, Integer.parseInt(size, 16));
      if (chunk.length == 0) {
        skipTrailers(in);
        return body.toByteArray();
      }
      body.write(chunk);
      readLine(in);
    }
  }

  private static void skipTrailers(InputStream in) throws IOException {
    String line = readLine(in);
    while (!line.isEmpty()) {
      line = readLine(in);
    }
  }

  private static byte[] readExactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("body ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }
}
