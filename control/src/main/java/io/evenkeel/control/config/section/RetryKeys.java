package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RetryPolicy;
import java.time.Duration;
import java.util.List;

/** The keys of {@code retries}. */
final class RetryKeys {
  static final Key<Integer> ATTEMPTS =
      Key.of("attempts", Integers.between(1, 10), "2", "Tries in all; 1: no retry.").byDefault("2");

  static final Key<Double> BUDGET =
      Key.of("budget", Shares.SHARE, "20%", "Retries at most, relative to all requests.")
          .notYet(Capability.RETRIES_AFTER_SENDING);

  static final Key<List<String>> ON =
      Key.<List<String>>of(
              "on",
              ListOf.oneOrMany(
                  Choice.of("connect")
                      .reserving(Capability.RETRIES_AFTER_SENDING, "reset", "502", "503", "504")),
              "[connect]",
              "Which failures are tried again. `connect`: those where no byte can have reached the"
                  + " server's application.")
          .byDefault("`[connect]`", List.of("connect"));

  static final Key<String> METHODS =
      Key.of("methods", Choice.of("idempotent", "all"), "idempotent", "Which requests.")
          .notYet(Capability.RETRIES_AFTER_SENDING);

  static final Key<Duration> PER_TRY_TIMEOUT =
      Key.of("per-try-timeout", Durations.POSITIVE, "5s", "How long one try may take.")
          .notYet(Capability.RETRIES_AFTER_SENDING);

  static final Section<RetryPolicy> SECTION =
      Section.of(
          "retries",
          List.of(ATTEMPTS, BUDGET, ON, METHODS, PER_TRY_TIMEOUT),
          fields -> RetryPolicy.of(fields.value(ON).isEmpty() ? 1 : fields.value(ATTEMPTS)));

  private RetryKeys() {}
}
