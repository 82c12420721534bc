package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RolloutPolicy;
import java.time.Duration;
import java.util.List;

/** The keys of {@code rollout}. */
final class RolloutKeys {
  static final Key<Integer> SHADOW =
      Key.of(
              "shadow",
              Integers.between(0, 1000),
              "5",
              "Rounds in which changed checks run beside the old ones, without power.")
          .byDefault("3");

  static final Key<Double> CANARY =
      Key.of("canary", Shares.SHARE, "5%", "Share of the clients that try a change; 0%: none.")
          .byDefault("10%");

  static final Key<Duration> CANARY_FOR =
      Key.of("canary-for", Durations.ANY, "5m", "How long they do.").byDefault("30s");

  static final Key<Duration> BAKE =
      Key.of(
              "bake",
              Durations.ANY,
              "10m",
              "How long a change that everybody sees is watched before it is committed.")
          .byDefault("2m");

  static final Key<Duration> CONFIRM_WITHIN =
      Key.of(
              "confirm-within",
              Durations.ANY,
              "10m",
              "After the bake, how long an operator has to confirm, or the change is undone; 0s: no"
                  + " confirmation is needed.")
          .byDefault("0s");

  static final Section<RolloutPolicy> SECTION =
      Section.of(
          "rollout",
          List.of(SHADOW, CANARY, CANARY_FOR, BAKE, CONFIRM_WITHIN),
          fields ->
              new RolloutPolicy(
                  fields.value(SHADOW),
                  fields.value(CANARY),
                  fields.value(CANARY_FOR),
                  fields.value(BAKE),
                  fields.value(CONFIRM_WITHIN)));

  private RolloutKeys() {}
}
