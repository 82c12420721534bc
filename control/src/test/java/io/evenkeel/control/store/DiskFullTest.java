package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.control.store.Revision.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full, and a folder that really cannot be written. */
class DiskFullTest {
  @TempDir Path disk;

  private Path folder;
  private boolean isMounted;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    isMounted = run("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString());
    assumeTrue(isMounted, "a disk of 256 KiB needs the right to mount: run as root");
    folder = disk.resolve("state");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.inputReader().readAllAsString();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Store open() throws StoreFailure {
    Store store = Store.open(folder, Retention.DEFAULT);
    if (store.state().writable() && store.revisions().isEmpty()) {
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
      store.plans().add(Samples.open("p1"), Samples.FILES, Samples.entry("plan", "p1", 0));
      store.serving(1);
    }
    return store;
  }

  /** Leaves {@code bytes} of room. */
  private void fillUpTo(int bytes) throws IOException {
    Path file = disk.resolve("somebody-elses");
    Files.deleteIfExists(file);
    long room = Files.getFileStore(disk).getUsableSpace();
    Files.write(file, new byte[(int) Math.max(0, room - bytes)]);
  }

  private String full() {
    return "cannot record the change: No space left on device (state folder "
        + folder
        + "): the balancer keeps serving revision 1, changes are refused until there is room";
  }

  @Test
  void atEveryDegreeOfFullnessAChangeIsRecordedOrLeavesNothing() throws Exception {
    int refused = 0;
    try (Store store = open()) {
      for (int room = 0; room <= 16 * 4096; room += 4096) {
        long number = store.nextNumber();
        fillUpTo(room);
        try {
          store.rollouts().started(Samples.revision(number, Outcome.STARTED, "p1"));
          store.rollouts().committed(number, "ana", "");
          store.serving(number);
        } catch (StoreFailure e) {
          refused++;
          assertThat(e).hasMessageContaining("No space left on device");
          assertThat(store.state().why()).isEqualTo(e.getMessage());
          assertThat(store.lastGood().orElseThrow().number()).isLessThan(number);
        }
        Files.delete(disk.resolve("somebody-elses"));
        if (store.find(number).isPresent() && store.lastGood().orElseThrow().number() != number) {
          store.rollouts().rolledBack(number, "evenkeel", "not committed");
        }
        assertThat(store.recheck().why()).as("room %d", room).isEmpty();
        assertThat(store.audit().verify()).as("room %d", room).isEmpty();
        assertThat(store.problems()).as("room %d", room).isEmpty();
      }
      assertThat(refused).isPositive().isLessThan(16);
    }
  }

  @Test
  void aFullDiskIsNamedAndRoomIsNoticedWithoutARestart() throws Exception {
    try (Store store = open()) {
      fillUpTo(0);
      assertThatThrownBy(() ->
              store
                  .plans()
                  .update("p1", Samples.entry("approve", "p1", 0), r -> Samples.approved(r, "ben")))
          .isInstanceOf(StoreFailure.class)
          .hasMessage(full());
      assertThat(store.recheck().why()).isEqualTo(full());
      assertThat(store.plans().find("p1").orElseThrow().approvals()).isEmpty();

      Files.delete(disk.resolve("somebody-elses"));

      store
          .plans()
          .update("p1", Samples.entry("approve", "p1", 0), r -> Samples.approved(r, "ben"));
      assertThat(store.state().writable()).isTrue();
      assertThat(store.plans().find("p1").orElseThrow().approvals()).hasSize(1);
    }
  }

  @Test
  void aRollbackOnAFullDiskIsRecordedWhenThereIsRoom() throws Exception {
    try (Store store = open()) {
      store.rollouts().started(Samples.revision(2, Outcome.STARTED, "p1"));
      fillUpTo(0);
      assertThatThrownBy(() -> store.rollouts().rolledBack(2, "evenkeel", "p99"))
          .hasMessage(full());
      Files.delete(disk.resolve("somebody-elses"));

      assertThat(store.recheck().writable()).isTrue();

      Revision revision = store.find(2).orElseThrow();
      assertThat(revision.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(revision.why()).isEqualTo("p99");
      assertThat(store.audit().entries(1).getFirst().what()).isEqualTo("rollout-rolled-back");
    }
  }

  @Test
  void aFullDiskAtTheStartStillGivesTheLastGood() throws Exception {
    open().close();
    fillUpTo(0);
    try (Store store = open()) {
      assertThat(store.state().why()).contains("No space left on device");
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(1);
      assertThat(store.plans().list(9)).hasSize(1);
      Files.delete(disk.resolve("somebody-elses"));
      assertThat(store.recheck().writable()).isTrue();
    }
  }

  @Test
  void aReadOnlyDiskStillGivesTheLastGood() throws Exception {
    open().close();
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    try (Store store = open()) {
      assertThat(store.state().why())
          .contains("Read-only file system")
          .endsWith("changes are refused until it can be written");
      assertThat(store.lastGood().orElseThrow().number()).isEqualTo(1);
      assertThat(store.problems()).isEmpty();
      assertThatThrownBy(() -> store.audit().append(Samples.entry("drain", "", 0)))
          .isInstanceOf(StoreFailure.class);

      assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();

      store.audit().append(Samples.entry("drain", "", 0));
      assertThat(store.state().writable()).isTrue();
    }
  }

  @Test
  void aReadOnlyNewFolderStillOpens() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    try (Store store = Store.open(folder, Retention.DEFAULT)) {
      assertThat(store.state().writable()).isFalse();
      assertThat(store.lastGood()).isEmpty();
      assertThat(List.of(store.nextNumber())).containsExactly(1L);
    }
  }
}
