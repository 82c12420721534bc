package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import org.jspecify.annotations.Nullable;

/** By how much something may get worse: {@code +2%} is 0.02, {@code x3} is 3. */
public final class Rises {
  /** Of a share, in percentage points. */
  public static final ScalarType<Double> POINTS =
      Texts.like("rise of a share", "\\+[0-9]{1,3}(?:\\.[0-9]{1,4})?%", "+2%").then(Rises::points);

  /** Of a quantity. */
  public static final ScalarType<Double> FACTOR =
      Texts.like("factor", "x[0-9]{1,3}(?:\\.[0-9]{1,4})?", "x3").then(Rises::factor);

  private Rises() {}

  private static @Nullable Double points(String text, Site site) {
    double percent = Double.parseDouble(text.substring(1, text.length() - 1));
    return percent <= 100 ? (Double) (percent / 100) : refuse(text, "+0% to +100%", site);
  }

  private static @Nullable Double factor(String text, Site site) {
    double factor = Double.parseDouble(text.substring(1));
    return factor >= 1 ? (Double) factor : refuse(text, "x1 or more", site);
  }

  private static @Nullable Double refuse(String text, String expected, Site site) {
    site.complain(
        Code.OUT_OF_RANGE,
        site.name() + " " + Quoted.of(text) + " is out of range (expected: " + expected + ")",
        "write " + expected);
    return null;
  }
}
