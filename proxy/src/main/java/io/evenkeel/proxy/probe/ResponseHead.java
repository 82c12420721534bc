package io.evenkeel.proxy.probe;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a probe's response, read strictly (RFC 9112): CRLF only, no folded lines, no space
 * before a colon, one unambiguous length. Interim responses are passed over. Event loop only.
 */
final class ResponseHead {
  static final int MAX_BYTES = 16 * 1024;

  /** The body ends when the connection does. */
  static final long UNTIL_CLOSE = -1;

  /** The body comes in chunks. */
  static final long CHUNKED = -2;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9][0-9])(?: [\\t\\x20-\\x7e\\x80-\\xff]*)?");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t\\x20-\\x7e\\x80-\\xff]*?)[ \\t]*");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final byte[] BEGIN = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private final boolean answersHead;
  private byte[] bytes = new byte[512];
  private int length;
  private int status;
  private long bodyLength;
  private boolean keepsAlive;

  ResponseHead(String method) {
    answersHead = method.equals("HEAD");
  }

  /** Whether any byte came. */
  boolean begun() {
    return length > 0 || status != 0;
  }

  /** 200 to 599, once {@link #read} returned true. */
  int status() {
    return status;
  }

  /** Bytes of the body, {@link #UNTIL_CLOSE} or {@link #CHUNKED}. */
  long bodyLength() {
    return bodyLength;
  }

  /** Whether the connection is good for another request after this answer. */
  boolean keepsAlive() {
    return keepsAlive;
  }

  /** Reads on, not beyond the end of the head; true when it is complete. */
  boolean read(ByteBuf from) throws NotHttp {
    while (from.isReadable()) {
      append(from.readByte());
      if (length >= 4
          && bytes[length - 1] == '\n'
          && bytes[length - 2] == '\r'
          && bytes[length - 3] == '\n'
          && bytes[length - 4] == '\r') {
        parse(new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1));
        length = 0;
        if (status >= 200) {
          return true;
        }
      }
    }
    requireBegin();
    return false;
  }

  private void append(byte next) throws NotHttp {
    if (length == bytes.length) {
      if (length == MAX_BYTES) {
        throw new NotHttp("head longer than " + MAX_BYTES / 1024 + " KiB");
      }
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = next;
  }

  /** Another protocol is told at its first bytes; it may never send an empty line. */
  private void requireBegin() throws NotHttp {
    int begin = Math.min(length, BEGIN.length);
    if (!Arrays.equals(bytes, 0, begin, BEGIN, 0, begin)) {
      throw new NotHttp(
          "begins with " + quoted(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)));
    }
  }

  private void parse(String head) throws NotHttp {
    String[] lines = head.split("\r\n", -1);
    Matcher statusLine = STATUS_LINE.matcher(lines[0]);
    if (!statusLine.matches()) {
      throw new NotHttp("status line " + quoted(lines[0]));
    }
    status = Integer.parseInt(statusLine.group(1));
    if (status == 101) {
      throw new NotHttp("101 that nobody asked for");
    }
    keepsAlive = lines[0].startsWith("HTTP/1.1");
    String contentLength = "";
    boolean chunked = false;
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw new NotHttp("field line " + quoted(lines[i]));
      }
      String value = field.group(2);
      switch (field.group(1).toLowerCase(Locale.ROOT)) {
        case "content-length" -> contentLength = length(contentLength, value);
        case "transfer-encoding" -> chunked = chunked(chunked, value);
        case "connection" -> keepsAlive &= !value.toLowerCase(Locale.ROOT).contains("close");
        default -> {}
      }
    }
    bodyLength = bodyLength(contentLength, chunked);
  }

  private static String length(String before, String value) throws NotHttp {
    if (!LENGTH.matcher(value).matches() || !(before.isEmpty() || before.equals(value))) {
      throw new NotHttp("Content-Length " + quoted(value));
    }
    return value;
  }

  private static boolean chunked(boolean before, String value) throws NotHttp {
    if (before || !value.equalsIgnoreCase("chunked")) {
      throw new NotHttp("Transfer-Encoding " + quoted(value));
    }
    return true;
  }

  private long bodyLength(String contentLength, boolean chunked) throws NotHttp {
    if (chunked && !contentLength.isEmpty()) {
      throw new NotHttp("both Content-Length and Transfer-Encoding");
    }
    if (answersHead || status == 204 || status == 304) {
      return 0;
    }
    if (chunked) {
      return CHUNKED;
    }
    return contentLength.isEmpty() ? UNTIL_CLOSE : Long.parseLong(contentLength);
  }

  /** The begin of {@code text}, safe to print. */
  private static String quoted(String text) {
    String begin = text.substring(0, Math.min(text.length(), 40));
    return '"' + begin.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}
