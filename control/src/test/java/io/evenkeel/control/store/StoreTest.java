package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.control.store.Revision.Outcome;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final Retention SMALL = new Retention(3, 4, 1 << 20);

  @TempDir Path parent;

  private Path folder() {
    return parent.resolve("state");
  }

  private Store open() {
    return Store.open(folder(), SMALL);
  }

  private static void commit(Store store, long number, String plan) throws StoreFailure {
    store.rollouts().started(Samples.revision(number, Outcome.STARTED, plan));
    store.rollouts().committed(number, "ana", "");
  }

  @Test
  void aNewStoreIsEmptyAndWritable() {
    try (Store store = open()) {
      assertThat(store.state().why()).isEmpty();
      assertThat(store.problems()).isEmpty();
      assertThat(store.revisions()).isEmpty();
      assertThat(store.lastGood()).isEmpty();
      assertThat(store.nextNumber()).isEqualTo(1);
      assertThat(store.freeze().current()).isEmpty();
    }
  }

  @Test
  void aStoreThatWasLentChangesNothingUntilItIsTakenBack() throws StoreFailure {
    try (Store store = open()) {
      commit(store, 1, "");
      assertThat(store.isElsewhere()).isFalse();
      store.lend("process 7");
      assertThat(store.isLent()).isTrue();
      assertThatThrownBy(() -> commit(store, 2, ""))
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("an upgrade is under way, and process 7 is taking over")
          .hasMessageContaining("try again in a moment");
      assertThat(store.recheck().writable()).isFalse();
      try (Store heir = open()) {
        assertThat(heir.state().why()).isEmpty();
        commit(heir, 2, "");
        assertThat(store.takeBack().why()).contains("open already");
      }
      // The heir has let it go; what it did is known.
      assertThat(store.recheck().why()).isEmpty();
      assertThat(store.isLent()).isFalse();
      assertThat(store.nextNumber()).isEqualTo(3);
      commit(store, 3, "");
    }
  }

  @Test
  void whatWasRecordedIsThereAfterReopening() throws StoreFailure {
    Revision first = Samples.revision(1, Outcome.COMMITTED, "");
    try (Store store = open()) {
      store.record(first, Samples.entry("first", "", 1));
      store.rollouts().started(Samples.revision(2, Outcome.STARTED, ""));
      store.rollouts().rolledBack(2, "evenkeel", "p99 of pool api: 4 ms -> 900 ms");
    }
    try (Store store = open()) {
      assertThat(store.problems()).isEmpty();
      assertThat(store.lastGood()).contains(first);
      assertThat(store.revisions()).extracting(Revision::number).containsExactly(2L, 1L);
      assertThat(store.find(2))
          .contains(
              Samples.revision(2, Outcome.STARTED, "")
                  .with(Outcome.ROLLED_BACK, "p99 of pool api: 4 ms -> 900 ms"));
      assertThat(store.nextNumber()).isEqualTo(3);
      assertThat(store.audit().entries(10))
          .extracting(AuditEntry::what)
          .containsExactly("rollout-rolled-back", "rollout-started", "first");
    }
  }

  @Test
  void aPersonFindsTheTextsAsTheyWere() throws Exception {
    try (Store store = open()) {
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
    }
    Path files = folder().resolve("revisions/000001/files/etc/evenkeel");
    assertThat(files.resolve("evenkeel.yaml")).hasContent("# revision 1\n");
    assertThat(files.resolve("conf.d/api.yaml")).hasContent("pools: {}\n");
  }

  @Test
  void nobodyElseMayReadIt() throws Exception {
    try (Store store = open()) {
      store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      commit(store, 1, "p1");
      store
          .freeze()
          .set(new Freeze("ana", "sale", java.time.Instant.EPOCH), Samples.entry("f", "", 0));
    }
    try (Stream<Path> all = Files.walk(folder()).skip(1)) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void aNumberIsNeverUsedTwice() throws Exception {
    try (Store store = open()) {
      commit(store, 1, "");
      commit(store, 2, "");
      assertThatThrownBy(() -> commit(store, 2, ""))
          .hasMessage("revision: 2 (expected: 3, numbers are never used twice)");
    }
    new Disk().delete(folder().resolve("revisions/000002"));
    try (Store store = open()) {
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(1);
      assertThat(store.nextNumber()).isEqualTo(3);
    }
  }

  @Test
  void aDamagedRevisionIsReportedAndSkipped() throws Exception {
    try (Store store = open()) {
      commit(store, 1, "");
      commit(store, 2, "");
      commit(store, 3, "");
    }
    Path third = folder().resolve("revisions/000003/files/etc/evenkeel/evenkeel.yaml");
    Files.writeString(third, "# edited\n");
    Path second = folder().resolve("revisions/000002/revision.json");
    Files.writeString(second, Files.readString(second).replace("ana", "eve"));

    try (Store store = open()) {
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(1);
      assertThat(store.nextNumber()).isEqualTo(4);
      assertThat(store.problems())
          .extracting(StoreProblem::message)
          .containsExactly(
              "its content does not match its checksum",
              third + " is not as it was recorded (checksum)");
      assertThat(store.problems().getFirst().path()).isEqualTo(second.toString());
      assertThatThrownBy(() -> store.find(3)).isInstanceOf(StoreFailure.class);
      assertThat(store.find(2)).isEmpty();
    }
  }

  @Test
  void aDamagedPlanIsReportedAndSkipped() throws Exception {
    try (Store store = open()) {
      store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      store.plans().add(Samples.open("p2"), Samples.FILES, Samples.entry("plan", "p2", 0));
    }
    Path file = folder().resolve("plans/p1.json");
    Files.write(file, new byte[] {'{', '}'});
    try (Store store = open()) {
      assertThat(store.plans().list(9)).extracting(r -> r.plan().id()).containsExactly("p2");
      assertThat(store.problems()).extracting(StoreProblem::path).containsExactly(file.toString());
    }
  }

  @Test
  void aHalfWrittenFileIsCleanedAway() throws Exception {
    open().close();
    Files.writeString(folder().resolve("tmp/plan-p1.json"), "{\"checks");
    Files.createDirectories(folder().resolve("tmp/revision-9/files"));
    try (Store store = open()) {
      assertThat(store.problems()).isEmpty();
      assertThat(folder().resolve("tmp")).isEmptyDirectory();
    }
  }

  @Test
  void retentionKeepsTheNewestTheLastGoodAndTheServed() throws StoreFailure {
    try (Store store = open()) {
      commit(store, 1, "");
      commit(store, 2, "");
      store.serving(1);
      for (int number = 3; number < 8; number++) {
        store.rollouts().started(Samples.revision(number, Outcome.STARTED, ""));
        store.rollouts().rolledBack(number, "evenkeel", "no good");
      }
      assertThat(store.revisions())
          .extracting(Revision::number)
          .containsExactly(7L, 6L, 5L, 2L, 1L);
    }
    try (Store store = open()) {
      assertThat(store.revisions()).hasSize(5);
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void retentionOfPlansTakesClosedOnesFirst() throws StoreFailure {
    try (Store store = open()) {
      for (int i = 1; i <= 6; i++) {
        ChangeRequest open = Samples.open("p" + i);
        Fate fate = i < 3 ? Fate.APPLYING : i == 4 ? Fate.REJECTED : Fate.OPEN;
        store
            .plans()
            .add(
                new ChangeRequest(open.plan(), fate, List.of(), ""),
                Samples.FILES,
                Samples.entry("plan", "p" + i, 0));
      }
      assertThat(store.plans().list(9)).hasSize(4);
      assertThat(store.plans().find("p4")).isEmpty();
      assertThat(store.plans().ids(Fate.APPLYING)).containsExactly("p1", "p2");
      assertThat(store.plans().find("p6")).isPresent();
    }
  }

  @Test
  void twoApprovalsAtOnceBothCount() throws Exception {
    try (Store store = open()) {
      store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      List<Thread> threads =
          Stream.of("ben", "cem", "dot", "eli")
              .map(by -> Thread.ofVirtual().start(() -> approve(store, by)))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(store.plans().find("p1").orElseThrow().approvals()).hasSize(4);
      ChangeRequest again =
          store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      assertThat(again.approvals()).as("planned again").hasSize(4);
      assertThat(store.audit().verify()).isEmpty();
    }
  }

  private static void approve(Store store, String by) {
    try {
      store.plans().update("p1", Samples.entry("approve", "p1", 0), r -> Samples.approved(r, by));
    } catch (StoreFailure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStepThatRefusesChangesNothing() throws StoreFailure {
    try (Store store = open()) {
      store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      assertThatThrownBy(() ->
              store
                  .plans()
                  .update(
                      "p1",
                      Samples.entry("approve", "p1", 0),
                      _ -> {
                        throw new IOException("your own plan");
                      }))
          .hasMessage("your own plan");
      assertThat(store.audit().entries(9)).extracting(AuditEntry::what).containsExactly("plan");
      Optional<ChangeRequest> unknown =
          store.plans().update("p9", Samples.entry("approve", "p9", 0), r -> r);
      assertThat(unknown).isEmpty();
    }
  }

  @Test
  void aFreezeSurvivesAndADamagedOneCounts() throws Exception {
    Freeze freeze = new Freeze("ana", "sale", java.time.Instant.parse("2026-01-02T00:00:00Z"));
    try (Store store = open()) {
      store.freeze().set(freeze, Samples.entry("freeze", "", 0));
    }
    try (Store store = open()) {
      assertThat(store.freeze().current()).contains(freeze);
    }
    Files.writeString(folder().resolve("freeze.json"), "{");
    try (Store store = open()) {
      assertThat(store.freeze().current()).isPresent();
      assertThat(store.problems()).hasSize(1);
      store.freeze().lift(Samples.entry("unfreeze", "", 0));
      assertThat(store.freeze().current()).isEmpty();
    }
    try (Store store = open()) {
      assertThat(store.freeze().current()).isEmpty();
    }
  }

  @Test
  void whoComesSecondReadsAndIsToldWhoAndTakesOverLater() throws StoreFailure {
    try (Store second = openedBesideAnother()) {
      assertThat(second.recheck().why()).isEmpty();
      assertThat(second.lastGood().orElseThrow().number()).isEqualTo(2);
      commit(second, 3, "");
    }
  }

  private Store openedBesideAnother() throws StoreFailure {
    try (Store first = open()) {
      commit(first, 1, "");
      Store second = open();
      assertThat(second.lastGood().orElseThrow().number()).isEqualTo(1);
      assertThatThrownBy(() -> commit(second, 2, ""))
          .isInstanceOf(StoreFailure.class)
          .hasMessageStartingWith(
              "cannot record the change: this process has the state folder open already");
      commit(first, 2, "");
      return second;
    }
  }

  @Test
  void oddNamesOfFilesStayInTheFolder() throws StoreFailure {
    List<Revision.SourceFile> files =
        Stream.of("../../etc/passwd", "", "/", "a", "a/b", "a", "x\0y", "z".repeat(300), "ü/ß.yaml")
            .map(name -> new Revision.SourceFile(name, "text of " + name))
            .toList();
    Revision odd = Samples.revision(1, Outcome.COMMITTED, "").withFiles(files);
    try (Store store = open()) {
      store.record(odd, Samples.entry("first", "", 1));
    }
    try (Store store = open()) {
      assertThat(store.lastGood()).contains(odd);
    }
    assertThat(parent).isDirectoryNotContaining(p -> !p.endsWith("state"));
  }

  @Test
  void aFolderThatVanishesIsMadeAgainAndNumbersGoOn() throws Exception {
    try (Store store = open()) {
      commit(store, 1, "");
      new Disk().delete(folder());
      assertThatThrownBy(() -> commit(store, 2, "")).isInstanceOf(StoreFailure.class);
      assertThat(store.recheck().why()).isEmpty();
      commit(store, store.nextNumber(), "");
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(2);
    }
  }
}
