package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.time.SeededRandom;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 at every step ends in the old or the new revision and loses nothing confirmed. */
class KillTest {
  @TempDir(factory = QuickFolder.class)
  Path parent;

  /** Every step of the disk, and the middle of every write. */
  @Test
  void deathAtEveryStepOfTheDisk() throws Exception {
    int steps = stepsOfAWholeRun();
    for (int deadly = 1; deadly <= steps; deadly++) {
      Path folder = parent.resolve("dead-" + deadly);
      ScriptedChanges.prepare(folder);
      List<String> told = new ArrayList<>();
      MortalDisk disk = MortalDisk.inThisProcess(deadly);
      die(folder, disk, told);
      ScriptedChanges.verify(
          folder, told, "died at step " + deadly + ": " + disk.steps().getLast());
    }
  }

  private int stepsOfAWholeRun() throws StoreFailure {
    Path folder = parent.resolve("whole");
    ScriptedChanges.prepare(folder);
    MortalDisk disk = MortalDisk.inThisProcess(Integer.MAX_VALUE);
    try (Store store = Store.open(folder, Retention.DEFAULT, disk, InstantSource.system())) {
      new ScriptedChanges(store, _ -> {}).run();
    }
    return disk.steps().size();
  }

  /** A kill of this kind leaves the lock to us: closing gives it back, as the kernel does. */
  private static void die(Path folder, MortalDisk disk, List<String> told) throws StoreFailure {
    Store store = null;
    try {
      store = Store.open(folder, Retention.DEFAULT, disk, InstantSource.system());
      new ScriptedChanges(store, told::add).run();
      throw new AssertionError("it lives");
    } catch (MortalDisk.Killed e) {
      assertThat(disk.steps()).isNotEmpty();
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  /** Death while the wreck of another death is repaired. */
  @Test
  void deathDuringTheRecovery() throws Exception {
    int steps = stepsOfAWholeRun();
    SeededRandom random = new SeededRandom(7);
    for (int round = 0; round < 60; round++) {
      Path folder = parent.resolve("twice-" + round);
      ScriptedChanges.prepare(folder);
      List<String> told = new ArrayList<>();
      int first = 1 + random.nextInt(steps);
      die(folder, MortalDisk.inThisProcess(first), told);
      int second = 1 + random.nextInt(30);
      die(folder, MortalDisk.inThisProcess(second), new ArrayList<>());
      ScriptedChanges.verify(folder, told, "seed 7, died at " + first + ", then at " + second);
    }
  }
}
