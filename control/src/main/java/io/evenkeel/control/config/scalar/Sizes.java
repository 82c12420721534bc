package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes: {@code 16KiB 1MiB 2GiB}, or a number of bytes. */
public final class Sizes {
  private static final Pattern PARTS = Pattern.compile("([0-9]{1,9})(|KiB|MiB|GiB)");
  private static final Pattern DECIMAL = Pattern.compile("([0-9]{1,9}) ?([kKmMgG])[bB]?");

  private Sizes() {}

  /** From {@code least} to {@code most} bytes. */
  public static ScalarType<Long> between(long least, long most) {
    String expected = "a size of " + written(least) + " to " + written(most) + ", such as 16KiB";
    ScalarType<Long> type =
        ScalarType.text("size", expected, (text, site) -> parse(text, site, least, most, expected));
    return type.describedBy(schema());
  }

  private static Map<String, Object> schema() {
    Map<String, Object> number = new LinkedHashMap<>();
    number.put("type", "integer");
    number.put("minimum", 0);
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("type", "string");
    text.put("pattern", "^[0-9]{1,9}(KiB|MiB|GiB)?$");
    return Map.of("anyOf", List.of(number, text));
  }

  private static @Nullable Long parse(
      String text, Site site, long least, long most, String expected) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      Matcher decimal = DECIMAL.matcher(text);
      String help =
          decimal.matches()
              ? "sizes are binary: write "
                  + decimal.group(1)
                  + decimal.group(2).toUpperCase(Locale.ROOT)
                  + "iB"
              : "write " + expected;
      return refuse(text, site, "is not a size (expected: " + expected + ")", help);
    }
    long bytes =
        Long.parseLong(parts.group(1))
            * switch (parts.group(2)) {
              case "" -> 1L;
              case "KiB" -> 1L << 10;
              case "MiB" -> 1L << 20;
              default -> 1L << 30;
            };
    if (bytes < least || bytes > most) {
      String why = "is out of range (expected: " + expected + ")";
      return refuse(text, site, why, "write " + expected);
    }
    return bytes;
  }

  private static String written(long bytes) {
    for (int unit = 3; unit > 0; unit--) {
      if (bytes > 0 && bytes % (1L << (10 * unit)) == 0) {
        return (bytes >> (10 * unit)) + List.of("KiB", "MiB", "GiB").get(unit - 1);
      }
    }
    return Long.toString(bytes);
  }

  private static @Nullable Long refuse(String text, Site site, String why, String help) {
    site.complain(Code.BAD_SIZE, site.name() + " " + Quoted.of(text) + " " + why, help);
    return null;
  }
}
