package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.time.SeededRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link KillTest}, with processes that really die. */
class ProcessKillTest {
  private static final int SIGKILL_ROUNDS = 8;

  @TempDir(factory = QuickFolder.class)
  Path parent;

  private static Process start(Path folder, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DyingProcess.class.getName());
    command.add(folder.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> linesOf(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader()) {
      return reader.lines().toList();
    }
  }

  @Test
  void haltBeforeEveryLineAndEveryEffect() throws Exception {
    int deadly = 1;
    boolean hasDied = true;
    while (hasDied) {
      Path folder = parent.resolve("halt-" + deadly);
      ScriptedChanges.prepare(folder);
      Process process = start(folder, "-Ddeadly=" + deadly);
      List<String> told = linesOf(process);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isIn(0, 137);
      hasDied = process.exitValue() == 137;
      ScriptedChanges.verify(folder, told, "halted at point " + deadly);
      deadly++;
    }
    assertThat(deadly).as("fault points and one").isEqualTo(29);
  }

  @Test
  void aFolderInUseNamesTheProcess() throws Exception {
    Path folder = parent.resolve("in-use");
    ScriptedChanges.prepare(folder);
    Process process = start(folder);
    try (BufferedReader reader = process.inputReader()) {
      assertThat(reader.readLine()).startsWith("begin plan");
      try (Store store = Store.open(folder)) {
        assertThat(store.state().why())
            .contains("the state folder is in use by process " + process.pid() + " (lock file ")
            .endsWith("state folder of its own (state: in the file)");
        assertThat(store.lastGood()).isPresent();
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(store.recheck().why()).isEmpty();
      }
    }
  }

  @Test
  void sigkillAtAnyMoment() throws Exception {
    long seed = 42;
    SeededRandom random = new SeededRandom(seed);
    Path folder = parent.resolve("state");
    ScriptedChanges.prepare(folder);
    List<String> told = new ArrayList<>();
    for (int round = 0; round < SIGKILL_ROUNDS; round++) {
      Process process = start(folder);
      try (BufferedReader reader = process.inputReader()) {
        told.add(reader.readLine());
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(300_000)));
        // SIGKILL where there is one; through the handle, which leaves what was told readable.
        process.toHandle().destroyForcibly();
        reader.lines().forEach(told::add);
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      told.addAll(ScriptedChanges.verify(folder, told, "seed " + seed + ", round " + round));
    }
  }
}
