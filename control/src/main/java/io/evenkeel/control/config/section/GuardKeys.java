package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.WhenUnhealthy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of {@code guards}. */
final class GuardKeys {
  static final Key<Double> MIN_HEALTHY =
      Key.of(
              "min-healthy",
              Shares.SHARE,
              "50%",
              "Share of the servers that must be healthy; below it `when-unhealthy` applies.")
          .byDefault("50%");

  static final Key<Double> MAX_SHARE =
      Key.of("max-share", Shares.SHARE, "60%", "Share of the traffic one server may get.")
          .notYet(Capability.SHARE_GUARDS);

  static final Key<WhenUnhealthy> WHEN_UNHEALTHY =
      Key.of(
              "when-unhealthy",
              Choice.of(words()),
              "fail",
              "`keep-serving`: spread over all servers that are not known to be dead;"
                  + " `last-known-good`: over those that were healthy last; `fail`: over healthy"
                  + " ones only, 503 without any.")
          .byDefault("keep-serving");

  static final Section<Guards> SECTION =
      Section.of(
          "guards",
          List.of(MIN_HEALTHY, MAX_SHARE, WHEN_UNHEALTHY),
          fields -> new Guards(fields.value(MIN_HEALTHY), fields.value(WHEN_UNHEALTHY)));

  private GuardKeys() {}

  private static Map<String, WhenUnhealthy> words() {
    Map<String, WhenUnhealthy> words = new LinkedHashMap<>();
    words.put("keep-serving", WhenUnhealthy.KEEP_SERVING);
    words.put("last-known-good", WhenUnhealthy.LAST_KNOWN_GOOD);
    words.put("fail", WhenUnhealthy.FAIL);
    return words;
  }
}
