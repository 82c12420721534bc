package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RateLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a route's {@code rate-limit}. */
final class RateLimitKeys {
  private static final int MOST = 1_000_000_000;

  static final Key<Integer> REQUESTS =
      Key.of("requests", Integers.between(1, MOST), "100", "How many in the time `per`.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<Duration> PER =
      Key.of("per", Durations.POSITIVE, "1m", "The time they are counted over.").byDefault("1s");

  static final Key<Integer> BURST =
      Key.of("burst", Integers.between(1, MOST), "50", "How many may come at once.")
          .byDefault("as many as `requests`", 0);

  static final Key<RateLimit.By> BY =
      Key.of(
              "by",
              Choice.of(words()),
              "route",
              "Who is counted as one: each client's address by itself, or all requests of the route"
                  + " together.")
          .byDefault("client");

  static final Section<RateLimit> SECTION =
      Section.of("rate-limit", List.of(REQUESTS, PER, BURST, BY), RateLimitKeys::bind);

  private RateLimitKeys() {}

  private static @Nullable RateLimit bind(Fields fields) {
    Integer requests = fields.optional(REQUESTS);
    if (requests == null) {
      return null;
    }
    int burst = fields.value(BURST);
    return new RateLimit(
        requests, fields.value(PER), burst == 0 ? requests : burst, fields.value(BY));
  }

  private static Map<String, RateLimit.By> words() {
    Map<String, RateLimit.By> words = new LinkedHashMap<>();
    words.put("client", RateLimit.By.CLIENT);
    words.put("route", RateLimit.By.ROUTE);
    return words;
  }
}
