package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a command that ran to its end left behind. The output goes through files: a pipe would have
 * to be drained by threads, and what is wanted is only the end result.
 */
public record Command(List<String> line, int exit, String out, String err) {
  public Command {
    line = List.copyOf(line);
  }

  /** Runs the command to its end and returns what it said, whatever its exit status. */
  public static Command run(Duration atMost, String... line) {
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        int exit = exitOf(line, out, err, atMost);
        return new Command(List.of(line), exit, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + List.of(line) + ": is it installed?", e);
    }
  }

  private static int exitOf(String[] line, Path out, Path err, Duration atMost) throws IOException {
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    throw new AssertionError(
        List.of(line) + " did not end within " + atMost + ":\n" + Files.readString(err));
  }

  /** This, or an error that shows everything the command said. */
  public Command expectSuccess() {
    if (exit != 0) {
      throw new AssertionError(line + " ended with " + exit + "\n" + out + "\n" + err);
    }
    return this;
  }
}
