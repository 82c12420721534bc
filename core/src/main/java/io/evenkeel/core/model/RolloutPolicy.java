package io.evenkeel.core.model;

import java.time.Duration;

/**
 * In which stages a change takes effect.
 *
 * @param shadow rounds in which a new check runs beside the old one, without power; 0: none
 * @param canary fraction of 0 to 1 of the clients that try the change first; 0: none
 * @param canaryFor how long they do
 * @param bake how long the published change is watched before it is committed
 * @param confirmWithin after the bake, how long an operator has to confirm, or it is undone; 0: no
 *     confirmation is needed
 */
public record RolloutPolicy(
    int shadow, double canary, Duration canaryFor, Duration bake, Duration confirmWithin) {
  public static final RolloutPolicy DEFAULT =
      new RolloutPolicy(3, 0.1, Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ZERO);

  public RolloutPolicy {
    if (shadow < 0 || !(canary >= 0 && canary <= 1)) {
      throw new IllegalArgumentException(
          "shadow: " + shadow + ", canary: " + canary + " (expected: at least 0; 0 to 1)");
    }
  }
}
