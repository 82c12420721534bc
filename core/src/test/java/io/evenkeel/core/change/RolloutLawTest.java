package io.evenkeel.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Rollout.Step;
import io.evenkeel.core.model.RolloutPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds of every rollout, whatever comes and in whatever order. */
class RolloutLawTest {
  private static final int RUNS = 20_000;
  private static final long A_DAY = Duration.ofDays(1).toNanos();

  @Test
  void whateverComesItEndsAndNothingIsLeftBehind() {
    Set<RolloutStage> outcomes = EnumSet.noneOf(RolloutStage.class);
    for (long seed = 0; seed < RUNS; seed++) {
      outcomes.add(new Run(seed).toTheEnd());
    }
    assertThat(outcomes)
        .containsExactlyInAnyOrder(RolloutStage.COMMITTED, RolloutStage.ROLLED_BACK);
  }

  @Test
  void breakGlassSkipsWhatGoesBeforeAndKeepsWhatWatches() {
    RolloutTerms terms =
        RolloutTerms.of(RolloutPolicy.DEFAULT, Duration.ofSeconds(3)).brokenGlass();
    assertThat(terms.first()).isEqualTo(RolloutStage.BAKE);
    Rollout baking = Rollout.next(begun(terms), recorded(RolloutStage.BAKE, 0)).next();
    assertThat(baking.shownStage()).isEqualTo(RolloutStage.BAKE);
    assertThat(Rollout.next(baking, new RolloutInput.ChecksSuspected("404", 1)).next())
        .isInstanceOf(Rollout.RollingBack.class);
  }

  @Test
  void aConfirmationDuringTheBakeIsRememberedButDoesNotShortenIt() {
    RolloutTerms terms =
        RolloutTerms.of(RolloutPolicy.DEFAULT, Duration.ofSeconds(3))
            .brokenGlass()
            .confirmWithin(Duration.ofMinutes(5));
    Rollout baking = Rollout.next(begun(terms), recorded(RolloutStage.BAKE, 0)).next();
    Rollout confirmed = Rollout.next(baking, new RolloutInput.Confirm(1)).next();
    assertThat(confirmed.leftNanos(1)).isEqualTo(terms.bake().toNanos() - 1);
    long end = terms.bake().toNanos();
    Rollout recording = Rollout.next(confirmed, new RolloutInput.Tick(end)).next();
    Step step = Rollout.next(recording, recorded(RolloutStage.CONFIRM, end));
    assertThat(step.effects())
        .containsExactly(new RolloutEffect.RecordStage(RolloutStage.COMMITTED, ""));
  }

  @Test
  void theTimeLeftRunsDownAndIsNeverBelowZero() {
    RolloutTerms terms = RolloutTerms.of(RolloutPolicy.DEFAULT, Duration.ofSeconds(3));
    Rollout shadowing = Rollout.next(begun(terms), recorded(RolloutStage.SHADOW, 0)).next();
    assertThat(shadowing.leftNanos(0)).isEqualTo(Duration.ofSeconds(9).toNanos());
    Rollout second = Rollout.next(shadowing, new RolloutInput.ShadowRound(List.of(), 1)).next();
    assertThat(second.leftNanos(1)).isEqualTo(Duration.ofSeconds(6).toNanos());
    Rollout canary =
        Rollout.next(begun(terms.withoutShadow()), recorded(RolloutStage.CANARY, Long.MAX_VALUE))
            .next();
    assertThat(canary.leftNanos(Long.MIN_VALUE)).isEqualTo(Duration.ofSeconds(30).toNanos() - 1);
    assertThat(canary.leftNanos(Long.MIN_VALUE + A_DAY)).isZero();
  }

  private static Rollout begun(RolloutTerms terms) {
    return Rollout.next(new Rollout.Approved(), new RolloutInput.Start(terms, 0)).next();
  }

  private static RolloutInput recorded(RolloutStage stage, long now) {
    return new RolloutInput.Recorded(stage, now);
  }

  /** One rollout under random inputs, with a store that answers late, wrongly or never. */
  private static final class Run {
    private final long seed;
    private final Random random;
    private final List<RolloutEffect> done = new ArrayList<>();
    private final List<RolloutStage> unanswered = new ArrayList<>();
    private final Set<RolloutStage> durable = EnumSet.noneOf(RolloutStage.class);
    private Rollout state = new Rollout.Approved();
    private long now;

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.now = random.nextLong();
    }

    RolloutStage toTheEnd() {
      give(new RolloutInput.Start(terms(), now));
      int steps = 0;
      while (!state.isOver()) {
        assertThat(steps++).as("steps, seed %d", seed).isLessThan(10_000);
        now += random.nextLong(1, 2_000_000_000);
        give(any());
      }
      for (int i = 0; i < 20; i++) {
        int before = done.size();
        give(any());
        assertThat(done).as("effects after the end, seed %d", seed).hasSize(before);
      }
      judge();
      return state.shownStage();
    }

    private void give(RolloutInput input) {
      if (input instanceof RolloutInput.Recorded(RolloutStage stage, long _)) {
        durable.add(stage);
      }
      Step step = Rollout.next(state, input);
      state = step.next();
      for (RolloutEffect effect : step.effects()) {
        perform(effect);
      }
    }

    private void perform(RolloutEffect effect) {
      switch (effect) {
        case RolloutEffect.RecordStage record -> unanswered.add(record.stage());
        case RolloutEffect.StartShadow _ -> needs(RolloutStage.SHADOW);
        case RolloutEffect.PublishCanary _ -> needs(RolloutStage.CANARY);
        case RolloutEffect.PublishAll _ -> needs(RolloutStage.BAKE);
        case RolloutEffect.Finish finish -> {
          if (finish.outcome() == RolloutStage.COMMITTED) {
            needs(RolloutStage.COMMITTED);
          }
        }
        case RolloutEffect.StopShadow _,
            RolloutEffect.EndCanary _,
            RolloutEffect.PublishPrevious _,
            RolloutEffect.Alarm _ -> {}
      }
      done.add(effect);
    }

    private void needs(RolloutStage stage) {
      assertThat(durable).as("recorded before it takes effect, seed %d", seed).contains(stage);
    }

    private void judge() {
      boolean committed = state instanceof Rollout.Committed;
      assertThat(count(RolloutEffect.Finish.class)).as("finished, seed %d", seed).isOne();
      assertThat(done.getLast()).isInstanceOf(RolloutEffect.Finish.class);
      assertThat(count(RolloutEffect.StopShadow.class))
          .as("shadows stopped, seed %d", seed)
          .isEqualTo(count(RolloutEffect.StartShadow.class));
      assertThat(count(RolloutEffect.EndCanary.class))
          .as("canaries ended, seed %d", seed)
          .isEqualTo(count(RolloutEffect.PublishCanary.class));
      assertThat(count(RolloutEffect.PublishAll.class)).as("seed %d", seed).isLessThanOrEqualTo(1);
      assertThat(count(RolloutEffect.PublishPrevious.class))
          .as("published back, seed %d", seed)
          .isEqualTo(committed ? 0 : count(RolloutEffect.PublishAll.class));
      List<RolloutStage> records = new ArrayList<>();
      for (RolloutEffect effect : done) {
        if (effect instanceof RolloutEffect.RecordStage record) {
          records.add(record.stage());
        }
      }
      assertThat(records).as("records, seed %d", seed).doesNotHaveDuplicates().isSorted();
    }

    private long count(Class<? extends RolloutEffect> kind) {
      return done.stream().filter(kind::isInstance).count();
    }

    private RolloutTerms terms() {
      RolloutTerms terms =
          new RolloutTerms(
              random.nextInt(4),
              Duration.ofMillis(random.nextInt(3_000)),
              random.nextInt(3) * 0.1,
              Duration.ofMillis(random.nextInt(30_000)),
              Duration.ofMillis(random.nextInt(60_000)),
              Duration.ofMillis(random.nextInt(3) * 20_000L),
              false);
      return random.nextInt(4) == 0 ? terms.brokenGlass() : terms;
    }

    /** Mostly time and the store, now and then trouble. */
    private RolloutInput any() {
      return switch (random.nextInt(200)) {
        case 0 -> new RolloutInput.Breached("errors", now);
        case 1 -> new RolloutInput.ChecksSuspected("404", now);
        case 2 -> new RolloutInput.Abort("no", now);
        case 3 -> new RolloutInput.ShadowRound(List.of("api-1"), now);
        case 4 -> new RolloutInput.Start(terms(), now);
        case 5, 6, 7, 8 -> new RolloutInput.Confirm(now);
        case 9 -> answer(false);
        default ->
            switch (random.nextInt(3)) {
              case 0 -> answer(true);
              case 1 -> new RolloutInput.ShadowRound(List.of(), now);
              default -> new RolloutInput.Tick(now);
            };
      };
    }

    /** Of a record that was asked for, each once, in any order. */
    private RolloutInput answer(boolean good) {
      if (unanswered.isEmpty()) {
        return new RolloutInput.Tick(now);
      }
      RolloutStage stage = unanswered.remove(random.nextInt(unanswered.size()));
      return good
          ? new RolloutInput.Recorded(stage, now)
          : new RolloutInput.RecordFailed(stage, "disk full", now);
    }
  }
}
