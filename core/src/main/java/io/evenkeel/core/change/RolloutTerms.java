package io.evenkeel.core.change;

import io.evenkeel.core.model.RolloutPolicy;
import java.time.Duration;

/**
 * What one rollout has to go through.
 *
 * @param shadowRounds 0: no shadow stage
 * @param shadowRound how long a round takes: the longest interval and timeout of the new checks
 * @param canary fraction of 0 to 1 of the clients; 0: no canary stage
 * @param bake how long the published change is watched
 * @param confirmWithin zero: nobody has to confirm
 * @param breakGlass whether it goes on although it was refused
 */
public record RolloutTerms(
    int shadowRounds,
    Duration shadowRound,
    double canary,
    Duration canaryFor,
    Duration bake,
    Duration confirmWithin,
    boolean breakGlass) {
  public RolloutTerms {
    if (shadowRounds < 0 || !(canary >= 0 && canary <= 1)) {
      throw new IllegalArgumentException(
          "shadow: " + shadowRounds + ", canary: " + canary + " (expected: at least 0; 0 to 1)");
    }
    if (shadowRound.isNegative()
        || canaryFor.isNegative()
        || bake.isNegative()
        || confirmWithin.isNegative()) {
      throw new IllegalArgumentException("a time below 0 (expected: at least 0)");
    }
  }

  /** All stages of {@code policy}, for a change that needs and can have all of them. */
  public static RolloutTerms of(RolloutPolicy policy, Duration shadowRound) {
    return new RolloutTerms(
        policy.shadow(),
        shadowRound,
        policy.canaryFor().isZero() ? 0 : policy.canary(),
        policy.canaryFor(),
        policy.bake(),
        policy.confirmWithin(),
        false);
  }

  /** Without shadow: no check changes. */
  public RolloutTerms withoutShadow() {
    return new RolloutTerms(0, shadowRound, canary, canaryFor, bake, confirmWithin, breakGlass);
  }

  /** Without canary: the change cannot be had by some and not by others. */
  public RolloutTerms withoutCanary() {
    return new RolloutTerms(
        shadowRounds, shadowRound, 0, canaryFor, bake, confirmWithin, breakGlass);
  }

  /** With another time to confirm. */
  public RolloutTerms confirmWithin(Duration time) {
    return new RolloutTerms(shadowRounds, shadowRound, canary, canaryFor, bake, time, breakGlass);
  }

  /** An emergency: neither shadow nor canary, but watched like any other. */
  public RolloutTerms brokenGlass() {
    return new RolloutTerms(0, shadowRound, 0, canaryFor, bake, confirmWithin, true);
  }

  /** The stage after {@code stage}, leaving out what these terms do without. */
  RolloutStage after(RolloutStage stage) {
    return switch (stage) {
      case SHADOW -> canary > 0 ? RolloutStage.CANARY : RolloutStage.BAKE;
      case CANARY -> RolloutStage.BAKE;
      case BAKE -> confirmWithin.isZero() ? RolloutStage.COMMITTED : RolloutStage.CONFIRM;
      case CONFIRM -> RolloutStage.COMMITTED;
      case COMMITTED, ROLLED_BACK ->
          throw new IllegalArgumentException("stage: " + stage + " (expected: one that ends)");
    };
  }

  /** How long {@code stage} takes if all goes well; zero of one without a length. */
  Duration length(RolloutStage stage) {
    return switch (stage) {
      case SHADOW -> shadowRound.multipliedBy(shadowRounds);
      case CANARY -> canaryFor;
      case BAKE -> bake;
      case CONFIRM -> confirmWithin;
      case COMMITTED, ROLLED_BACK -> Duration.ZERO;
    };
  }

  /** The first stage. */
  RolloutStage first() {
    return shadowRounds > 0 ? RolloutStage.SHADOW : after(RolloutStage.SHADOW);
  }
}
