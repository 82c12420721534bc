package io.evenkeel.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Rollout.InPlace;
import io.evenkeel.core.change.Rollout.Step;
import io.evenkeel.core.model.RolloutPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table in the Javadoc of {@link Rollout}, every state with every input. */
class RolloutTableTest {
  private static final long NOW = Long.MAX_VALUE - 5; // deadlines lie beyond the overflow
  private static final RolloutTerms ALL =
      RolloutTerms.of(RolloutPolicy.DEFAULT, Duration.ofSeconds(3))
          .confirmWithin(Duration.ofMinutes(5));
  private static final RolloutTerms PLAIN =
      RolloutTerms.of(RolloutPolicy.DEFAULT, Duration.ofSeconds(3)).withoutShadow();
  private static final String WHY = "errors 40 %";

  /** What has passed unless said otherwise: too little for any deadline. */
  private static final RolloutInput EARLY = new RolloutInput.Tick(NOW);

  private static final RolloutInput LATE = new RolloutInput.Tick(NOW + minutes(10));
  private static final RolloutInput BREACHED = new RolloutInput.Breached(WHY, NOW);
  private static final RolloutInput SUSPECTED = new RolloutInput.ChecksSuspected(WHY, NOW);
  private static final RolloutInput ABORT = new RolloutInput.Abort(WHY, NOW);
  private static final RolloutInput CONFIRM = new RolloutInput.Confirm(NOW);
  private static final RolloutInput AGREES = new RolloutInput.ShadowRound(List.of(), NOW);
  private static final RolloutInput LOSES =
      new RolloutInput.ShadowRound(List.of("api-1: GET /api/health -> 404"), NOW);

  private static final Rollout APPROVED = new Rollout.Approved();
  private static final Rollout SHADOW = new Rollout.Shadowing(ALL, 3, false, after(23));
  private static final Rollout LAST_SHADOW = new Rollout.Shadowing(ALL, 1, false, after(23));
  private static final Rollout CANARY = new Rollout.Canary(ALL, false, after(30));
  private static final Rollout BAKING = new Rollout.Baking(ALL, false, NOW + minutes(2));
  private static final Rollout BAKING_PLAIN = new Rollout.Baking(PLAIN, false, NOW + minutes(2));
  private static final Rollout AWAITING = new Rollout.AwaitingConfirm(ALL, NOW + minutes(5));
  private static final Rollout ROLLING_BACK = rollingBack(InPlace.ALL, WHY, false);
  private static final Rollout COMMITTED = new Rollout.Committed();
  private static final Rollout ROLLED_BACK = new Rollout.RolledBack(WHY);

  private static final Rollout REC_SHADOW = recording(ALL, RolloutStage.SHADOW, InPlace.NOTHING);
  private static final Rollout REC_CANARY = recording(ALL, RolloutStage.CANARY, InPlace.NOTHING);
  private static final Rollout REC_BAKE = recording(ALL, RolloutStage.BAKE, InPlace.CANARY);
  private static final Rollout REC_BAKE_ONLY =
      recording(PLAIN.withoutCanary(), RolloutStage.BAKE, InPlace.NOTHING);
  private static final Rollout REC_CONFIRM = recording(ALL, RolloutStage.CONFIRM, InPlace.ALL);
  private static final Rollout REC_COMMIT = recording(ALL, RolloutStage.COMMITTED, InPlace.ALL);

  private static final Map<String, Rollout> STATES = states();
  private static final Map<String, RolloutInput> INPUTS = inputs();

  private final Map<List<Object>, Step> table = new HashMap<>();

  @TestFactory
  Stream<DynamicTest> everyStateWithEveryInput() {
    fill();
    return STATES.entrySet().stream()
        .flatMap(state ->
            INPUTS.entrySet().stream()
                .map(input ->
                    DynamicTest.dynamicTest(
                        state.getKey() + " x " + input.getKey(),
                        () -> check(state.getValue(), input.getValue()))));
  }

  @Test
  void theTableNamesNothingThatIsNotTested() {
    fill();
    for (List<Object> row : table.keySet()) {
      assertThat(STATES.values()).as("%s", row).contains((Rollout) row.get(0));
      assertThat(INPUTS.values()).as("%s", row).contains((RolloutInput) row.get(1));
    }
  }

  private void check(Rollout state, RolloutInput input) {
    Step expected = table.getOrDefault(List.of(state, input), new Step(state, List.of()));
    assertThat(Rollout.next(state, input)).isEqualTo(expected);
  }

  private void fill() {
    begin();
    recorded();
    stages();
    undone();
  }

  private void begin() {
    on(
        APPROVED,
        new RolloutInput.Start(ALL, NOW),
        REC_SHADOW,
        new RolloutEffect.RecordStage(RolloutStage.SHADOW, ""));
    on(
        APPROVED,
        new RolloutInput.Start(ALL.brokenGlass(), NOW),
        recording(ALL.brokenGlass(), RolloutStage.BAKE, InPlace.NOTHING),
        new RolloutEffect.Alarm("break-glass", "a refused change is applied"),
        new RolloutEffect.RecordStage(RolloutStage.BAKE, ""));
    on(
        APPROVED,
        ABORT,
        rollingBack(InPlace.NOTHING, WHY, true),
        new RolloutEffect.RecordStage(RolloutStage.ROLLED_BACK, WHY));
  }

  private void recorded() {
    on(REC_SHADOW, recorded(RolloutStage.SHADOW), SHADOW, new RolloutEffect.StartShadow());
    on(REC_CANARY, recorded(RolloutStage.CANARY), CANARY, new RolloutEffect.PublishCanary(0.1));
    on(
        REC_BAKE,
        recorded(RolloutStage.BAKE),
        BAKING,
        new RolloutEffect.PublishAll(),
        new RolloutEffect.EndCanary());
    on(
        REC_BAKE_ONLY,
        recorded(RolloutStage.BAKE),
        new Rollout.Baking(PLAIN.withoutCanary(), false, NOW + minutes(2)),
        new RolloutEffect.PublishAll());
    on(REC_CONFIRM, recorded(RolloutStage.CONFIRM), AWAITING);
    on(
        confirmed(REC_CONFIRM),
        recorded(RolloutStage.CONFIRM),
        confirmed(REC_COMMIT),
        new RolloutEffect.RecordStage(RolloutStage.COMMITTED, ""));
    on(
        REC_COMMIT,
        recorded(RolloutStage.COMMITTED),
        COMMITTED,
        new RolloutEffect.Finish(RolloutStage.COMMITTED, ""));
    for (Rollout state : List.of(REC_SHADOW, REC_CANARY, REC_BAKE, REC_CONFIRM, REC_COMMIT)) {
      on(state, CONFIRM, confirmed(state));
    }
    on(REC_BAKE_ONLY, CONFIRM, confirmed(REC_BAKE_ONLY));
  }

  private void stages() {
    on(SHADOW, AGREES, new Rollout.Shadowing(ALL, 2, false, after(23)));
    on(
        LAST_SHADOW,
        AGREES,
        REC_CANARY,
        new RolloutEffect.StopShadow(),
        new RolloutEffect.RecordStage(RolloutStage.CANARY, ""));
    for (Rollout state : List.of(SHADOW, LAST_SHADOW)) {
      undo(state, LOSES, InPlace.SHADOW, "the new checks would lose api-1: GET /api/health -> 404");
      undo(state, LATE, InPlace.SHADOW, "the new checks did not answer in time");
      undoByOperator(state, InPlace.SHADOW);
    }
    on(SHADOW, CONFIRM, new Rollout.Shadowing(ALL, 3, true, after(23)));
    on(LAST_SHADOW, CONFIRM, new Rollout.Shadowing(ALL, 1, true, after(23)));
    on(CANARY, CONFIRM, new Rollout.Canary(ALL, true, after(30)));
    on(BAKING, CONFIRM, new Rollout.Baking(ALL, true, NOW + minutes(2)));
    on(BAKING_PLAIN, CONFIRM, new Rollout.Baking(PLAIN, true, NOW + minutes(2)));
    onLate(CANARY, ALL, RolloutStage.BAKE, InPlace.CANARY);
    onLate(BAKING, ALL, RolloutStage.CONFIRM, InPlace.ALL);
    onLate(BAKING_PLAIN, PLAIN, RolloutStage.COMMITTED, InPlace.ALL);
    on(
        AWAITING,
        CONFIRM,
        confirmed(REC_COMMIT),
        new RolloutEffect.RecordStage(RolloutStage.COMMITTED, ""));
    undo(AWAITING, LATE, InPlace.ALL, "not confirmed within 300 s");
  }

  private void undone() {
    Map<Rollout, InPlace> watched =
        Map.of(
            CANARY,
            InPlace.CANARY,
            BAKING,
            InPlace.ALL,
            BAKING_PLAIN,
            InPlace.ALL,
            AWAITING,
            InPlace.ALL,
            REC_BAKE,
            InPlace.CANARY,
            REC_CONFIRM,
            InPlace.ALL,
            confirmed(REC_CONFIRM),
            InPlace.ALL);
    watched.forEach((state, inPlace) -> {
      undo(state, BREACHED, inPlace, WHY);
      undo(state, SUSPECTED, inPlace, WHY);
      undoByOperator(state, inPlace);
    });
    for (Rollout state : List.of(REC_SHADOW, REC_CANARY, REC_BAKE_ONLY)) {
      undoByOperator(state, InPlace.NOTHING);
    }
    for (Rollout state : STATES.values()) {
      if (state instanceof Rollout.Recording recording) {
        String stage = "stage " + recording.stage().word();
        undo(state, LATE, recording.inPlace(), stage + " was not recorded in 10 s");
        undo(
            state,
            failed(recording.stage()),
            recording.inPlace(),
            stage + " was not recorded: disk full");
      }
    }
    Step all =
        new Step(
            ROLLED_BACK,
            List.of(
                new RolloutEffect.PublishPrevious(WHY),
                new RolloutEffect.Alarm("rollback", WHY),
                new RolloutEffect.Finish(RolloutStage.ROLLED_BACK, WHY)));
    rolledBack(ROLLING_BACK, all);
    rolledBack(rollingBack(InPlace.SHADOW, WHY, true), quiet(new RolloutEffect.StopShadow()));
    rolledBack(rollingBack(InPlace.CANARY, WHY, true), quiet(new RolloutEffect.EndCanary()));
    rolledBack(
        rollingBack(InPlace.NOTHING, WHY, true),
        new Step(ROLLED_BACK, List.of(new RolloutEffect.Finish(RolloutStage.ROLLED_BACK, WHY))));
  }

  private void rolledBack(Rollout state, Step step) {
    table.put(List.of(state, recorded(RolloutStage.ROLLED_BACK)), step);
    table.put(List.of(state, failed(RolloutStage.ROLLED_BACK)), step);
    table.put(List.of(state, LATE), step);
  }

  private static Step quiet(RolloutEffect takesBack) {
    return new Step(
        ROLLED_BACK, List.of(takesBack, new RolloutEffect.Finish(RolloutStage.ROLLED_BACK, WHY)));
  }

  private void on(Rollout state, RolloutInput input, Rollout next, RolloutEffect... effects) {
    table.put(List.of(state, input), new Step(next, List.of(effects)));
  }

  private void onLate(Rollout state, RolloutTerms terms, RolloutStage stage, InPlace inPlace) {
    long until = LATE.nowNanos() + Rollout.STORE_NANOS;
    on(
        state,
        LATE,
        new Rollout.Recording(terms, stage, inPlace, false, until),
        new RolloutEffect.RecordStage(stage, ""));
  }

  private void undo(Rollout state, RolloutInput input, InPlace inPlace, String why) {
    on(
        state,
        input,
        new Rollout.RollingBack(why, inPlace, false, input.nowNanos() + Rollout.PATIENCE_NANOS),
        new RolloutEffect.RecordStage(RolloutStage.ROLLED_BACK, why));
  }

  private void undoByOperator(Rollout state, InPlace inPlace) {
    on(
        state,
        ABORT,
        rollingBack(inPlace, WHY, true),
        new RolloutEffect.RecordStage(RolloutStage.ROLLED_BACK, WHY));
  }

  private static Rollout recording(RolloutTerms terms, RolloutStage stage, InPlace inPlace) {
    return new Rollout.Recording(terms, stage, inPlace, false, NOW + Rollout.STORE_NANOS);
  }

  private static Rollout confirmed(Rollout recording) {
    Rollout.Recording r = (Rollout.Recording) recording;
    return new Rollout.Recording(r.terms(), r.stage(), r.inPlace(), true, r.untilNanos());
  }

  private static Rollout rollingBack(InPlace inPlace, String why, boolean byOperator) {
    return new Rollout.RollingBack(why, inPlace, byOperator, NOW + Rollout.PATIENCE_NANOS);
  }

  private static RolloutInput recorded(RolloutStage stage) {
    return new RolloutInput.Recorded(stage, NOW);
  }

  private static RolloutInput failed(RolloutStage stage) {
    return new RolloutInput.RecordFailed(stage, "disk full", NOW);
  }

  private static long after(long seconds) {
    return NOW + Duration.ofSeconds(seconds).toNanos();
  }

  private static long minutes(long minutes) {
    return Duration.ofMinutes(minutes).toNanos();
  }

  private static Map<String, Rollout> states() {
    Map<String, Rollout> states = new HashMap<>();
    for (Rollout state :
        List.of(
            APPROVED,
            SHADOW,
            LAST_SHADOW,
            CANARY,
            BAKING,
            BAKING_PLAIN,
            AWAITING,
            ROLLING_BACK,
            COMMITTED,
            ROLLED_BACK,
            REC_SHADOW,
            REC_CANARY,
            REC_BAKE,
            REC_BAKE_ONLY,
            REC_CONFIRM,
            REC_COMMIT,
            confirmed(REC_CONFIRM),
            rollingBack(InPlace.SHADOW, WHY, true),
            rollingBack(InPlace.CANARY, WHY, true),
            rollingBack(InPlace.NOTHING, WHY, true))) {
      states.put(Objects.toString(state), state);
    }
    return states;
  }

  private static Map<String, RolloutInput> inputs() {
    Map<String, RolloutInput> inputs = new HashMap<>();
    Stream.of(
            Stream.of(EARLY, LATE, BREACHED, SUSPECTED, ABORT, CONFIRM, AGREES, LOSES),
            Stream.of(
                new RolloutInput.Start(ALL, NOW), new RolloutInput.Start(ALL.brokenGlass(), NOW)),
            Stream.of(RolloutStage.values()).map(RolloutTableTest::recorded),
            Stream.of(RolloutStage.values()).map(RolloutTableTest::failed))
        .flatMap(each -> each)
        .forEach(input -> inputs.put(Objects.toString(input), input));
    return inputs;
  }
}
