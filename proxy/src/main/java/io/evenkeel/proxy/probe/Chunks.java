package io.evenkeel.proxy.probe;

/** Tells data from framing in the chunked coding (RFC 9112, 7.1), byte by byte. Event loop only. */
final class Chunks {
  /** More hexadecimal digits than any probe's answer needs, and no overflow. */
  private static final int MAX_SIZE_DIGITS = 8;

  private enum At {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_BEGIN,
    TRAILER,
    TRAILER_LF,
    LAST_LF,
    END
  }

  private At at = At.SIZE;
  private long size;
  private int digits;

  boolean ended() {
    return at == At.END;
  }

  /** Whether {@code next} belongs to the content. */
  boolean isData(byte next) throws NotHttp {
    switch (at) {
      case DATA -> {
        if (--size == 0) {
          at = At.DATA_CR;
        }
        return true;
      }
      case SIZE -> size(next);
      case EXTENSION -> at = next == '\r' ? At.SIZE_LF : require(next != '\n', At.EXTENSION);
      case SIZE_LF -> {
        at = require(next == '\n', size == 0 ? At.TRAILER_BEGIN : At.DATA);
        digits = 0;
      }
      case DATA_CR -> at = require(next == '\r', At.DATA_LF);
      case DATA_LF -> {
        at = require(next == '\n', At.SIZE);
        size = 0;
      }
      case TRAILER_BEGIN -> at = next == '\r' ? At.LAST_LF : require(next != '\n', At.TRAILER);
      case TRAILER -> at = next == '\r' ? At.TRAILER_LF : require(next != '\n', At.TRAILER);
      case TRAILER_LF -> at = require(next == '\n', At.TRAILER_BEGIN);
      case LAST_LF -> at = require(next == '\n', At.END);
      case END -> require(false, At.END);
    }
    return false;
  }

  private void size(byte next) throws NotHttp {
    int digit = Character.digit(next, 16);
    if (digit >= 0) {
      size = size * 16 + digit;
      digits++;
      at = require(digits <= MAX_SIZE_DIGITS, At.SIZE);
    } else if (next == '\r') {
      at = require(digits > 0, At.SIZE_LF);
    } else {
      at = require(digits > 0 && next == ';', At.EXTENSION);
    }
  }

  private static At require(boolean wellFormed, At next) throws NotHttp {
    if (!wellFormed) {
      throw new NotHttp("malformed chunk");
    }
    return next;
  }
}
