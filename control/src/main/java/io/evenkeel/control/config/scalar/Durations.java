package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations: {@code 500ms 2s 5m 1h}. */
public final class Durations {
  /** Longer is a mistake for anything we wait for, and would overflow timers in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final String FORM = "[0-9]{1,9}(?:ms|s|m|h)";
  private static final Pattern PARTS = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Pattern BARE = Pattern.compile("[0-9]+");

  /** Above zero. */
  public static final ScalarType<Duration> POSITIVE =
      type("a duration above 0 such as 500ms, 2s, 5m or 1h", true);

  /** Zero has a meaning of its own. */
  public static final ScalarType<Duration> ANY =
      type("a duration such as 0s, 500ms, 2s, 5m or 1h", false);

  private Durations() {}

  private static ScalarType<Duration> type(String expected, boolean positive) {
    return ScalarType.pattern(
        "duration", expected, FORM, (text, site) -> parse(text, site, expected, positive));
  }

  /** What {@code text} says outside of a file; null: no duration, or longer than a year. */
  public static @Nullable Duration of(String text) {
    Matcher parts = PARTS.matcher(text);
    Duration duration = parts.matches() ? duration(parts) : null;
    return duration == null || duration.compareTo(LONGEST) > 0 ? null : duration;
  }

  private static @Nullable Duration parse(
      String text, Site site, String expected, boolean positive) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      String help =
          BARE.matcher(text).matches() && text.length() < 10
              ? "add the unit: " + text + "s or " + text + "ms"
              : "write " + expected;
      return refuse(text, site, "is not a duration (expected: " + expected + ")", help);
    }
    Duration duration = duration(parts);
    if (positive && duration.isZero()) {
      return refuse(text, site, "is out of range (expected: above 0)", "write 1ms or more");
    }
    if (duration.compareTo(LONGEST) > 0) {
      return refuse(text, site, "is out of range (expected: at most 8760h)", "check the unit");
    }
    return duration;
  }

  private static Duration duration(Matcher parts) {
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static @Nullable Duration refuse(String text, Site site, String why, String help) {
    site.complain(Code.BAD_DURATION, site.name() + " " + Quoted.of(text) + " " + why, help);
    return null;
  }
}
