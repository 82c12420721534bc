package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Whole numbers in a range. */
public final class Integers {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");

  private Integers() {}

  /** From {@code least} to {@code most}, both included. */
  public static ScalarType<Integer> between(int least, int most) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "integer");
    schema.put("minimum", least);
    schema.put("maximum", most);
    String expected = "a whole number of " + least + " to " + most;
    return ScalarType.bare(
        least + " to " + most,
        expected,
        schema,
        (text, site) -> {
          if (!WHOLE.matcher(text).matches()) {
            site.complain(
                Code.WRONG_TYPE,
                site.name() + " " + Quoted.of(text) + " is no number (expected: " + expected + ")",
                "write " + expected);
            return null;
          }
          long number = Long.parseLong(text);
          if (number < least || number > most) {
            site.complain(
                Code.OUT_OF_RANGE,
                site.name()
                    + " "
                    + number
                    + " is out of range (expected: "
                    + least
                    + " to "
                    + most
                    + ")",
                "write " + expected);
            return null;
          }
          return (int) number;
        });
  }
}
