package io.evenkeel.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The lines after the last chunk, collected over any number of buffers. Used by one event loop.
 *
 * <p>Trailers may not change what the head said (RFC 9110 6.5.1). Those that would change framing
 * or routing are an attack and refused; others that a proxy or server acts on are left out; the
 * rest is passed on.
 */
final class TrailerSection {
  private static final int INITIAL_BYTES = 256;
  private static final long REFUSED_FIELDS = MessageLength.FIELDS | KnownField.HOST.bit();

  private final int maxBytes;
  private final int maxFields;
  private final Fields fields = new Fields();
  private byte[] octets = new byte[INITIAL_BYTES];
  private int length;
  private boolean complete;
  private Refusal refusal = Refusal.NONE;

  TrailerSection(int maxBytes, int maxFields) {
    this.maxBytes = maxBytes;
    this.maxFields = maxFields;
  }

  /** Takes octets of [from, to) up to the empty line: the position after the last one taken. */
  int take(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to && !complete && refusal == Refusal.NONE) {
      int lineEnd = in.indexOf(at, to, (byte) '\n') + 1;
      int end = lineEnd > 0 ? lineEnd : to;
      append(in, at, Math.min(end, at + maxBytes + 1 - length));
      at = end;
      if (length > maxBytes) {
        refusal = Refusal.TRAILER_LENGTH;
      } else if (lineEnd > 0) {
        judge();
      }
    }
    return at;
  }

  boolean isComplete() {
    return complete;
  }

  Refusal refusal() {
    return refusal;
  }

  /** Writes the lines that may be passed on. */
  void writeTo(ByteBuf out) {
    for (int i = 0; i < fields.count(); i++) {
      if (fields.known(i) == KnownField.OTHER) {
        out.writeBytes(octets, fields.lineStart(i), fields.lineEnd(i) - fields.lineStart(i));
      }
    }
  }

  int length() {
    return length;
  }

  /** Every line is judged when it is there, so that a bad one is not waited upon. */
  private void judge() {
    int end = fields.parse(octets, 0, length, maxFields);
    if (end == Fields.REFUSED) {
      refusal = fields.refusal();
    } else if (fields.hasAny(REFUSED_FIELDS)) {
      refusal = Refusal.TRAILER_FIELD;
    } else {
      complete = end >= 0;
    }
  }

  private void append(ByteBuf in, int from, int to) {
    int count = to - from;
    if (length + count > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
    }
    in.getBytes(from, octets, length, count);
    length += count;
  }
}
