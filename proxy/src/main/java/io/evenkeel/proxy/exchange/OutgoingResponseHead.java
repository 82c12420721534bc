package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.proxy.http1.Fields;
import io.evenkeel.proxy.http1.Framing;
import io.evenkeel.proxy.http1.HeadWriter;
import io.evenkeel.proxy.http1.KnownField;
import io.evenkeel.proxy.http1.ResponseHeadParser;
import org.jspecify.annotations.Nullable;

/**
 * The head that a client gets of a server's response. The one place that decides about response
 * fields. One per loop.
 */
final class OutgoingResponseHead {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] DATE = ascii("Date: ");
  private static final byte[] SET_COOKIE = ascii("Set-Cookie: ");
  private static final byte[] COOKIE_SCOPE = ascii("; Path=/; HttpOnly; SameSite=Lax\r\n");

  private final HeadWriter out;
  private final CurrentDate date;

  OutgoingResponseHead(HeadWriter out, CurrentDate date) {
    this.out = out;
    this.date = date;
  }

  /** How the connection to the client goes on after the response. */
  enum Persistence {
    /** HTTP/1.1's default: nothing need be said. */
    OPEN,
    /** An HTTP/1.0 client asked for it and must be told. */
    OPEN_SAID,
    CLOSE
  }

  /**
   * Writes the head of a final response.
   *
   * @param chunked whether the body goes to the client in chunks
   * @param sticky the cookie to set, {@code name=value}; null: none
   */
  void write(
      ResponseHeadParser parser,
      byte[] bytes,
      boolean chunked,
      Persistence persistence,
      byte @Nullable [] sticky) {
    statusLine(parser, bytes);
    boolean dated = passedFields(parser.fields(), bytes);
    if (chunked) {
      out.ascii(CHUNKED);
    } else if (parser.contentLength() >= 0 && !Framing.forbidsLength(parser.status())) {
      out.ascii(LENGTH);
      out.decimal(parser.contentLength());
      out.crlf();
    }
    if (!dated) {
      out.ascii(DATE);
      out.ascii(date.value());
      out.crlf();
    }
    if (sticky != null) {
      out.ascii(SET_COOKIE);
      out.ascii(sticky);
      out.ascii(COOKIE_SCOPE);
    }
    switch (persistence) {
      case OPEN -> {}
      case OPEN_SAID -> out.ascii(KEEP_ALIVE);
      case CLOSE -> out.ascii(CLOSE);
    }
    out.crlf();
  }

  /** Writes the head of an interim (1xx) response: no framing, no date. */
  void writeInterim(ResponseHeadParser parser, byte[] bytes) {
    statusLine(parser, bytes);
    passedFields(parser.fields(), bytes);
    out.crlf();
  }

  /** Writes the head of the response that ends HTTP on both connections (101). */
  void writeSwitch(ResponseHeadParser parser, byte[] bytes) {
    statusLine(parser, bytes);
    passedFields(parser.fields(), bytes);
    out.ascii(UPGRADE);
    out.crlf();
  }

  private void statusLine(ResponseHeadParser parser, byte[] bytes) {
    out.reset();
    out.ascii(VERSION);
    out.decimal(parser.status());
    out.octet(' ');
    out.copy(bytes, parser.reasonStart(), parser.reasonEnd());
    out.crlf();
  }

  // Fields that pass are copied in runs. Returns whether one of them is Date.
  private boolean passedFields(Fields fields, byte[] bytes) {
    boolean dated = false;
    int runStart = 0;
    int runEnd = 0;
    for (int i = 0; i < fields.count(); i++) {
      KnownField known = fields.known(i);
      dated |= known == KnownField.DATE;
      if (known != KnownField.CONTENT_LENGTH && !fields.hopByHop(i)) {
        if (fields.lineStart(i) != runEnd) {
          out.copy(bytes, runStart, runEnd);
          runStart = fields.lineStart(i);
        }
        runEnd = fields.lineEnd(i);
      }
    }
    out.copy(bytes, runStart, runEnd);
    return dated;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
