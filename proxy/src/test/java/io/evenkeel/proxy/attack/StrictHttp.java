package io.evenkeel.proxy.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/1.1 messages read off a text of ISO 8859-1, by the letter of RFC 9112 and with no tolerance:
 * the judge of what the proxy sends to either side. Written without a look at the proxy's parsers.
 */
final class StrictHttp {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \t]*([\t\\x20-\\x7e\\x80-\\xff]*?)[ \t]*");
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e]+) HTTP/1\\.1");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [\t\\x20-\\x7e\\x80-\\xff]*)?");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,16})(?:;[^\r\n\\x00]*)?");

  private StrictHttp() {}

  /** What is wrong with the bytes. */
  static final class Violation extends Exception {
    private static final long serialVersionUID = 1;

    Violation(String message) {
      super(message);
    }
  }

  /**
   * @param end the position after the message
   */
  record Message(String startLine, List<String[]> fields, String body, int end) {
    String target() {
      return startLine.split(" ", -1)[1];
    }

    int status() {
      return Integer.parseInt(startLine.substring(9, 12));
    }

    List<String> values(String name) {
      return fields.stream().filter(f -> f[0].equalsIgnoreCase(name)).map(f -> f[1]).toList();
    }
  }

  /** The request that begins at {@code from}; empty while it is incomplete. */
  static Optional<Message> request(String text, int from) throws Violation {
    int headEnd = text.indexOf("\r\n\r\n", from);
    if (headEnd < 0) {
      return Optional.empty();
    }
    Message head = head(text, from, headEnd, REQUEST_LINE);
    if (head.values("host").size() != 1) {
      throw new Violation("not one Host: " + head.values("host"));
    }
    return withBody(text, head, false);
  }

  /**
   * The response at {@code from}; empty while it is incomplete. Ends with {@code text} if need be.
   */
  static Optional<Message> response(String text, int from) throws Violation {
    int headEnd = text.indexOf("\r\n\r\n", from);
    if (headEnd < 0) {
      return Optional.empty();
    }
    Message head = head(text, from, headEnd, STATUS_LINE);
    boolean bodiless = head.status() < 200 || head.status() == 204 || head.status() == 304;
    return bodiless ? Optional.of(head) : withBody(text, head, true);
  }

  private static Message head(String text, int from, int headEnd, Pattern startLine)
      throws Violation {
    String[] lines = text.substring(from, headEnd).split("\r\n", -1);
    if (!startLine.matcher(lines[0]).matches()) {
      throw new Violation("start line: " + lines[0]);
    }
    List<String[]> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw new Violation("field line: " + lines[i]);
      }
      fields.add(new String[] {field.group(1), field.group(2)});
    }
    return new Message(lines[0], fields, "", headEnd + 4);
  }

  private static Optional<Message> withBody(String text, Message head, boolean untilEnd)
      throws Violation {
    List<String> lengths = head.values("content-length");
    List<String> codings = head.values("transfer-encoding");
    if (!codings.isEmpty()) {
      if (codings.size() > 1
          || !codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")
          || !lengths.isEmpty()) {
        throw new Violation("framing: " + codings + " and length " + lengths);
      }
      return chunked(text, head);
    }
    if (lengths.isEmpty()) {
      int end = untilEnd ? text.length() : head.end();
      return Optional.of(body(head, text.substring(head.end(), end), end));
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}|[1-8][0-9]{18}")) {
      throw new Violation("length: " + lengths);
    }
    long end = head.end() + Long.parseLong(lengths.getFirst());
    return end > text.length()
        ? Optional.empty()
        : Optional.of(body(head, text.substring(head.end(), (int) end), (int) end));
  }

  private static Optional<Message> chunked(String text, Message head) throws Violation {
    StringBuilder data = new StringBuilder();
    int at = head.end();
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      if (lineEnd < 0) {
        return Optional.empty();
      }
      Matcher chunk = CHUNK.matcher(text.substring(at, lineEnd));
      if (!chunk.matches()) {
        throw new Violation("chunk line: " + text.substring(at, lineEnd));
      }
      long size = Long.parseLong(chunk.group(1), 16);
      at = lineEnd + 2;
      if (size == 0) {
        return trailers(text, head, data.toString(), at);
      }
      if (size > text.length() - at - 2) {
        return Optional.empty();
      }
      data.append(text, at, at + (int) size);
      at += (int) size;
      if (!text.startsWith("\r\n", at)) {
        throw new Violation("chunk of " + size + " bytes does not end there");
      }
      at += 2;
    }
  }

  private static Optional<Message> trailers(String text, Message head, String data, int from)
      throws Violation {
    int at = from;
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      if (lineEnd < 0) {
        return Optional.empty();
      }
      if (lineEnd == at) {
        return Optional.of(body(head, data, at + 2));
      }
      Matcher field = FIELD.matcher(text.substring(at, lineEnd));
      if (!field.matches() || field.group(1).matches("(?i)content-length|transfer-encoding|host")) {
        throw new Violation("trailer: " + text.substring(at, lineEnd));
      }
      at = lineEnd + 2;
    }
  }

  private static Message body(Message head, String body, int end) {
    return new Message(head.startLine(), head.fields(), body, end);
  }
}
