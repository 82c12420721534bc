package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What clients ask for.
 *
 * @param perSecond requests that become due
 * @param connections of all clients
 */
record Load(int perSecond, int connections) {
  static final long TIMEOUT_MILLIS = 5_000;

  /** A load generator at work. For one thread, but for {@link #close}. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final Thread lastResort;

    private Running(List<String> command, Path output) {
      this.output = output;
      try {
        this.process =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(Redirect.INHERIT)
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start " + command, e);
      }
      this.lastResort = new Thread(process::destroyForcibly, "end-load");
      Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** What became of every request; waits for the end. */
    RequestLog log(long atMostMillis) {
      try {
        if (!process.waitFor(atMostMillis, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
          throw new IllegalStateException("the load generator failed or did not end: " + output);
        }
        return RequestLog.parse(Files.readAllLines(output));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupted);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + output, e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        Runtime.getRuntime().removeShutdownHook(lastResort);
      } catch (IllegalStateException shuttingDown) {
        return; // it ends the process
      }
    }
  }

  /**
   * Starts it.
   *
   * @param target on the loopback, and when the first request is due
   * @param timeoutMillis after which a client gives a request up
   */
  Running start(Target target, long millis, long timeoutMillis, Path output) {
    List<String> command =
        List.of(
            Programs.LOAD.toString(),
            Integer.toString(target.port()),
            Long.toString(target.beginNanos()),
            Integer.toString(perSecond),
            Double.toString(millis / 1e3),
            Integer.toString(connections),
            Long.toString(timeoutMillis));
    return new Running(Shell.pinned(target.processors(), command), output);
  }

  /** Where to and from when on. */
  record Target(int port, long beginNanos, String processors) {
    /** Soon, but not before the generator is ready. */
    static Target soon(int port, String processors) {
      return new Target(port, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200), processors);
    }
  }
}
