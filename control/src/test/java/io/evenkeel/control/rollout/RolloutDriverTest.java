package io.evenkeel.control.rollout;

import static io.evenkeel.control.rollout.RolloutWorld.API;
import static io.evenkeel.control.rollout.RolloutWorld.TERMS;
import static io.evenkeel.control.rollout.RolloutWorld.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.model.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of snapshots, records and servers; when is the state machine's own matter. */
class RolloutDriverTest {
  private static final RolloutTerms BAKE_ONLY = TERMS.withoutCanary();

  @TempDir Path folder;
  private RolloutWorld world;

  @BeforeEach
  void open() throws StoreFailure {
    world = new RolloutWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
    assertThat(world.loop.failures()).isZero();
  }

  @Test
  void committed() {
    world.begin(TERMS);
    world.passSeconds(1);
    var canary = Objects.requireNonNull(world.live.publication().canary());
    assertThat(canary.snapshot().revision()).isEqualTo(2);
    assertThat(canary.share()).isEqualTo(0.1);
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.outcome(2)).isEqualTo(Outcome.STARTED);

    world.passSeconds(31);
    assertThat(world.live.publication().canary()).isNull();
    assertThat(world.served()).isEqualTo(2);
    assertThat(world.live.knows(API, address(1))).as("kept for the way back").isTrue();
    assertThat(world.ends).isEmpty();

    world.passSeconds(61);
    assertThat(world.ends).containsExactly(new RolloutEnd(true, ""));
    assertThat(world.outcome(2)).isEqualTo(Outcome.COMMITTED);
    assertThat(world.live.knows(API, address(1))).isFalse();
    assertThat(world.live.knows(API, address(4))).isTrue();
    assertThat(world.live.done).containsExactly("canary 2", "publish 2", "end canary", "settle");
    assertThat(world.stages).containsExactly("canary 30", "bake 60", "committed 0");
    assertThat(world.driver.isBusy()).isFalse();
  }

  /** While its record is being written, the first stage is shown with its length. */
  @Test
  void nothingTakesEffectBeforeItsRecordIsDurable() {
    world.diskHangs = true;
    world.begin(TERMS);
    world.passSeconds(2);
    assertThat(world.live.done).isEmpty();
    assertThat(world.stages).containsExactly("canary 30");
    world.diskRecovers();
    world.passSeconds(1);
    assertThat(world.live.done).containsExactly("canary 2");

    world.diskHangs = true;
    world.passSeconds(35);
    assertThat(world.served()).as("published without a record").isEqualTo(1);
    assertThat(world.stages).as("bake before it is in effect").containsExactly("canary 30");
    world.diskRecovers();
    world.passSeconds(1);
    assertThat(world.served()).isEqualTo(2);
  }

  @Test
  void aBreachOnTheCanaryUndoesIt() {
    world.begin(TERMS);
    world.passSeconds(1);
    world.onCanary(10, 20);
    world.passSeconds(1);
    assertUndone("pool api: errors 66.7 % of 30 requests, control 0.0 % of 3000 (allowed: +2.0 %)");
    assertThat(world.live.done).containsExactly("canary 2", "end canary");
    assertThat(world.stages).containsExactly("canary 30", "rolled-back 0");
  }

  /** Its requests would end with their timeout, after the canary. */
  @Test
  void aNewServerThatIsSilentUndoesTheCanary() {
    world.begin(TERMS);
    world.passSeconds(1);
    world.onCanary(30, 0);
    world.askNewServer(4);
    world.passSeconds(4);
    assertThat(world.ends).isEmpty();
    world.passSeconds(3);
    assertThat(world.ends)
        .containsExactly(
            new RolloutEnd(
                false,
                "pool api: api-4 is new and silent: 4 requests wait for an answer, none began in 5"
                    + " s"));
    assertThat(world.live.publication().canary()).isNull();
    assertThat(world.live.done).containsExactly("canary 2", "end canary");
  }

  @Test
  void aBreachInTheBakeIsAgainstWhatWasUsual() {
    for (int second = 0; second < 90; second++) {
      world.traffic.answered("api", 98, 2, 4_000_000); // 2 % fail as it is
      world.passSeconds(1);
    }
    world.begin(BAKE_ONLY);
    for (int second = 0; second < 20; second++) {
      world.traffic.answered("api", 98, 2, 4_000_000);
      world.passSeconds(1);
    }
    assertThat(world.served()).as("no worse than before").isEqualTo(2);
    world.traffic.answered("api", 0, 300, 4_000_000);
    world.passSeconds(1);
    assertThat(world.ends)
        .singleElement()
        .satisfies(end -> {
          assertThat(end.committed()).isFalse();
          assertThat(end.why())
              .startsWith("pool api: errors 15.4 %")
              .contains(", before 2.0 % of ");
        });
    assertThat(world.live.done).containsExactly("publish 2", "restore 1");
    assertThat(world.served()).isEqualTo(1);
  }

  @Test
  void suspectChecksUndoTheChangeThatConcernsThem() {
    world.begin(BAKE_ONLY);
    world.passSeconds(1);
    world.suspect("other", "none of ours");
    world.passSeconds(1);
    assertThat(world.served()).isEqualTo(2);
    world.suspect("api", "3 of 3 servers fail their checks, and their traffic succeeds");
    world.passSeconds(1);
    assertUndone("3 of 3 servers fail their checks, and their traffic succeeds");
  }

  @Test
  void shadowChecksThatLoseAServerEndItBeforeAnybodyIsServed() {
    world.answer = new ProbeResult(ProbeOutcome.FAIL, "404", 1_000_000);
    Config target = RolloutWorld.config(1, 3, "/api/health");
    world.begin(
        new RolloutTerms(
            2,
            Duration.ofSeconds(3),
            0,
            Duration.ZERO,
            Duration.ofSeconds(9),
            Duration.ZERO,
            false),
        target);
    world.passSeconds(10);
    assertThat(world.ends)
        .singleElement()
        .satisfies(end -> assertThat(end.why()).contains("api-1: GET /api/health -> 404"));
    assertThat(world.live.done).isEmpty();
    assertThat(world.stages).containsExactly("shadow 6", "rolled-back 0");
  }

  @Test
  void aRecordThatFailsEndsIt() {
    world.store.close();
    world.begin(TERMS);
    world.passSeconds(2);
    assertThat(world.live.done).isEmpty();
    assertThat(world.ends)
        .singleElement()
        .satisfies(end -> {
          assertThat(end.committed()).isFalse();
          assertThat(end.why()).contains("the store is closed");
        });
    assertThat(world.live.knows(API, address(4))).isFalse();
  }

  /** The old revision is the last good one, and it is what is served. */
  @Test
  void aCommitThatCannotBeRecordedIsNone() {
    world.begin(BAKE_ONLY);
    world.passSeconds(1);
    world.store.close();
    world.passSeconds(65);
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.ends).singleElement().matches(end -> !end.committed());
    assertThat(world.outcome(2)).isEqualTo(Outcome.STARTED); // the next start undoes it on record
  }

  @Test
  void aDiskThatNeverAnswersEndsIt() {
    world.diskHangs = true;
    world.begin(TERMS);
    world.passSeconds(12);
    assertThat(world.ends).singleElement().matches(end -> !end.committed());
    assertThat(world.live.done).isEmpty();
  }

  @Test
  void whatCannotBePublishedIsUndone() {
    world.live.obstacle = "web: 127.0.0.1:80: permission denied";
    world.begin(TERMS);
    world.passSeconds(1);
    assertUndone("web: 127.0.0.1:80: permission denied");
  }

  /** What is harmful goes, whatever of the old cannot be had again. */
  @Test
  void theWayBackIsTakenEvenIfAListenerIsLost() {
    world.begin(BAKE_ONLY);
    world.passSeconds(1);
    world.live.obstacle = "web: 127.0.0.1:80: in use";
    world.driver.abort("rolled back by ana");
    world.passSeconds(1);
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.live.knows(API, address(4))).isFalse();
  }

  @Test
  void cutShortEndsTheBakeAndNothingElse() {
    world.driver.cutShort();
    world.begin(TERMS);
    world.passSeconds(1);
    world.driver.cutShort();
    world.passSeconds(1);
    assertThat(world.stages).containsExactly("canary 30");
    assertThat(world.driver.view().orElseThrow().stage()).isEqualTo("canary");
    world.passSeconds(31);
    assertThat(world.driver.view().orElseThrow().stage()).isEqualTo("bake");
    world.driver.cutShort();
    world.passSeconds(1);
    assertThat(world.ends).containsExactly(new RolloutEnd(true, ""));
    assertThat(world.outcome(2)).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void whoAbortsNeedsNoAlarm() {
    world.begin(TERMS);
    world.passSeconds(40);
    world.driver.abort("rolled back by ana");
    world.passSeconds(1);
    assertThat(world.ends).containsExactly(new RolloutEnd(false, "rolled back by ana"));
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.outcome(2)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.alarms()).isEmpty();
  }

  @Test
  void confirmedOrUndone() {
    RolloutTerms terms = BAKE_ONLY.confirmWithin(Duration.ofMinutes(5));
    world.begin(terms);
    world.passSeconds(65);
    assertThat(world.driver.view().orElseThrow().stage()).isEqualTo("confirm");
    assertThat(world.ends).isEmpty();
    world.driver.confirm();
    world.passSeconds(1);
    assertThat(world.ends).containsExactly(new RolloutEnd(true, ""));

    world.begin(terms, RolloutWorld.config(3, 5, "/health"));
    world.passSeconds(60 + 301);
    assertThat(world.ends.getLast()).isEqualTo(new RolloutEnd(false, "not confirmed within 300 s"));
    assertThat(world.served()).isEqualTo(2);
  }

  @Test
  void breakGlassAlarmsAndBakes() {
    world.begin(TERMS.brokenGlass());
    world.passSeconds(1);
    assertThat(world.alarms()).singleElement().asString().startsWith("break-glass: ");
    assertThat(world.stages).containsExactly("bake 60");
  }

  @Test
  void oneAtATime() {
    world.begin(TERMS);
    assertThatThrownBy(() -> world.begin(TERMS)).isInstanceOf(IllegalStateException.class);
    world.passSeconds(100);
    world.begin(TERMS, RolloutWorld.config(3, 5, "/health"));
    world.passSeconds(100);
    assertThat(world.served()).isEqualTo(3);
  }

  private void assertUndone(String why) {
    assertThat(world.ends).containsExactly(new RolloutEnd(false, why));
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.live.publication().canary()).isNull();
    assertThat(world.outcome(2)).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(world.alarms()).containsExactly("rollback: " + why);
    assertThat(world.live.knows(API, address(1))).isTrue();
    assertThat(world.live.knows(API, address(4))).isFalse();
  }
}
