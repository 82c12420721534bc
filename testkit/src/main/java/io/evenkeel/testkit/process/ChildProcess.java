package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test started and that ends with it: at {@link #close}, and at the latest when
 * the test's JVM exits. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private final Process process;
  private final ProcessOutput output = new ProcessOutput();
  private final Thread lastResort;

  private ChildProcess(Process process) {
    this.process = process;
    this.lastResort = new Thread(process::destroyForcibly, "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(lastResort);
    Thread.ofPlatform()
        .daemon()
        .name("output-" + process.pid())
        .start(() -> output.readFrom(process.getInputStream()));
  }

  /** Starts the command; standard output and error are captured together. */
  public static ChildProcess start(List<String> command) {
    try {
      return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command + ": is it installed?", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything printed so far. */
  public String output() {
    return output.text();
  }

  /** A position in the output, for {@link #awaitLine(Pattern, int, Duration)}. */
  public int outputLines() {
    return output.size();
  }

  /** Waits for a line, from the beginning of the output on. */
  public Matcher awaitLine(Pattern pattern, Duration atMost) {
    return output.await(pattern, 0, atMost);
  }

  /** Waits for a line at or after a position. */
  public Matcher awaitLine(Pattern pattern, int from, Duration atMost) {
    return output.await(pattern, from, atMost);
  }

  /** SIGKILL: gone without a word. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(END_TIMEOUT);
  }

  /** SIGSTOP: the kernel still accepts connections, nobody answers. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** SIGTERM; does not wait. Not by {@link Process#destroy}, which closes the output as well. */
  public void terminate() {
    signal("TERM");
  }

  /** Sends a signal by its name without SIG. */
  public void signal(String name) {
    Command.run(END_TIMEOUT, "kill", "-" + name, Long.toString(pid())).expectSuccess();
  }

  /** Waits for the end and returns the exit status (128 + signal number when killed). */
  public int awaitExit(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "process " + pid() + " still runs after " + atMost + "; output:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while process " + pid() + " ends", interrupted);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException shuttingDown) {
      return; // the hook runs anyway
    }
  }
}
