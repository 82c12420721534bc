package io.evenkeel.core.change;

import io.evenkeel.core.model.FreezeWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.TextStyle;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Values as one would write them in the file. Two values that differ have two texts: the diff of
 * two configurations relies on it.
 */
final class FileText {
  private static final List<String> SIZES = List.of("", "KiB", "MiB", "GiB");

  /** The file takes four decimals of a percent; what differs by less is rounding in binary. */
  private static final int DECIMALS = 6;

  private FileText() {}

  /** {@code 500ms 2s 60s 5m 1h}: the largest unit of which there are at least two, or an hour. */
  static String of(Duration duration) {
    long millis = duration.toMillis();
    if (!Duration.ofMillis(millis).equals(duration)) {
      return duration.toNanos() + "ns";
    }
    if (millis != 0 && millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis >= 120_000 && millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /** {@code 16KiB 1MiB}; what is no round number, in bytes. */
  static String size(long bytes) {
    int unit = 0;
    while (unit < SIZES.size() - 1 && bytes != 0 && bytes % 1024 == 0) {
      bytes /= 1024;
      unit++;
    }
    return bytes + SIZES.get(unit);
  }

  /** {@code 50%}, {@code 33.3%}. */
  static String share(double fraction) {
    return decimal(fraction, 2) + "%";
  }

  /** {@code x3}. */
  static String factor(double factor) {
    return "x" + decimal(factor, 0);
  }

  /** {@code [a, b]}; empty: there is nothing to write. */
  static String list(Collection<?> items) {
    return items.isEmpty() ? "" : items.toString();
  }

  /** {@code Fri 16:00 - Mon 08:00 Europe/Berlin}. */
  static String of(FreezeWindow window) {
    return of(window.from()) + " - " + of(window.to()) + " " + window.zone();
  }

  private static String of(FreezeWindow.Moment moment) {
    return moment.day().getDisplayName(TextStyle.SHORT, Locale.ENGLISH) + " " + moment.time();
  }

  private static String decimal(double value, int shift) {
    double scale = Math.pow(10, DECIMALS);
    double rounded = Math.rint(value * scale) / scale;
    double shown = Math.abs(rounded - value) < 1e-12 ? rounded : value;
    BigDecimal number = BigDecimal.valueOf(shown).movePointRight(shift).stripTrailingZeros();
    return number.toPlainString();
  }
}
