package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real Node.js server that thrashes when it has too much, holds memory for every request, and is
 * killed by the kernel beyond a limit; see {@code strained-server.js}. Thread-safe.
 *
 * <p>The limit is a control group's. Needs root.
 */
public final class StrainedServer implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

  /** What Node needs for itself. */
  private static final long OWN_MEGABYTES = 120;

  private final Path group;
  private final int port;
  private final ChildProcess process;

  /**
   * What it can do.
   *
   * @param workers requests it works on at once
   * @param millis how long each takes
   * @param thrash with so many more than workers each takes twice as long
   * @param megabytes held for each request
   * @param deadly how many requests at once are its end
   */
  public record Strength(int workers, int millis, int thrash, int megabytes, int deadly) {
    /** Answers per second when it has just as much as it can do. */
    public double perSecond() {
      return workers * 1000.0 / millis;
    }
  }

  private StrainedServer(Path group, int port, ChildProcess process) {
    this.group = group;
    this.port = port;
    this.process = process;
  }

  /** Starts one; returns when it listens. */
  public static StrainedServer start(Path folder, Strength strength) {
    int port = FreePorts.next();
    long megabytes = OWN_MEGABYTES + (long) strength.megabytes() * strength.deadly();
    Path group = group("evenkeel-strained-" + port, megabytes * 1024 * 1024);
    try (InputStream source = StrainedServer.class.getResourceAsStream("strained-server.js")) {
      if (source == null) {
        throw new IllegalStateException("strained-server.js is missing beside the class");
      }
      Path script = folder.resolve("strained-server-" + port + ".js");
      Files.copy(source, script);
      String node =
          "echo $$ > %s/cgroup.procs && exec node %s %d %d %d %d %d"
              .formatted(
                  group,
                  script,
                  port,
                  strength.workers(),
                  strength.millis(),
                  strength.thrash(),
                  strength.megabytes());
      ChildProcess process = ChildProcess.start(List.of("sh", "-c", node));
      StrainedServer server = new StrainedServer(group, port, process);
      process.awaitLine(Pattern.compile("listening"), Duration.ofSeconds(20));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write strained-server.js into " + folder, e);
    }
  }

  private static Path group(String name, long bytes) {
    boolean first = Files.exists(VERSION_1.resolve("memory.limit_in_bytes"));
    Path group = (first ? VERSION_1 : VERSION_2).resolve(name);
    Path limit = group.resolve(first ? "memory.limit_in_bytes" : "memory.max");
    try {
      Files.createDirectory(group);
      Files.writeString(limit, Long.toString(bytes));
      // Without a limit this would be a test of the machine's whole memory.
      long set = Long.parseLong(Files.readString(limit).trim());
      if (set > bytes) {
        throw new IllegalStateException(limit + ": " + set + " (expected: " + bytes + ")");
      }
      return group;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot limit memory by " + group + ": is this root?", e);
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
    // The kernel lets it go a moment after its last process.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> {
          Files.deleteIfExists(group);
          return true;
        });
  }
}
