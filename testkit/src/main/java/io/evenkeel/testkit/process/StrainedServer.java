package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real Node.js server that thrashes when it has too much, and dies of far too much; see {@code
 * strained-server.js}. Thread-safe.
 */
public final class StrainedServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening");

  private final int port;
  private final ChildProcess process;

  /**
   * What it can do.
   *
   * @param workers requests it works on at once
   * @param millis how long each takes
   * @param thrash with so many more than workers each takes twice as long
   * @param deadly how many requests at once are its end
   */
  public record Strength(int workers, int millis, int thrash, int deadly) {
    /** Answers per second when it has just as much as it can do. */
    public double perSecond() {
      return workers * 1000.0 / millis;
    }
  }

  private StrainedServer(int port, ChildProcess process) {
    this.port = port;
    this.process = process;
  }

  /** Starts one; returns when it listens. */
  public static StrainedServer start(Path folder, Strength strength) {
    int port = FreePorts.next();
    Path script = folder.resolve("strained-server-" + port + ".js");
    try (InputStream source = StrainedServer.class.getResourceAsStream("strained-server.js")) {
      if (source == null) {
        throw new IllegalStateException("strained-server.js is missing beside the class");
      }
      Files.copy(source, script);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write strained-server.js into " + folder, e);
    }
    List<String> command =
        List.of(
            "node",
            script.toString(),
            Integer.toString(port),
            Integer.toString(strength.workers()),
            Integer.toString(strength.millis()),
            Integer.toString(strength.thrash()),
            Integer.toString(strength.deadly()));
    ChildProcess process = ChildProcess.start(command);
    try {
      process.awaitLine(LISTENING, Duration.ofSeconds(20));
      return new StrainedServer(port, process);
    } catch (AssertionError failed) {
      process.close();
      throw failed;
    }
  }

  public int port() {
    return port;
  }

  /** What the configuration's server entry says. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The most requests it had at once. */
  public int mostAtOnce() {
    try (RawClient client = RawClient.connect(port, Duration.ofSeconds(10))) {
      return Integer.parseInt(client.get("/most").body().trim());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from the strained server", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
