package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import java.util.regex.Pattern;

/** Shares: {@code 50%} is 0.5. */
public final class Shares {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,4})?");

  public static final ScalarType<Double> SHARE = type("a share of 0% to 100%, such as 50%", 0);

  /** Of which 0% would make no sense. */
  public static final ScalarType<Double> POSITIVE =
      type("a share above 0%, to 100%, such as 50%", Double.MIN_VALUE);

  private Shares() {}

  private static ScalarType<Double> type(String expected, double least) {
    return ScalarType.pattern(
        "share",
        expected,
        "[0-9]{1,3}(?:\\.[0-9]{1,4})?%",
        (text, site) -> {
          boolean percent = text.endsWith("%");
          String number = percent ? text.substring(0, text.length() - 1) : text;
          double value = NUMBER.matcher(number).matches() ? Double.parseDouble(number) : -1;
          if (percent && value >= least && value <= 100) {
            return value / 100;
          }
          boolean fraction = !percent && value >= least && value <= 1;
          site.complain(
              Code.BAD_SHARE,
              site.name() + " " + Quoted.of(text) + " is no share (expected: " + expected + ")",
              fraction ? "write it in percent: " + percent(value) : "write " + expected);
          return null;
        });
  }

  private static String percent(double fraction) {
    double percent = Math.round(fraction * 1e6) / 1e4;
    return percent == Math.rint(percent) ? (long) percent + "%" : percent + "%";
  }
}
