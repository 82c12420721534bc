package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HedgePolicy;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a second attempt starts: {@code p95}, or {@code 200ms}. */
public final class HedgeDelays {
  private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,3})");
  private static final Pattern PERCENT = Pattern.compile("([1-9][0-9]?)%?");
  private static final String EXPECTED = "a percentile such as p95, or a duration such as 200ms";

  public static final ScalarType<HedgePolicy> DELAY =
      ScalarType.pattern(
          "percentile or duration",
          EXPECTED,
          "p[1-9][0-9]?|[0-9]{1,9}(?:ms|s|m|h)",
          HedgeDelays::parse);

  private HedgeDelays() {}

  private static @Nullable HedgePolicy parse(String text, Site site) {
    Matcher percentile = PERCENTILE.matcher(text);
    if (percentile.matches()) {
      int number = Integer.parseInt(percentile.group(1));
      return number >= 1 && number <= 99
          ? new HedgePolicy.AfterPercentile(number)
          : refuse(Code.OUT_OF_RANGE, text, "is out of range (expected: p1 to p99)", "p95", site);
    }
    if (Durations.of(text) == null) {
      Matcher percent = PERCENT.matcher(text);
      String meant =
          percent.matches() ? "p" + percent.group(1) + " or " + percent.group(1) + "ms" : "";
      String why = "is no percentile and no duration (expected: " + EXPECTED + ")";
      return refuse(Code.BAD_DURATION, text, why, meant.isEmpty() ? EXPECTED : meant, site);
    }
    Duration delay = Durations.POSITIVE.parse(text, site);
    return delay == null ? null : new HedgePolicy.AfterTime(delay);
  }

  private static @Nullable HedgePolicy refuse(
      Code code, String text, String why, String meant, Site site) {
    site.complain(code, site.name() + " " + Quoted.of(text) + " " + why, "write " + meant);
    return null;
  }
}
