package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.BreakerPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys of {@code circuit-breaker}. */
final class BreakerKeys {
  private static final int MANY = 1_000_000;

  static final Key<Double> FAILURE_RATE =
      Key.of(
              "failure-rate",
              Shares.POSITIVE,
              "30%",
              "Share of the requests in the window whose failure opens it.")
          .byDefault("50%");

  static final Key<Double> SLOW_RATE =
      Key.of(
              "slow-rate",
              Shares.POSITIVE,
              "80%",
              "Share of the answers in the window whose slowness opens it.")
          .byDefault("100%");

  static final Key<Duration> SLOW =
      Key.of("slow", Durations.POSITIVE, "2s", "From here on an answer is slow.").byDefault("5s");

  static final Key<Integer> MIN_REQUESTS =
      Key.of(
              "min-requests",
              Integers.between(1, MANY),
              "50",
              "Requests in the window before a rate counts.")
          .byDefault("20");

  static final Key<Duration> WINDOW =
      Key.of("window", Durations.POSITIVE, "30s", "How far back is looked.").byDefault("10s");

  static final Key<Duration> OPEN_FOR =
      Key.of(
              "open-for",
              Durations.POSITIVE,
              "10s",
              "How long nothing is tried; twice as long after every try that fails.")
          .byDefault("5s");

  static final Key<Integer> HALF_OPEN_REQUESTS =
      Key.of(
              "half-open-requests",
              Integers.between(1, MANY),
              "5",
              "Requests that try it then, at most at a time.")
          .byDefault("3");

  static final Section<Written<BreakerPolicy>> SECTION =
      Section.of(
              "circuit-breaker",
              List.of(
                  FAILURE_RATE,
                  SLOW_RATE,
                  SLOW,
                  MIN_REQUESTS,
                  WINDOW,
                  OPEN_FOR,
                  HALF_OPEN_REQUESTS),
              BreakerKeys::bind)
          .orShort(Choice.of(Map.of("off", new Written<>(new BreakerPolicy.None(), null))));

  private BreakerKeys() {}

  private static Written<BreakerPolicy> bind(Fields fields) {
    return new Written<>(
        new BreakerPolicy.Active(
            fields.value(FAILURE_RATE),
            fields.value(SLOW_RATE),
            fields.value(SLOW),
            fields.value(MIN_REQUESTS),
            fields.value(WINDOW),
            fields.value(OPEN_FOR),
            fields.value(HALF_OPEN_REQUESTS)),
        fields);
  }
}
