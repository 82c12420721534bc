package io.evenkeel.proxy.http1;

import java.util.Arrays;

/**
 * A growing array that the head of an outgoing message is written to. One per event loop; what was
 * written is valid until the next {@link #reset}.
 */
public final class HeadWriter {
  private static final int INITIAL_BYTES = 4096;

  /** Digits of 2^63-1. */
  private static final int MAX_DIGITS = 19;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  public HeadWriter() {}

  /** Begins another head. */
  public HeadWriter reset() {
    length = 0;
    return this;
  }

  /** Appends constant text. */
  public HeadWriter ascii(byte[] text) {
    return copy(text, 0, text.length);
  }

  /** Appends [from, to) of the source, which may be the bytes of a parsed head. */
  public HeadWriter copy(byte[] source, int from, int to) {
    int count = to - from;
    reserve(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends a field line; the name includes colon and space. */
  public HeadWriter field(byte[] nameColonSpace, byte[] value, int from, int to) {
    return ascii(nameColonSpace).copy(value, from, to).crlf();
  }

  /** Appends a field line; the name includes colon and space. */
  public HeadWriter field(byte[] nameColonSpace, byte[] value) {
    return field(nameColonSpace, value, 0, value.length);
  }

  /** Appends a number >= 0 in decimal digits. */
  public HeadWriter decimal(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
    }
    reserve(MAX_DIGITS);
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Appends one octet. */
  public HeadWriter octet(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  public HeadWriter crlf() {
    reserve(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
    return this;
  }

  /** The array whose first {@link #length} octets have been written; another one after growth. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
