package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flags: {@code true} or {@code false}, as in YAML 1.2. */
public final class Flags {
  public static final ScalarType<Boolean> FLAG =
      ScalarType.bare(
          "true or false",
          "true or false",
          Map.of("type", "boolean"),
          (text, site) ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> refuse(text, site);
              });

  private Flags() {}

  private static @Nullable Boolean refuse(String text, Site site) {
    site.complain(
        Code.WRONG_TYPE,
        site.name() + " " + Quoted.of(text) + " is no flag (expected: true or false)",
        "write " + meant(text));
    return null;
  }

  private static String meant(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "1", "true" -> "true";
      case "no", "off", "0", "false" -> "false";
      default -> "true or false";
    };
  }
}
