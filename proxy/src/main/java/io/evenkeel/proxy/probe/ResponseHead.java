package io.evenkeel.proxy.probe;

import io.evenkeel.proxy.http1.Framing;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.ResponseHeadParser;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a probe's response, read as strictly as for traffic; interim responses are passed
 * over. Event loop only.
 */
final class ResponseHead {
  static final int MAX_BYTES = 16 * 1024;
  static final int MAX_FIELDS = 100;

  private static final int FIRST_BYTES = 512;
  private static final int FIRST_FINAL = 200;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final String BEGIN = "HTTP/1.";

  private final ResponseHeadParser parser;
  private final Method method;
  private byte[] bytes = {};
  private int length;
  private boolean begun;
  private int status;
  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean keepsAlive;

  /**
   * @param parser the loop's; used within {@link #read} only
   */
  ResponseHead(ResponseHeadParser parser, String method) {
    this.parser = parser;
    this.method = method.equals("HEAD") ? Method.HEAD : Method.OTHER;
  }

  /** Whether any byte came. */
  boolean begun() {
    return begun;
  }

  /** 200 to 999, once {@link #read} returned true. */
  int status() {
    return status;
  }

  /** How the body ends, once {@link #read} returned true. */
  Framing framing() {
    return framing;
  }

  /** Bytes of the body when its framing is {@link Framing#LENGTH}. */
  long contentLength() {
    return contentLength;
  }

  /** Whether the connection is good for another request after this answer. */
  boolean keepsAlive() {
    return keepsAlive;
  }

  /** Reads on, not beyond the end of the head; true when it is complete. */
  boolean read(ByteBuf from) throws NotHttp {
    begun |= from.isReadable();
    while (from.isReadable()) {
      append(from);
      if (parse()) {
        int left = length - parser.headEnd();
        from.readerIndex(from.readerIndex() - left);
        length = 0;
        if (parser.status() >= FIRST_FINAL) {
          keepResults();
          return true;
        }
      }
    }
    return false;
  }

  private void append(ByteBuf from) {
    int taken = Math.min(from.readableBytes(), MAX_BYTES - length); // full: the parser refuses
    if (length + taken > bytes.length) {
      int doubled = Math.max(FIRST_BYTES, bytes.length * 2);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + taken));
    }
    from.readBytes(bytes, length, taken);
    length += taken;
  }

  private boolean parse() throws NotHttp {
    int result = parser.parse(bytes, 0, length, MAX_BYTES, MAX_FIELDS);
    if (result == ResponseHeadParser.BAD) {
      throw new NotHttp(parser.refusal() + seenInstead());
    }
    if (result == ResponseHeadParser.COMPLETE && parser.status() == SWITCHING_PROTOCOLS) {
      throw new NotHttp("switched protocols unasked");
    }
    return result == ResponseHeadParser.COMPLETE;
  }

  private void keepResults() {
    status = parser.status();
    framing = Framing.of(method, parser);
    contentLength = parser.contentLength();
    keepsAlive = parser.http11() && parser.keepAlive();
  }

  /** The begin of what came when that is another protocol: the quickest way to see which. */
  private String seenInstead() {
    String begin = new String(bytes, 0, Math.min(length, 40), StandardCharsets.ISO_8859_1);
    return begin.startsWith(BEGIN)
        ? ""
        : ": \"" + begin.strip().replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }
}
