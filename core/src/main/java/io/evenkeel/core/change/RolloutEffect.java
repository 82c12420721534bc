package io.evenkeel.core.change;

/** What a {@link Rollout} wants done, in the order of its list. */
public sealed interface RolloutEffect {
  /**
   * Write durably that {@code stage} begins, then give back {@link RolloutInput.Recorded} or {@link
   * RolloutInput.RecordFailed}. What the stage does follows only then.
   *
   * @param why what undoes the change, with {@code ROLLED_BACK}; else empty
   */
  record RecordStage(RolloutStage stage, String why) implements RolloutEffect {}

  /** Run the new checks beside the old ones and report each round. */
  record StartShadow() implements RolloutEffect {}

  record StopShadow() implements RolloutEffect {}

  /**
   * Give this share of the clients, by hash, the new snapshot.
   *
   * @param share 0 to 1
   */
  record PublishCanary(double share) implements RolloutEffect {}

  /** Nobody is a canary any more. */
  record EndCanary() implements RolloutEffect {}

  /** Give everybody the new snapshot and keep the previous one. */
  record PublishAll() implements RolloutEffect {}

  /** Give everybody the previous snapshot again. */
  record PublishPrevious(String reason) implements RolloutEffect {}

  /** Tell people, by an {@link io.evenkeel.core.event.Event.Alarm} of this name. */
  record Alarm(String name, String why) implements RolloutEffect {}

  /**
   * It is over: the snapshot that is served no longer may be released, the plan closed.
   *
   * @param outcome {@code COMMITTED} or {@code ROLLED_BACK}
   * @param why what undid it; empty when committed
   */
  record Finish(RolloutStage outcome, String why) implements RolloutEffect {}
}
