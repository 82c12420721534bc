package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.finding.Suggestion;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Failures that may be tried again: {@code connect}, {@code reset}, a status such as 502. */
public final class RetryCauses {
  public static final String CONNECT = "connect";
  public static final String RESET = "reset";

  private static final Pattern STATUS = Pattern.compile("5[0-9]{2}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final List<String> WORDS = List.of(CONNECT, RESET);
  private static final String EXPECTED = "connect, reset, or a status of 500 to 599";

  /** As it is written: one of the words, or three digits. */
  public static final ScalarType<String> CAUSE =
      ScalarType.<String>text(
              "`connect`, `reset`, or a status of 500 to 599", EXPECTED, RetryCauses::parse)
          .describedBy(schema());

  private RetryCauses() {}

  private static Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("string", "integer"));
    schema.put("pattern", "^(" + CONNECT + "|" + RESET + "|" + STATUS + ")$");
    schema.put("minimum", 500);
    schema.put("maximum", 599);
    return schema;
  }

  private static @Nullable String parse(String text, Site site) {
    if (WORDS.contains(text) || STATUS.matcher(text).matches()) {
      return text;
    }
    String what = site.name() + " " + Quoted.of(text);
    if (DIGITS.matcher(text).matches()) {
      site.complain(
          Code.BAD_STATUS,
          what + " is no failure of a server (expected: " + EXPECTED + ")",
          "write a status of 500 to 599, or remove it");
    } else {
      site.complain(
          Code.NO_SUCH_CHOICE,
          what + " (expected: " + EXPECTED + ")",
          Suggestion.didYouMean(text, WORDS, "choose one of those expected"));
    }
    return null;
  }
}
