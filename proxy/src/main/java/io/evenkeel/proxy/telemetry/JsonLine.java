package io.evenkeel.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON into a byte array that is known to be long enough. No state; any thread.
 *
 * <p>A text is bytes, and each byte is one character of the JSON string (ISO 8859-1): printable
 * ASCII stands for itself, everything else is escaped. So no byte a client sends can end the string
 * or the line or move a terminal's cursor, the output is ASCII, and the bytes can be had back
 * exactly. Eight bytes that need no escape are found and copied as one word (the carry tricks of
 * Henry S. Warren, "Hacker's Delight", 2nd ed., 2012, section 6-1).
 */
final class JsonLine {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ELLIPSIS = "\\u2026".getBytes(StandardCharsets.US_ASCII);

  /** The longest escape of one byte: a backslash, a u and four digits. */
  static final int MAX_ESCAPE = 6;

  private JsonLine() {}

  static int raw(byte[] line, int at, byte[] source) {
    System.arraycopy(source, 0, line, at, source.length);
    return at + source.length;
  }

  /** Writes {@code source[from, to)} as at most {@code limit} bytes and returns where they end. */
  static int text(byte[] line, int at, byte[] source, int from, int to, int limit) {
    int end = at + limit - ELLIPSIS.length; // room for the mark that more was there
    int next = from;
    while (next < to && at < end) {
      if (to - next >= Long.BYTES && end - at >= Long.BYTES) {
        long word = (long) WORDS.get(source, next);
        if (isPlain(word)) {
          WORDS.set(line, at, word);
          at += Long.BYTES;
          next += Long.BYTES;
          continue;
        }
      }
      int stop = Math.min(to, next + Long.BYTES);
      while (next < stop && at < end) {
        byte b = source[next];
        if (isPlain(b)) {
          line[at++] = b;
        } else if (end - at >= MAX_ESCAPE) {
          at = escape(line, at, b);
        } else {
          return raw(line, at, ELLIPSIS);
        }
        next++;
      }
    }
    return next == to ? at : raw(line, at, ELLIPSIS);
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\' && b != 0x7f;
  }

  /** No byte of the eight is negative, below space, a quote, a backslash or DEL. */
  private static boolean isPlain(long word) {
    long control = word - ' ' * ONES;
    long quote = (word ^ '"' * ONES) - ONES;
    long backslash = (word ^ '\\' * ONES) - ONES;
    long delete = (word ^ 0x7f * ONES) - ONES;
    return ((control | quote | backslash | delete | word) & HIGH_BITS) == 0;
  }

  private static int escape(byte[] line, int at, byte b) {
    line[at++] = '\\';
    if (b == '"' || b == '\\') {
      line[at++] = b;
      return at;
    }
    line[at++] = 'u';
    line[at++] = '0';
    line[at++] = '0';
    line[at++] = HEX[(b >> 4) & 0xf];
    line[at++] = HEX[b & 0xf];
    return at;
  }

  /** A decimal number, at most 20 bytes. */
  static int number(byte[] line, int at, long value) {
    if (value < 0) {
      line[at++] = '-';
      value = value == Long.MIN_VALUE ? Long.MAX_VALUE : -value;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    for (int i = at + digits - 1; i >= at; i--) {
      line[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    return at + digits;
  }

  /** {@code digits} decimal digits of {@code value}, zeros in front. */
  static int padded(byte[] line, int at, int value, int digits) {
    for (int i = at + digits - 1; i >= at; i--) {
      line[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    return at + digits;
  }
}
