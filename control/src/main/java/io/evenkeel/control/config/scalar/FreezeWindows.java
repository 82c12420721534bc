package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.finding.Suggestion;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.FreezeWindow.Moment;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Windows of the week: {@code Fri 16:00 - Mon 08:00 Europe/Berlin}. */
public final class FreezeWindows {
  private static final String EXAMPLE = "Fri 16:00 - Mon 08:00 Europe/Berlin";
  private static final String DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
  private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";
  private static final String ZONE = "[A-Za-z0-9_+/-]{1,64}";

  /** The rough form; what is wrong with a part can then be said of that part. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<day>[^ ]+) +(?<time>[^ ]+) *- *(?<today>[^ ]+) +(?<totime>[^ ]+) +(?<zone>[^ ]+)");

  private static final Pattern EXACT_TIME = Pattern.compile(TIME);
  private static final Map<String, DayOfWeek> DAYS = days();

  public static final ScalarType<FreezeWindow> WINDOW =
      ScalarType.pattern(
          "window of the week",
          "a window such as " + EXAMPLE,
          DAY + " +" + TIME + " *- *" + DAY + " +" + TIME + " +" + ZONE,
          FreezeWindows::window);

  private FreezeWindows() {}

  private static @Nullable FreezeWindow window(String text, Site site) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      refuse(text, "is no window of the week", "write one such as " + EXAMPLE, site);
      return null;
    }
    Moment from = moment(parts.group("day"), parts.group("time"), text, site);
    Moment to = moment(parts.group("today"), parts.group("totime"), text, site);
    ZoneId zone = zone(parts.group("zone"), text, site);
    if (from == null || to == null || zone == null) {
      return null;
    }
    if (from.equals(to)) {
      refuse(
          text,
          "ends when it begins",
          "write two moments; to stop all changes for now, freeze the running balancer",
          site);
      return null;
    }
    return new FreezeWindow(from, to, zone);
  }

  private static @Nullable Moment moment(String day, String time, String text, Site site) {
    DayOfWeek known = DAYS.get(day);
    if (known == null) {
      String days = "days are " + String.join(", ", DAYS.keySet());
      refuse(
          text,
          "has no day " + Quoted.of(day),
          Suggestion.didYouMean(day, DAYS.keySet(), days),
          site);
    }
    if (!EXACT_TIME.matcher(time).matches()) {
      String help =
          time.equals("24:00")
              ? "write 00:00 of the next day"
              : "write hours and minutes as 00:00 to 23:59";
      refuse(text, "has no time " + Quoted.of(time), help, site);
      return null;
    }
    return known == null ? null : new Moment(known, LocalTime.parse(time));
  }

  private static @Nullable ZoneId zone(String zone, String text, Site site) {
    if (ZoneId.getAvailableZoneIds().contains(zone)) {
      return ZoneId.of(zone);
    }
    refuse(
        text,
        "has no time zone " + Quoted.of(zone),
        Suggestion.didYouMean(
            zone, ZoneId.getAvailableZoneIds(), "name a zone such as Europe/Berlin or UTC"),
        site);
    return null;
  }

  private static void refuse(String text, String why, String help, Site site) {
    site.complain(Code.BAD_FREEZE_WINDOW, site.name() + " " + Quoted.of(text) + " " + why, help);
  }

  private static Map<String, DayOfWeek> days() {
    Map<String, DayOfWeek> days = new LinkedHashMap<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name();
      days.put(name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT), day);
    }
    return days;
  }
}
