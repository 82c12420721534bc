package io.evenkeel.proxy.http1;

/**
 * The Date of outgoing messages, e.g. {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110 5.6.7),
 * written once per second. One per event loop.
 */
public final class HttpDate {
  /** Octets of a date. */
  public static final int LENGTH = 29;

  private static final byte[] DAYS = Ascii.bytes("SunMonTueWedThuFriSat");
  private static final byte[] MONTHS = Ascii.bytes("JanFebMarAprMayJunJulAugSepOctNovDec");
  private static final int SECONDS_PER_DAY = 86_400;

  /** 1970-01-01 was a Thursday. */
  private static final int EPOCH_WEEKDAY = 4;

  private final byte[] bytes = Ascii.bytes("Thu, 01 Jan 1970 00:00:00 GMT");
  private long second;
  private long day;

  public HttpDate() {}

  /**
   * The date of a second since 1970, up to the year 9999; the array is overwritten when another
   * second is asked for.
   */
  public byte[] at(long epochSecond) {
    if (epochSecond != second) {
      second = epochSecond;
      long newDay = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
      if (newDay != day) {
        day = newDay;
        writeDay(newDay);
      }
      int ofDay = Math.floorMod(epochSecond, SECONDS_PER_DAY);
      twoDigits(17, ofDay / 3600);
      twoDigits(20, ofDay / 60 % 60);
      twoDigits(23, ofDay % 60);
    }
    return bytes;
  }

  /** Civil date from days: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013. */
  private void writeDay(long epochDay) {
    long shifted = epochDay + 719_468; // days since 0000-03-01
    long era = Math.floorDiv(shifted, 146_097);
    int ofEra = Math.floorMod(shifted, 146_097);
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * ofYear + 2) / 153;
    int month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10;
    int year = (int) (yearOfEra + era * 400) + (month <= 1 ? 1 : 0);
    int weekday = Math.floorMod(epochDay + EPOCH_WEEKDAY, 7);
    System.arraycopy(DAYS, weekday * 3, bytes, 0, 3);
    twoDigits(5, ofYear - (153 * fromMarch + 2) / 5 + 1);
    System.arraycopy(MONTHS, month * 3, bytes, 8, 3);
    twoDigits(12, year / 100);
    twoDigits(14, year % 100);
  }

  private void twoDigits(int at, int value) {
    bytes[at] = (byte) ('0' + value / 10);
    bytes[at + 1] = (byte) ('0' + value % 10);
  }
}
