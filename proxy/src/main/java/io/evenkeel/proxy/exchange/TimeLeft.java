package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * The field that tells a server how long its answer is waited for. Each attempt has less time than
 * the one before, so the head has a place of fixed width for the number, which is overwritten
 * before each. One per loop.
 */
final class TimeLeft {
  static final byte[] NAME = "X-Evenkeel-Timeout-Ms: ".getBytes(ISO_8859_1);

  /** As many digits as 31 years have milliseconds; blanks before a value mean nothing. */
  static final byte[] PLACE = "            ".getBytes(ISO_8859_1);

  private final byte[] text = new byte[PLACE.length];

  /** {@code millis}, right-aligned; valid until the next call. */
  byte[] text(long millis) {
    Arrays.fill(text, (byte) ' ');
    int at = text.length;
    long rest = millis;
    do {
      text[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0 && at > 0);
    return text;
  }
}
