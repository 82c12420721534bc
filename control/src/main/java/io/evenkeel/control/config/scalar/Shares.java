package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import java.util.regex.Pattern;

/** Shares: {@code 50%} is 0.5. */
public final class Shares {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,4})?");
  private static final String EXPECTED = "a share of 0% to 100%, such as 50%";

  public static final ScalarType<Double> SHARE =
      ScalarType.pattern(
          "share",
          EXPECTED,
          "[0-9]{1,3}(?:\\.[0-9]{1,4})?%",
          (text, site) -> {
            boolean percent = text.endsWith("%");
            String number = percent ? text.substring(0, text.length() - 1) : text;
            double value = NUMBER.matcher(number).matches() ? Double.parseDouble(number) : -1;
            if (percent && value >= 0 && value <= 100) {
              return value / 100;
            }
            boolean fraction = !percent && value >= 0 && value <= 1;
            site.complain(
                Code.BAD_SHARE,
                site.name() + " " + Quoted.of(text) + " is no share (expected: " + EXPECTED + ")",
                fraction ? "write it in percent: " + percent(value) : "write " + EXPECTED);
            return null;
          });

  private Shares() {}

  private static String percent(double fraction) {
    double percent = Math.round(fraction * 1e6) / 1e4;
    return percent == Math.rint(percent) ? (long) percent + "%" : percent + "%";
  }
}
