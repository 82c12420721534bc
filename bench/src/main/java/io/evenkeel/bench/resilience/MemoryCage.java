package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A memory limit of the kernel's: whoever is in it and wants more is killed. A control group of
 * version 1 or 2, whichever is mounted. For one thread.
 */
final class MemoryCage implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 100;

  private final Path folder;

  private MemoryCage(Path folder) {
    this.folder = folder;
  }

  /** Null when this machine does not let us make one. */
  static @Nullable MemoryCage of(String name, long bytes) {
    boolean first = Files.exists(VERSION_1.resolve("memory.limit_in_bytes"));
    String limit = first ? "memory.limit_in_bytes" : "memory.max";
    Path folder = (first ? VERSION_1 : VERSION_2).resolve(name);
    try {
      Files.createDirectory(folder);
      Files.writeString(folder.resolve(limit), Long.toString(bytes));
      long set = Long.parseLong(Files.readString(folder.resolve(limit)).trim());
      if (set == bytes) {
        return new MemoryCage(folder);
      }
      Files.delete(folder);
    } catch (IOException | NumberFormatException notOurs) {
      System.err.println("no memory limit " + folder + ": " + notOurs);
    }
    return null;
  }

  /** The command, in the cage from its first instruction on. */
  List<String> around(List<String> command) {
    return Shell.after("echo $$ > " + folder.resolve("cgroup.procs"), command);
  }

  /** Removes it; the kernel lets it go a moment after its last process. */
  @Override
  public void close() {
    for (int tries = 0; Files.exists(folder); tries++) {
      try {
        Files.delete(folder);
      } catch (IOException busy) {
        if (tries == TRIES) {
          throw new UncheckedIOException("cannot remove " + folder, busy);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }
}
