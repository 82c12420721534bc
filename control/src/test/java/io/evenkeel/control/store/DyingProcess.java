package io.evenkeel.control.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;

/**
 * A process of its own for {@link ProcessKillTest}: makes changes in a folder, tells about each on
 * its standard output, and halts at the n-th fault point ({@code -Ddeadly=n}), or goes on until it
 * is killed.
 */
final class DyingProcess {
  /** Where the audit is about to tell, and where something is about to take effect. */
  private static final Set<String> FAULT_POINTS = Set.of("append", "rename");

  private DyingProcess() {}

  public static void main(String[] args) throws StoreFailure {
    int deadly = Integer.getInteger("deadly", Integer.MAX_VALUE);
    MortalDisk disk =
        new MortalDisk(deadly, FAULT_POINTS::contains, () -> Runtime.getRuntime().halt(137));
    try (Store store =
        Store.open(Path.of(args[0]), Retention.DEFAULT, disk, InstantSource.system())) {
      ScriptedChanges changes = new ScriptedChanges(store, DyingProcess::tell);
      if (deadly < Integer.MAX_VALUE) {
        changes.run();
      }
      for (int i = 0; deadly == Integer.MAX_VALUE; i++) {
        changes.change(i % 3 != 2);
      }
    }
  }

  private static void tell(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
