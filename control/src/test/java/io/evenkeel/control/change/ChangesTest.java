package io.evenkeel.control.change;

import static io.evenkeel.control.change.ChangeWorld.ANA;
import static io.evenkeel.control.change.ChangeWorld.BEN;
import static io.evenkeel.control.change.ChangeWorld.BRIEF;
import static io.evenkeel.control.change.ChangeWorld.LONG;
import static io.evenkeel.control.change.ChangeWorld.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.control.change.ChangeRefused.Kind;
import io.evenkeel.control.rollout.RolloutEnd;
import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Revision;
import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {
  private static final ApplyOptions PLAIN = options(false, false, "");
  private static final ApplyOptions YES = options(true, false, "");

  @TempDir Path folder;
  private @Nullable ChangeWorld opened;

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private ChangeWorld open(String rollout) throws IOException, ChangeRefused {
    return open(rollout, "");
  }

  private ChangeWorld open(String rollout, String more) throws IOException, ChangeRefused {
    ChangeWorld world = new ChangeWorld(folder, "{ rollout: " + rollout + more + " }");
    opened = world;
    return world;
  }

  @Test
  void plannedAppliedAndOnRecord() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.safe(4);
    assertThat(plan.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(world.changes.apply(plan.id(), PLAIN, ANA).revision()).isEqualTo(2);
    assertThat(world.end()).isEqualTo(new RolloutEnd(true, ""));
    assertThat(world.served()).isEqualTo(2);
    assertThat(world.changes.find(plan.id()).fate()).isEqualTo(Fate.APPLIED);
    Revision revision = world.changes.revision(2);
    assertThat(revision.outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(revision.author()).isEqualTo("ana");
    assertThat(revision.reason()).isEqualTo("because");
    assertThat(revision.files().getFirst().text()).isEqualTo(world.text(4, "/health"));
    assertThat(world.changes.diff(1, 2))
        .extracting(Change::path)
        .containsExactly("pools.api.servers.api-4.address");
    assertThat(world.store.audit().entries(20))
        .extracting(AuditEntry::what)
        .contains("plan", "apply", "rollout-started", "rollout-committed");
  }

  @Test
  void aPlanIsVoidOnceAnotherRevisionIsServed() throws Exception {
    ChangeWorld world = open(BRIEF);
    String stale = world.safe(4).id();
    world.changes.apply(world.safe(5).id(), PLAIN, ANA);
    world.end();
    String why = "it changes revision 1, and revision 2 is served";
    ChangeRefused refused = refused(() -> world.changes.apply(stale, PLAIN, ANA));
    assertThat(refused.kind()).isEqualTo(Kind.STALE);
    assertThat(refused).hasMessage("plan " + stale + " is void: " + why + "; plan again");
    assertThat(world.changes.find(stale).fate()).isEqualTo(Fate.WITHDRAWN);
    assertThat(world.changes.find(stale).closedBecause()).isEqualTo(why);
    assertThat(refused(() -> world.changes.approve(stale, BEN)).kind()).isEqualTo(Kind.STALE);
  }

  /** The same file against the same revision is the same plan: its id must not stay closed. */
  @Test
  void whatWasRejectedCanBeProposedAnewAndHasNoApprovalThen() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.doubtful();
    world.changes.approve(plan.id(), BEN);
    world.changes.reject(plan.id(), "not on a Friday", BEN);
    ChangeRequest rejected = world.changes.find(plan.id());
    assertThat(rejected.fate()).isEqualTo(Fate.REJECTED);
    assertThat(rejected.closedBecause()).isEqualTo("not on a Friday");
    assertThat(refused(() -> world.changes.apply(plan.id(), YES, ANA)).kind())
        .isEqualTo(Kind.STALE);
    assertThat(world.doubtful().id()).isEqualTo(plan.id());
    ChangeRequest again = world.changes.find(plan.id());
    assertThat(again.fate()).isEqualTo(Fate.OPEN);
    assertThat(again.approvals()).isEmpty();
  }

  @Test
  void aRefusedPlanNeedsBrokenGlassAndAReason() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.refused();
    assertThat(plan.findings()).extracting(Finding::code).contains("EK3101");
    assertThat(plan.findings().getFirst().help())
        .isEqualTo("the current path /health answers 200 on all of them");
    ChangeRefused refused = refused(() -> world.changes.apply(plan.id(), YES, ANA));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.findings()).isEqualTo(plan.findings());
    ApplyOptions silent = options(false, true, " ");
    assertThat(refused(() -> world.changes.apply(plan.id(), silent, ANA)).kind())
        .isEqualTo(Kind.INVALID);
    world.changes.apply(plan.id(), options(false, true, "zone lost"), ANA);
    assertThat(world.end().committed()).isTrue();
    assertThat(world.changes.revision(2).reason()).isEqualTo("zone lost");
    assertThat(world.store.audit().entries(20))
        .filteredOn(entry -> entry.what().equals("break-glass"))
        .extracting(AuditEntry::who, AuditEntry::reason)
        .containsExactly(tuple("ana", "zone lost"));
  }

  @Test
  void aDoubtfulPlanNeedsALook() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.doubtful();
    assertThat(plan.verdict()).isEqualTo(Verdict.NEEDS_APPROVAL);
    assertThat(refused(() -> world.changes.apply(plan.id(), PLAIN, ANA)).kind())
        .isEqualTo(Kind.WAITING);
    assertThat(world.changes.apply(plan.id(), YES, ANA).revision()).isEqualTo(2);
    world.end();
  }

  @Test
  void changesAreFrozenByHandUntilSomebodyLiftsIt() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.safe(4);
    world.changes.freeze("the big sale", BEN);
    ChangeRefused refused = refused(() -> world.changes.apply(plan.id(), YES, ANA));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused).hasMessage("changes are frozen by ben: the big sale");
    assertThat(world.safe(5).findings()).extracting(Finding::code).contains("EK3002");
    world.changes.unfreeze(BEN);
    assertThat(world.changes.apply(plan.id(), YES, ANA).revision()).isEqualTo(2);
    world.end();
  }

  @Test
  void changesAreFrozenByTheCalendar() throws Exception {
    ChangeWorld world = open(BRIEF, ", freeze: [ \"Wed 11:00 - Wed 13:00 UTC\" ]");
    Plan plan = world.safe(4);
    assertThat(plan.findings()).extracting(Finding::code).contains("EK3001");
    assertThat(refused(() -> world.changes.apply(plan.id(), YES, ANA)).kind())
        .isEqualTo(Kind.INVALID);
    world.changes.apply(plan.id(), options(false, true, "it burns"), ANA);
    assertThat(world.end().committed()).isTrue();
  }

  @Test
  void oneRolloutAtATime() throws Exception {
    ChangeWorld world = open(LONG);
    String other = world.safe(5).id();
    Plan plan = world.safe(4);
    world.changes.apply(plan.id(), PLAIN, ANA);
    assertThat(refused(() -> world.changes.apply(other, PLAIN, ANA)).kind())
        .isIn(Kind.UNAVAILABLE, Kind.STALE);
    world.changes.rollback(0, "errors", BEN);
    assertThat(world.end()).isEqualTo(new RolloutEnd(false, "rolled back by ben: errors"));
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.changes.find(plan.id()).fate()).isEqualTo(Fate.ROLLED_BACK);
    assertThat(refused(() -> world.changes.confirm(plan.id(), ANA)).kind()).isEqualTo(Kind.STALE);
  }

  @Test
  void backToWhatWasCommittedBefore() throws Exception {
    ChangeWorld world = open(BRIEF);
    assertThat(refused(() -> world.changes.rollback(0, "", ANA)).kind()).isEqualTo(Kind.UNKNOWN);
    world.changes.apply(world.safe(4).id(), PLAIN, ANA);
    world.end();
    assertThat(refused(() -> world.changes.rollback(2, "", ANA)).kind()).isEqualTo(Kind.STALE);
    assertThat(refused(() -> world.changes.rollback(9, "", ANA)).kind()).isEqualTo(Kind.UNKNOWN);
    world.changes.rollback(0, "errors", ANA);
    world.end();
    assertThat(world.served()).isEqualTo(3);
    assertThat(world.changes.revision(3).reason()).isEqualTo("back to revision 1: errors");
    assertThat(world.changes.diff(1, 3)).isEmpty();
  }

  /** What is only being watched gives way to what the operator wrote since. */
  @Test
  void theFileCutsTheBakeBeforeItShort() throws Exception {
    ChangeWorld world = open(LONG);
    world.write(world.text(4, "/health"));
    assertThat(world.changes.fromFile(world.reader.read(world.file), "SIGHUP")).isPresent();
    world.awaitLoop();
    assertThat(world.served()).isEqualTo(2);
    world.write(world.text(5, "/health"));
    assertThat(world.changes.fromFile(world.reader.read(world.file), "SIGHUP")).isPresent();
    world.awaitLoop();
    assertThat(world.served()).isEqualTo(3);
    assertThat(world.changes.revision(2).outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(world.changes.fromFile(world.reader.read(world.file), "SIGHUP")).isEmpty();
  }

  @Test
  void theFilePassesTheGatesOfEverybody() throws Exception {
    ChangeWorld world = open(BRIEF);
    world.write(world.text(3, "/nope"));
    ChangeRefused refused =
        refused(() -> world.changes.fromFile(world.reader.read(world.file), "SIGHUP"));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(world.served()).isEqualTo(1);
    assertThat(world.changes.drift().inFile())
        .extracting(Change::path)
        .containsExactly("pools.api.health.readiness.http");
    world.write("version: [");
    assertThat(world.changes.drift().fileError()).contains("evenkeel.yaml:1");
  }

  @Test
  void aProposalReadsNoOtherFilesOfThisMachine() throws Exception {
    ChangeWorld world = open(BRIEF);
    Files.createSymbolicLink(folder.resolve("shadow.yaml"), Path.of("/etc/shadow"));
    for (String include : new String[] {"/etc/shadow", "shadow.yaml", "../*"}) {
      String text = world.text(4, "/health") + "include: \"" + include + "\"\n";
      ChangeRefused refused = refused(() -> world.propose(text, ANA));
      assertThat(refused.kind()).isEqualTo(Kind.INVALID);
      assertThat(refused.findings())
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("EK1011");
            assertThat(finding.message()).contains(" lies outside of " + folder);
          });
    }
  }

  @Test
  void nothingIsChangedThatCannotBeRecorded() throws Exception {
    ChangeWorld world = open(BRIEF);
    Plan plan = world.safe(4);
    world.store.close();
    assertThat(refused(() -> world.changes.apply(plan.id(), PLAIN, ANA)).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused(() -> world.safe(5)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(world.served()).isEqualTo(1);
  }

  @Test
  void aHarmfulChangeIsStoppedAlsoWhenTheDiskIsFull() throws Exception {
    ChangeWorld world = open(LONG);
    world.changes.apply(world.safe(4).id(), PLAIN, ANA);
    world.awaitLoop();
    world.store.close();
    world.changes.rollback(0, "errors", BEN);
    assertThat(world.end().committed()).isFalse();
    assertThat(world.served()).isEqualTo(1);
  }

  private static ChangeRefused refused(ThrowingCallable what) {
    return Objects.requireNonNull(catchThrowableOfType(ChangeRefused.class, what), "not refused");
  }
}
