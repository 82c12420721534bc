package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.StatusRanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Status codes a check accepts: {@code 200}, {@code 200-299}, {@code 200-299,404}. */
public final class Statuses {
  private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");
  public static final ScalarType<List<StatusRanges.Range>> RANGES =
      ScalarType.<List<StatusRanges.Range>>text(
              "status or range",
              "a status such as 200, or a range such as 200-299",
              Statuses::parse)
          .describedBy(schema());

  private Statuses() {}

  private static Map<String, Object> schema() {
    String range = "[1-5][0-9]{2}(-[1-5][0-9]{2})?";
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("string", "integer"));
    schema.put("pattern", "^ *" + range + "( *, *" + range + ")* *$");
    schema.put("minimum", 100);
    schema.put("maximum", 599);
    return schema;
  }

  private static @Nullable List<StatusRanges.Range> parse(String text, Site site) {
    List<StatusRanges.Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        return refuse(part.strip(), site, "write codes of 100 to 599: 200, 200-299 or [200, 404]");
      }
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (from > to) {
        return refuse(part.strip(), site, "write the lower code first: " + to + "-" + from);
      }
      ranges.add(new StatusRanges.Range(from, to));
    }
    return ranges;
  }

  private static @Nullable List<StatusRanges.Range> refuse(String text, Site site, String help) {
    site.complain(
        Code.BAD_STATUS, "status " + Quoted.of(text) + " is no status code or range", help);
    return null;
  }
}
