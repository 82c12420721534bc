package io.evenkeel.proxy.telemetry;

/**
 * Writes instants as {@code 2026-01-02T03:04:05.678Z}, computing the date once per second. One
 * thread.
 *
 * <p>The date is Howard Hinnant's {@code civil_from_days} ("chrono-Compatible Low-Level Date
 * Algorithms", 2013) for days since 1970, so that nothing is allocated.
 */
final class Timestamp {
  /** Bytes it writes. */
  static final int LENGTH = 24;

  private static final int TO_SECONDS = 19;

  private final byte[] cached = new byte[TO_SECONDS];
  private long cachedSecond = -1;

  /** Writes the instant, 0 or more microseconds after 1970, and returns where it ends. */
  int write(byte[] line, int at, long epochMicros) {
    long second = epochMicros / 1_000_000;
    if (second != cachedSecond) {
      compute(second);
      cachedSecond = second;
    }
    System.arraycopy(cached, 0, line, at, TO_SECONDS);
    line[at + TO_SECONDS] = '.';
    int millis = (int) (epochMicros % 1_000_000 / 1000);
    line[JsonLine.padded(line, at + TO_SECONDS + 1, millis, 3)] = 'Z';
    return at + LENGTH;
  }

  private void compute(long second) {
    long days = second / 86_400 + 719_468; // since 0000-03-01
    int ofDay = (int) (second % 86_400);
    long era = days / 146_097;
    long dayOfEra = days % 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (int) ((5 * dayOfYear + 2) / 153); // March is 0
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    int day = (int) (dayOfYear - (153 * shifted + 2) / 5 + 1);
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    part(0, year, 4, '-');
    part(5, month, 2, '-');
    part(8, day, 2, 'T');
    part(11, ofDay / 3600, 2, ':');
    part(14, ofDay / 60 % 60, 2, ':');
    JsonLine.padded(cached, 17, ofDay % 60, 2);
  }

  private void part(int at, int value, int digits, char separator) {
    cached[JsonLine.padded(cached, at, value, digits)] = (byte) separator;
  }
}
