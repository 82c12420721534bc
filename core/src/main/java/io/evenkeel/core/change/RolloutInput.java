package io.evenkeel.core.change;

import java.util.List;

/** What a {@link Rollout} reacts to. */
public sealed interface RolloutInput {
  /** When, by the monotonic clock. */
  long nowNanos();

  /** Begin. */
  record Start(RolloutTerms terms, long nowNanos) implements RolloutInput {}

  /** Time has passed: due at least every 250 ms, since deadlines are only looked at here. */
  record Tick(long nowNanos) implements RolloutInput {}

  /** The record of {@code stage} is durable. */
  record Recorded(RolloutStage stage, long nowNanos) implements RolloutInput {}

  /** The record of {@code stage} could not be written. */
  record RecordFailed(RolloutStage stage, String why, long nowNanos) implements RolloutInput {}

  /**
   * Every new check has answered once more for every server.
   *
   * @param lost what the old checks keep and the new ones would lose, for people: {@code api-1: GET
   *     /api/health -> 404}; empty: they agree
   */
  record ShadowRound(List<String> lost, long nowNanos) implements RolloutInput {
    public ShadowRound {
      lost = List.copyOf(lost);
    }
  }

  /** {@link Guard} says that the change does harm. */
  record Breached(String why, long nowNanos) implements RolloutInput {}

  /** The checks of a pool that the change concerns have become suspect. */
  record ChecksSuspected(String why, long nowNanos) implements RolloutInput {}

  /** An operator says that all is well. */
  record Confirm(long nowNanos) implements RolloutInput {}

  /** Something newer is to come: what is only being watched is committed as it is. */
  record CutShort(long nowNanos) implements RolloutInput {}

  /** An operator wants it undone. */
  record Abort(String why, long nowNanos) implements RolloutInput {}
}
