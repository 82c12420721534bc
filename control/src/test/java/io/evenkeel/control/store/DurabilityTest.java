package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.store.Revision.Outcome;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut may take is what was not forced: here is what must be forced, and when. */
class DurabilityTest {
  @TempDir(factory = QuickFolder.class)
  Path folder;

  @Test
  void everythingIsForcedBeforeItGetsItsNameAndTheNameAfter() throws StoreFailure {
    MortalDisk disk = MortalDisk.inThisProcess(Integer.MAX_VALUE);
    try (Store store = Store.open(folder, Retention.DEFAULT, disk, InstantSource.system())) {
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
      new ScriptedChanges(store, _ -> {}).run();
    }
    Set<String> notForced = new HashSet<>();
    List<String> steps = disk.steps();
    int renames = 0;
    for (int i = 0; i < steps.size(); i++) {
      String[] step = steps.get(i).split(" ", 2);
      switch (step[0]) {
        case "create", "append" -> notForced.add(step[1]);
        case "force" -> notForced.remove(step[1]);
        case "rename" -> {
          renames++;
          assertThat(notForced).as(steps.get(i)).isEmpty();
          assertThat(steps.get(i + 1)).isEqualTo("force-folder " + Path.of(step[1]).getParent());
        }
        default -> assertThat(step[0]).isIn(OTHERS);
      }
    }
    assertThat(renames).isEqualTo(16);
    assertThat(notForced).isEmpty();
  }

  private static final Set<String> OTHERS =
      Set.of("mkdir", "write", "half-write", "force-folder", "overwrite", "delete");

  /** The audit speaks before anything takes effect. */
  @Test
  void noEffectWithoutItsLine() throws StoreFailure {
    MortalDisk disk = MortalDisk.inThisProcess(Integer.MAX_VALUE);
    try (Store store = Store.open(folder, Retention.DEFAULT, disk, InstantSource.system())) {
      int before = disk.steps().size();
      store.record(Samples.revision(1, Outcome.COMMITTED, ""), Samples.entry("first", "", 1));
      List<String> steps = disk.steps().subList(before, disk.steps().size());
      String audit = new Layout(folder).audit().toString();
      assertThat(steps)
          .containsSubsequence(
              "append " + audit, "force " + audit, "rename " + new Layout(folder).revision(1));
    }
  }
}
