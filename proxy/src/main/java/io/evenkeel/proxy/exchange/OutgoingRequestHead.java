package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.core.time.RandomSource;
import io.evenkeel.proxy.http1.Fields;
import io.evenkeel.proxy.http1.HeadWriter;
import io.evenkeel.proxy.http1.KnownField;
import io.evenkeel.proxy.http1.Lookalikes;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.RequestHeadParser;
import io.evenkeel.proxy.http1.TargetForm;

/**
 * The head that a server gets: the client's, less what ends at us, plus what a server wants to know
 * of the client. The one place that decides about request fields. One per loop.
 */
final class OutgoingRequestHead {
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] HOST = ascii("Host: ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] FORWARDED_FOR = ascii("X-Forwarded-For: ");
  private static final byte[] FORWARDED_PROTO = ascii("X-Forwarded-Proto: http\r\n");
  private static final byte[] FORWARDED_HOST = ascii("X-Forwarded-Host: ");
  private static final byte[] REQUEST_ID = ascii("X-Request-Id: ");
  private static final byte[] TRACEPARENT = ascii("traceparent: 00-");
  private static final byte[] MAX_FORWARDS = ascii("Max-Forwards: ");

  /** RFC 9110, 7.6.3: the version we received, and a pseudonym. */
  private static final byte[] VIA_11 = ascii("Via: 1.1 evenkeel\r\n\r\n");

  private static final byte[] VIA_10 = ascii("Via: 1.0 evenkeel\r\n\r\n");
  private static final byte[] COMMA = ascii(", ");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final int REQUEST_ID_LENGTH = 32;

  private final HeadWriter out;
  private final RandomSource random;
  private final Lookalikes lookalikes = new Lookalikes();
  private final byte[] madeId = new byte[REQUEST_ID_LENGTH];

  OutgoingRequestHead(HeadWriter out, RandomSource random) {
    this.out = out;
    this.random = random;
  }

  /**
   * Writes the head for the request in {@code bytes} that {@code parser} has just accepted.
   *
   * @param limited whether it has a place for the time that is left, see {@link TimeLeft}
   */
  void write(
      RequestHeadParser parser,
      byte[] bytes,
      ClientIdentity client,
      RequestFacts facts,
      boolean limited) {
    out.reset();
    requestLine(parser, bytes);
    if (parser.form() == TargetForm.ABSOLUTE || parser.hostField() < 0) {
      hostLine(parser, bytes, client);
    }
    passedFields(parser, bytes, client.isTrusted(), facts.maxForwards >= 0);
    framing(parser, facts.maxForwards);
    if (facts.wantsWebSocket) {
      out.ascii(UPGRADE);
    }
    forwarding(parser, bytes, client);
    tracing(parser.fields(), bytes, facts.notes);
    if (limited) {
      out.ascii(TimeLeft.NAME);
      facts.timeoutAt = out.length();
      out.ascii(TimeLeft.PLACE);
      out.crlf();
    }
    out.ascii(parser.http11() ? VIA_11 : VIA_10);
  }

  private void requestLine(RequestHeadParser parser, byte[] bytes) {
    out.copy(bytes, parser.methodStart(), parser.methodEnd());
    out.octet(' ');
    int from = parser.pathStart();
    int to = parser.pathEnd();
    if (parser.form() == TargetForm.ABSOLUTE && (from == to || bytes[from] != '/')) {
      // RFC 9112, 3.2.1 and 3.2.4: an empty path is "/", but "*" for OPTIONS.
      out.octet(from == to && parser.method() == Method.OPTIONS ? '*' : '/');
    }
    out.copy(bytes, from, to);
    out.ascii(VERSION);
  }

  // Only an HTTP/1.0 client may leave Host out; the server must get one, so it gets our own name.
  private void hostLine(RequestHeadParser parser, byte[] bytes, ClientIdentity client) {
    out.ascii(HOST);
    if (parser.hostEnd() > parser.hostStart()) {
      out.copy(bytes, parser.hostStart(), parser.hostEnd());
    } else {
      out.ascii(client.ownAddress());
    }
    out.crlf();
  }

  // Fields that pass are copied in runs, not one by one.
  private void passedFields(
      RequestHeadParser parser, byte[] bytes, boolean trusted, boolean counted) {
    Fields fields = parser.fields();
    int runStart = 0;
    int runEnd = 0;
    for (int i = 0; i < fields.count(); i++) {
      if (passes(parser, bytes, i, trusted, counted)) {
        if (fields.lineStart(i) != runEnd) {
          out.copy(bytes, runStart, runEnd);
          runStart = fields.lineStart(i);
        }
        runEnd = fields.lineEnd(i);
      }
    }
    out.copy(bytes, runStart, runEnd);
  }

  private boolean passes(
      RequestHeadParser parser, byte[] bytes, int i, boolean trusted, boolean counted) {
    Fields fields = parser.fields();
    return switch (fields.known(i)) {
      case HOST -> parser.form() != TargetForm.ABSOLUTE;
      case CONTENT_LENGTH, X_FORWARDED_FOR, X_EVENKEEL_TIMEOUT_MS, UPGRADE, HTTP2_SETTINGS -> false;
      // Whoever is not trusted may not say who somebody else is.
      case X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PORT, X_REAL_IP, FORWARDED -> trusted;
      case EXPECT -> parser.http11();
      case MAX_FORWARDS -> !counted;
      // Nobody means well by these, and a trusted proxy passes on what its client made up.
      case OTHER ->
          !fields.hopByHop(i) && !lookalikes.isOne(bytes, fields.nameStart(i), fields.nameEnd(i));
      default -> !fields.hopByHop(i);
    };
  }

  private void framing(RequestHeadParser parser, long maxForwards) {
    if (parser.chunked()) {
      out.ascii(CHUNKED);
    } else if (parser.contentLength() >= 0) {
      out.ascii(LENGTH);
      out.decimal(parser.contentLength());
      out.crlf();
    }
    if (maxForwards > 0) {
      out.ascii(MAX_FORWARDS);
      out.decimal(maxForwards - 1);
      out.crlf();
    }
  }

  private void forwarding(RequestHeadParser parser, byte[] bytes, ClientIdentity client) {
    Fields fields = parser.fields();
    out.ascii(FORWARDED_FOR);
    if (client.isTrusted()) {
      for (int i = 0; i < fields.count(); i++) {
        if (fields.known(i) == KnownField.X_FORWARDED_FOR
            && fields.valueEnd(i) > fields.valueStart(i)) {
          out.copy(bytes, fields.valueStart(i), fields.valueEnd(i));
          out.ascii(COMMA);
        }
      }
    }
    out.ascii(client.address());
    out.crlf();
    if (!client.isTrusted() || !fields.has(KnownField.X_FORWARDED_PROTO)) {
      out.ascii(FORWARDED_PROTO);
    }
    if (parser.hostEnd() > parser.hostStart()
        && (!client.isTrusted() || !fields.has(KnownField.X_FORWARDED_HOST))) {
      out.ascii(FORWARDED_HOST);
      out.copy(bytes, parser.hostStart(), parser.hostEnd());
      out.crlf();
    }
  }

  private void tracing(Fields fields, byte[] bytes, RequestNotes notes) {
    int id = fields.first(KnownField.X_REQUEST_ID);
    if (id >= 0) {
      notes.requestId(bytes, fields.valueStart(id), fields.valueEnd(id));
    } else {
      hex(madeId, 0, random.nextLong());
      hex(madeId, 16, random.nextLong());
      notes.requestId(madeId, 0, REQUEST_ID_LENGTH);
      out.ascii(REQUEST_ID);
      out.ascii(madeId);
      out.crlf();
    }
    if (!fields.has(KnownField.TRACEPARENT)) {
      // W3C Trace Context: version 00, trace id, our span id, sampled, so that tracers behind us
      // keep deciding by rate.
      hex(madeId, 0, random.nextLong() | 1);
      hex(madeId, 16, random.nextLong());
      out.ascii(TRACEPARENT);
      out.ascii(madeId);
      out.octet('-');
      hex(madeId, 0, random.nextLong() | 1);
      out.copy(madeId, 0, 16);
      out.octet('-');
      out.octet('0');
      out.octet('1');
      out.crlf();
    }
  }

  private static void hex(byte[] target, int at, long value) {
    for (int i = 0; i < 16; i++) {
      target[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
