package io.evenkeel.core.change;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The application of one approved plan, as a pure state machine: nothing takes effect before its
 * record is durable, and whatever happens it ends, either committed or as if it had never been.
 *
 * <p>Between two stages it is {@link Recording}: what the stage before has put in place stays until
 * the record of the next one is written. <i>Undo</i> is {@link RollingBack}: the reason is
 * recorded, and then, or after {@link #PATIENCE_NANOS} without an answer from the store, or when
 * that failed, what is in place is taken back. Users do not wait for a disk.
 *
 * <table>
 * <caption>Transitions; an input that is not named leaves the state as it is</caption>
 * <tr><th>state<th>input<th>next state<th>effects
 * <tr><td>Approved<td>Start<td>Recording the first stage<td>RecordStage, by break-glass an Alarm before
 * <tr><td>Approved<td>Abort<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>Recording SHADOW<td>Recorded<td>Shadowing<td>StartShadow
 * <tr><td>Recording CANARY<td>Recorded<td>Canary<td>PublishCanary
 * <tr><td>Recording BAKE<td>Recorded<td>Baking<td>PublishAll, then EndCanary if there is one
 * <tr><td>Recording CONFIRM<td>Recorded<td>AwaitingConfirm; confirmed already: Recording COMMITTED<td>none; RecordStage
 * <tr><td>Recording COMMITTED<td>Recorded<td>Committed<td>Finish
 * <tr><td>Recording any<td>RecordFailed, Tick after {@link #STORE_NANOS}<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>Recording COMMITTED<td>Breached, ChecksSuspected, Abort<td>as it was: it may be written already<td>none
 * <tr><td>Recording any other<td>Abort; with clients in it: Breached, ChecksSuspected<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>Recording any<td>Confirm<td>the same, confirmed<td>none
 * <tr><td>Shadowing<td>ShadowRound without loss, rounds left<td>Shadowing<td>none
 * <tr><td>Shadowing<td>ShadowRound without loss, the last<td>Recording the next<td>StopShadow, RecordStage
 * <tr><td>Shadowing<td>ShadowRound with a loss, Abort, Tick after twice the time<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>Canary<td>Tick at the end<td>Recording BAKE<td>RecordStage
 * <tr><td>Baking<td>Tick at the end<td>Recording COMMITTED; to be confirmed: CONFIRM<td>RecordStage
 * <tr><td>Baking<td>CutShort, with nothing to be confirmed<td>Recording COMMITTED<td>RecordStage
 * <tr><td>AwaitingConfirm<td>Confirm<td>Recording COMMITTED<td>RecordStage
 * <tr><td>AwaitingConfirm<td>Tick at the end<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>Shadowing, Canary, Baking<td>Confirm<td>the same, confirmed<td>none
 * <tr><td>Canary, Baking, AwaitingConfirm<td>Breached, ChecksSuspected, Abort<td>RollingBack<td>RecordStage(ROLLED_BACK)
 * <tr><td>RollingBack<td>Recorded or RecordFailed of ROLLED_BACK, Tick after {@link #PATIENCE_NANOS}<td>RolledBack<td>StopShadow, EndCanary or PublishPrevious: what is in place; Alarm unless an operator wanted it; Finish
 * <tr><td>Committed, RolledBack<td>any<td>the same<td>none
 * </table>
 */
public sealed interface Rollout {
  /** A record that takes longer has failed: a plan must not hang on a disk. */
  long STORE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** So long the undoing waits for the record of its reason: fifty times a healthy fsync. */
  long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** What a state and an input lead to. */
  record Step(Rollout next, List<RolloutEffect> effects) {
    public Step {
      effects = List.copyOf(effects);
    }
  }

  /** What is in place and has to be taken back. */
  enum InPlace {
    NOTHING,
    SHADOW,
    CANARY,
    ALL
  }

  /** Nothing was done yet. */
  record Approved() implements Rollout {}

  /**
   * The record of {@code stage} is being written.
   *
   * @param untilNanos when it has failed
   */
  record Recording(
      RolloutTerms terms, RolloutStage stage, InPlace inPlace, boolean confirmed, long untilNanos)
      implements Rollout {}

  /**
   * The new checks run beside the old.
   *
   * @param left rounds that have to agree yet
   * @param untilNanos when it has taken too long
   */
  record Shadowing(RolloutTerms terms, int left, boolean confirmed, long untilNanos)
      implements Rollout {}

  record Canary(RolloutTerms terms, boolean confirmed, long untilNanos) implements Rollout {}

  record Baking(RolloutTerms terms, boolean confirmed, long untilNanos) implements Rollout {}

  record AwaitingConfirm(RolloutTerms terms, long untilNanos) implements Rollout {}

  /**
   * The reason is being recorded.
   *
   * @param byOperator whether somebody wanted it, so nobody needs an alarm
   * @param untilNanos when it is undone without a record
   */
  record RollingBack(String why, InPlace inPlace, boolean byOperator, long untilNanos)
      implements Rollout {}

  record Committed() implements Rollout {}

  record RolledBack(String why) implements Rollout {}

  /** The state after {@code input}, and what to do, in this order. */
  static Step next(Rollout state, RolloutInput input) {
    return RolloutSteps.next(state, input);
  }

  /** Whether nothing will happen any more. */
  default boolean isOver() {
    return this instanceof Committed || this instanceof RolledBack;
  }

  /** Whether {@link #shownStage} is in effect, and not only about to be. */
  default boolean isInEffect() {
    return switch (this) {
      case Approved _, RollingBack _ -> false;
      case Recording recording -> recording.inPlace() != InPlace.NOTHING;
      case Shadowing _, Canary _, Baking _, AwaitingConfirm _, Committed _, RolledBack _ -> true;
    };
  }

  /** For who watches: the stage that is in effect, or the first while none is. */
  default RolloutStage shownStage() {
    return switch (this) {
      case Approved _ -> RolloutStage.SHADOW;
      case Recording recording -> shown(recording);
      case Shadowing _ -> RolloutStage.SHADOW;
      case Canary _ -> RolloutStage.CANARY;
      case Baking _ -> RolloutStage.BAKE;
      case AwaitingConfirm _ -> RolloutStage.CONFIRM;
      case Committed _ -> RolloutStage.COMMITTED;
      case RollingBack _, RolledBack _ -> RolloutStage.ROLLED_BACK;
    };
  }

  /** How long the stage still takes if all goes well; at least 0, and 0 when it is over. */
  default long leftNanos(long nowNanos) {
    return switch (this) {
      case Approved _, RollingBack _, Committed _, RolledBack _ -> 0;
      case Recording recording ->
          recording.inPlace() == InPlace.NOTHING
              ? recording.terms().length(recording.stage()).toNanos()
              : 0;
      case Shadowing shadowing -> shadowing.left() * shadowing.terms().shadowRound().toNanos();
      case Canary canary -> Math.max(0, canary.untilNanos() - nowNanos);
      case Baking baking -> Math.max(0, baking.untilNanos() - nowNanos);
      case AwaitingConfirm awaiting -> Math.max(0, awaiting.untilNanos() - nowNanos);
    };
  }

  private static RolloutStage shown(Recording recording) {
    return switch (recording.inPlace()) {
      case NOTHING -> recording.stage();
      case SHADOW -> RolloutStage.SHADOW;
      case CANARY -> RolloutStage.CANARY;
      case ALL ->
          recording.stage() == RolloutStage.COMMITTED && !recording.terms().confirmWithin().isZero()
              ? RolloutStage.CONFIRM
              : RolloutStage.BAKE;
    };
  }
}
