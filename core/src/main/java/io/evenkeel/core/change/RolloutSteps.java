package io.evenkeel.core.change;

import io.evenkeel.core.change.Rollout.Approved;
import io.evenkeel.core.change.Rollout.AwaitingConfirm;
import io.evenkeel.core.change.Rollout.Baking;
import io.evenkeel.core.change.Rollout.Canary;
import io.evenkeel.core.change.Rollout.Committed;
import io.evenkeel.core.change.Rollout.InPlace;
import io.evenkeel.core.change.Rollout.Recording;
import io.evenkeel.core.change.Rollout.RolledBack;
import io.evenkeel.core.change.Rollout.RollingBack;
import io.evenkeel.core.change.Rollout.Shadowing;
import io.evenkeel.core.change.Rollout.Step;
import io.evenkeel.core.change.RolloutInput.Abort;
import io.evenkeel.core.change.RolloutInput.Breached;
import io.evenkeel.core.change.RolloutInput.ChecksSuspected;
import io.evenkeel.core.change.RolloutInput.Confirm;
import io.evenkeel.core.change.RolloutInput.CutShort;
import io.evenkeel.core.change.RolloutInput.RecordFailed;
import io.evenkeel.core.change.RolloutInput.Recorded;
import io.evenkeel.core.change.RolloutInput.ShadowRound;
import io.evenkeel.core.change.RolloutInput.Start;
import io.evenkeel.core.change.RolloutInput.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The transition table of {@link Rollout}, state by state. */
final class RolloutSteps {
  /** On top of twice its time, a shadow stage has this long: probes wait for each other. */
  private static final long SHADOW_SLACK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private RolloutSteps() {}

  static Step next(Rollout state, RolloutInput input) {
    return switch (state) {
      case Approved approved -> approved(approved, input);
      case Recording recording -> recording(recording, input);
      case Shadowing shadowing -> shadowing(shadowing, input);
      case Canary canary -> canary(canary, input);
      case Baking baking -> baking(baking, input);
      case AwaitingConfirm awaiting -> awaiting(awaiting, input);
      case RollingBack rollingBack -> rollingBack(rollingBack, input);
      case Committed _, RolledBack _ -> stay(state);
    };
  }

  private static Step approved(Approved state, RolloutInput input) {
    if (input instanceof Start(RolloutTerms terms, long now)) {
      Step step = record(terms, terms.first(), InPlace.NOTHING, false, now);
      return terms.breakGlass()
          ? before(step, new RolloutEffect.Alarm("break-glass", "a refused change is applied"))
          : step;
    }
    return input instanceof Abort(String why, long now)
        ? undo(why, InPlace.NOTHING, true, now)
        : stay(state);
  }

  private static Step recording(Recording state, RolloutInput input) {
    boolean committing = state.stage() == RolloutStage.COMMITTED;
    boolean clients = state.inPlace() == InPlace.CANARY || state.inPlace() == InPlace.ALL;
    return switch (input) {
      case Recorded(RolloutStage stage, long now) ->
          stage == state.stage() ? enter(state, now) : stay(state);
      case RecordFailed(RolloutStage stage, String why, long now) ->
          stage == state.stage()
              ? undo("stage " + stage.word() + " was not recorded: " + why, state, now)
              : stay(state);
      case Tick(long now) ->
          now - state.untilNanos() >= 0
              ? undo("stage " + state.stage().word() + " was not recorded in 10 s", state, now)
              : stay(state);
      case Abort(String why, long now) ->
          committing ? stay(state) : undo(why, state.inPlace(), true, now);
      case Breached(String why, long now) ->
          clients && !committing ? undo(why, state, now) : stay(state);
      case ChecksSuspected(String why, long now) ->
          clients && !committing ? undo(why, state, now) : stay(state);
      case Confirm _ ->
          stay(
              new Recording(
                  state.terms(), state.stage(), state.inPlace(), true, state.untilNanos()));
      case Start _, ShadowRound _, CutShort _ -> stay(state);
    };
  }

  /** The record is written: the stage begins. */
  private static Step enter(Recording state, long now) {
    RolloutTerms terms = state.terms();
    boolean confirmed = state.confirmed();
    return switch (state.stage()) {
      case SHADOW -> {
        long longest = 2L * terms.shadowRounds() * terms.shadowRound().toNanos();
        yield new Step(
            new Shadowing(
                terms, terms.shadowRounds(), confirmed, now + longest + SHADOW_SLACK_NANOS),
            List.of(new RolloutEffect.StartShadow()));
      }
      case CANARY ->
          new Step(
              new Canary(terms, confirmed, now + terms.canaryFor().toNanos()),
              List.of(new RolloutEffect.PublishCanary(terms.canary())));
      case BAKE ->
          new Step(
              new Baking(terms, confirmed, now + terms.bake().toNanos()),
              // In this order, so that no canary falls back to the old snapshot in between.
              state.inPlace() == InPlace.CANARY
                  ? List.of(new RolloutEffect.PublishAll(), new RolloutEffect.EndCanary())
                  : List.of(new RolloutEffect.PublishAll()));
      case CONFIRM ->
          confirmed
              ? record(terms, RolloutStage.COMMITTED, InPlace.ALL, true, now)
              : new Step(
                  new AwaitingConfirm(terms, now + terms.confirmWithin().toNanos()), List.of());
      case COMMITTED ->
          new Step(new Committed(), List.of(new RolloutEffect.Finish(RolloutStage.COMMITTED, "")));
      case ROLLED_BACK -> throw new IllegalStateException("rolled-back (expected: another stage)");
    };
  }

  private static Step shadowing(Shadowing state, RolloutInput input) {
    if (input instanceof ShadowRound(List<String> lost, long now)) {
      if (!lost.isEmpty()) {
        String why = "the new checks would lose " + String.join("; ", lost);
        return undo(why, InPlace.SHADOW, false, now);
      }
      if (state.left() > 1) {
        return stay(
            new Shadowing(state.terms(), state.left() - 1, state.confirmed(), state.untilNanos()));
      }
      RolloutStage next = state.terms().after(RolloutStage.SHADOW);
      Step step = record(state.terms(), next, InPlace.NOTHING, state.confirmed(), now);
      return before(step, new RolloutEffect.StopShadow());
    }
    return switch (input) {
      case Tick(long now) when now - state.untilNanos() >= 0 ->
          undo("the new checks did not answer in time", InPlace.SHADOW, false, now);
      case Abort(String why, long now) -> undo(why, InPlace.SHADOW, true, now);
      case Confirm _ -> stay(new Shadowing(state.terms(), state.left(), true, state.untilNanos()));
      case Start _, Tick _, Recorded _, RecordFailed _, ShadowRound _, Breached _, CutShort _ ->
          stay(state);
      case ChecksSuspected _ -> stay(state); // the old checks, which this change may well repair
    };
  }

  private static Step canary(Canary state, RolloutInput input) {
    Step undone = undoneByHarm(InPlace.CANARY, input);
    if (undone != null) {
      return undone;
    }
    if (input instanceof Confirm) {
      return stay(new Canary(state.terms(), true, state.untilNanos()));
    }
    return input instanceof Tick(long now) && now - state.untilNanos() >= 0
        ? record(state.terms(), RolloutStage.BAKE, InPlace.CANARY, state.confirmed(), now)
        : stay(state);
  }

  private static Step baking(Baking state, RolloutInput input) {
    Step undone = undoneByHarm(InPlace.ALL, input);
    if (undone != null) {
      return undone;
    }
    if (input instanceof Confirm) {
      return stay(new Baking(state.terms(), true, state.untilNanos()));
    }
    RolloutStage next = state.terms().after(RolloutStage.BAKE);
    if (input instanceof CutShort(long now) && next == RolloutStage.COMMITTED) {
      return record(state.terms(), next, InPlace.ALL, true, now);
    }
    return input instanceof Tick(long now) && now - state.untilNanos() >= 0
        ? record(state.terms(), next, InPlace.ALL, state.confirmed(), now)
        : stay(state);
  }

  private static Step awaiting(AwaitingConfirm state, RolloutInput input) {
    Step undone = undoneByHarm(InPlace.ALL, input);
    if (undone != null) {
      return undone;
    }
    if (input instanceof Confirm(long now)) {
      return record(state.terms(), RolloutStage.COMMITTED, InPlace.ALL, true, now);
    }
    if (input instanceof Tick(long now) && now - state.untilNanos() >= 0) {
      long seconds = state.terms().confirmWithin().toSeconds();
      return undo("not confirmed within " + seconds + " s", InPlace.ALL, false, now);
    }
    return stay(state);
  }

  private static Step rollingBack(RollingBack state, RolloutInput input) {
    boolean recorded =
        switch (input) {
          case Recorded(RolloutStage stage, long _) -> stage == RolloutStage.ROLLED_BACK;
          case RecordFailed(RolloutStage stage, String _, long _) ->
              stage == RolloutStage.ROLLED_BACK;
          case Tick(long now) -> now - state.untilNanos() >= 0;
          case Start _,
              ShadowRound _,
              Breached _,
              ChecksSuspected _,
              Confirm _,
              Abort _,
              CutShort _ ->
              false;
        };
    if (!recorded) {
      return stay(state);
    }
    List<RolloutEffect> effects = new ArrayList<>();
    switch (state.inPlace()) {
      case NOTHING -> {}
      case SHADOW -> effects.add(new RolloutEffect.StopShadow());
      case CANARY -> effects.add(new RolloutEffect.EndCanary());
      case ALL -> effects.add(new RolloutEffect.PublishPrevious(state.why()));
    }
    if (!state.byOperator()) {
      effects.add(new RolloutEffect.Alarm("rollback", state.why()));
    }
    effects.add(new RolloutEffect.Finish(RolloutStage.ROLLED_BACK, state.why()));
    return new Step(new RolledBack(state.why()), effects);
  }

  /** What undoes a change that clients have; null for any other input. */
  private static @Nullable Step undoneByHarm(InPlace inPlace, RolloutInput input) {
    return switch (input) {
      case Breached(String why, long now) -> undo(why, inPlace, false, now);
      case ChecksSuspected(String why, long now) -> undo(why, inPlace, false, now);
      case Abort(String why, long now) -> undo(why, inPlace, true, now);
      case Start _, Tick _, Recorded _, RecordFailed _, ShadowRound _, Confirm _, CutShort _ ->
          null;
    };
  }

  private static Step record(
      RolloutTerms terms, RolloutStage stage, InPlace inPlace, boolean confirmed, long now) {
    return new Step(
        new Recording(terms, stage, inPlace, confirmed, now + Rollout.STORE_NANOS),
        List.of(new RolloutEffect.RecordStage(stage, "")));
  }

  private static Step undo(String why, Recording state, long now) {
    return undo(why, state.inPlace(), false, now);
  }

  private static Step undo(String why, InPlace inPlace, boolean byOperator, long now) {
    return new Step(
        new RollingBack(why, inPlace, byOperator, now + Rollout.PATIENCE_NANOS),
        List.of(new RolloutEffect.RecordStage(RolloutStage.ROLLED_BACK, why)));
  }

  private static Step stay(Rollout state) {
    return new Step(state, List.of());
  }

  private static Step before(Step step, RolloutEffect first) {
    List<RolloutEffect> effects = new ArrayList<>(step.effects());
    effects.addFirst(first);
    return new Step(step.next(), effects);
  }
}
