package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.OutlierPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys of {@code outliers}. */
final class OutlierKeys {
  private static final int MANY = 1_000_000;

  static final Key<Integer> CONSECUTIVE_FAILURES =
      Key.of(
              "consecutive-failures",
              Integers.between(1, MANY),
              "3",
              "Failed requests in a row that eject a server.")
          .byDefault("5");

  static final Key<Double> FAILURE_RATE =
      Key.of(
              "failure-rate",
              Shares.POSITIVE,
              "30%",
              "Share of a server's recent requests whose failure ejects it.")
          .byDefault("50%");

  static final Key<Duration> EJECT_FOR =
      Key.of(
              "eject-for",
              Durations.POSITIVE,
              "30s",
              "How long the first ejection lasts; every further one of a server lasts longer.")
          .byDefault("10s");

  static final Key<Double> MAX_EJECTED =
      Key.of(
              "max-ejected",
              Shares.SHARE,
              "50%",
              "Share of the pool's servers that may be ejected at once. One of two or more always"
                  + " may, the last one never, and never so many that fewer than"
                  + " `guards.min-healthy` are left.")
          .byDefault("33%");

  static final Section<OutlierPolicy> SECTION =
      Section.of(
              "outliers",
              List.of(CONSECUTIVE_FAILURES, FAILURE_RATE, EJECT_FOR, MAX_EJECTED),
              OutlierKeys::bind)
          .orShort(Choice.of(Map.<String, OutlierPolicy>of("off", new OutlierPolicy.None())));

  private OutlierKeys() {}

  private static OutlierPolicy bind(Fields fields) {
    return new OutlierPolicy.Active(
        fields.value(CONSECUTIVE_FAILURES),
        fields.value(FAILURE_RATE),
        fields.value(EJECT_FOR),
        fields.value(MAX_EJECTED));
  }
}
