package io.evenkeel.proxy.http1;

import io.netty.buffer.ByteBuf;

/**
 * One {@code chunk-size [chunk-ext] CRLF} line, collected over any number of buffers and judged by
 * the whole grammar of RFC 9112 7.1: a proxy that skips over extensions sees another line end in
 * them than the next reader (CVE-2026-33870). Used by one event loop.
 */
final class ChunkLine {
  /** Sixteen digits and an extension of ordinary size. */
  private static final int MAX_LENGTH = 256;

  private static final int MAX_DIGITS = 16;

  private final byte[] octets = new byte[MAX_LENGTH];
  private int length;
  private long size;
  private boolean complete;
  private boolean canonical;
  private Refusal refusal = Refusal.NONE;

  void clear() {
    length = 0;
    complete = false;
    refusal = Refusal.NONE;
  }

  /**
   * Takes octets of [from, to) up to the end of the line: the position after the last one taken.
   */
  int take(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to && !complete && refusal == Refusal.NONE) {
      byte octet = in.getByte(at++);
      refusal = judge(octet);
      if (refusal == Refusal.NONE) {
        octets[length++] = octet;
        if (octet == '\n') {
          complete = true;
          refusal = parse(length - 2);
        }
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

  long size() {
    return size;
  }

  /** Octets of the line, its CRLF included. */
  int length() {
    return length;
  }

  /** Whether the line is what we would write for this size: digits only, no leading zero. */
  boolean isCanonical() {
    return canonical;
  }

  private Refusal judge(byte octet) {
    if (length == MAX_LENGTH) {
      return Refusal.CHUNK_LINE_LENGTH;
    }
    if (length == 0) {
      return ByteClass.is(octet, ByteClass.HEX) ? Refusal.NONE : Refusal.CHUNK_SIZE;
    }
    boolean afterReturn = octets[length - 1] == '\r';
    if (octet == '\n') {
      return afterReturn ? Refusal.NONE : Refusal.BARE_LF;
    }
    if (afterReturn) {
      return Refusal.BARE_CR;
    }
    return octet == '\r' || ByteClass.is(octet, ByteClass.VALUE)
        ? Refusal.NONE
        : Refusal.CHUNK_SIZE;
  }

  private Refusal parse(int end) {
    int digits = ByteClass.skip(octets, 0, end, ByteClass.HEX);
    if (digits > MAX_DIGITS) {
      return Refusal.CHUNK_SIZE_RANGE;
    }
    size = 0;
    for (int i = 0; i < digits; i++) {
      size = (size << 4) | ByteClass.hex(octets[i]);
    }
    if (size < 0) {
      return Refusal.CHUNK_SIZE_RANGE;
    }
    canonical = digits == end && (digits == 1 || octets[0] != '0');
    return areExtensions(digits, end) ? Refusal.NONE : Refusal.CHUNK_EXTENSION;
  }

  private boolean areExtensions(int from, int to) {
    int at = from;
    while (at < to) {
      at = skipBlanks(at, to);
      if (at == to || octets[at] != ';') {
        return false;
      }
      int name = skipBlanks(at + 1, to);
      at = ByteClass.skip(octets, name, to, ByteClass.TOKEN);
      if (at == name) {
        return false;
      }
      int equals = skipBlanks(at, to);
      if (equals < to && octets[equals] == '=') {
        int value = skipBlanks(equals + 1, to);
        at = valueEnd(value, to);
        if (at <= value) {
          return false;
        }
      }
    }
    return true;
  }

  /** After the token or the closed quoted string, or -1. */
  private int valueEnd(int from, int to) {
    if (from == to || octets[from] != '"') {
      return ByteClass.skip(octets, from, to, ByteClass.TOKEN);
    }
    for (int at = from + 1; at < to; at++) {
      if (octets[at] == '"') {
        return at + 1;
      }
      if (octets[at] == '\\') {
        at++;
      }
    }
    return -1;
  }

  private int skipBlanks(int from, int to) {
    int at = from;
    while (at < to && (octets[at] == ' ' || octets[at] == '\t')) {
      at++;
    }
    return at;
  }
}
