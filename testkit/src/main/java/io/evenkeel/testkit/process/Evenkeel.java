package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Evenkeel itself as a child process, from the classes of the running test. Thread-safe.
 *
 * <p>The configuration given by tests has listeners and pools only; version, admin address and
 * state folder are put before it.
 */
public final class Evenkeel implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern COMPLAINT = Pattern.compile("LEAK:|\\bERROR\\b|Exception in thread");
  private static final Pattern REVISION = Pattern.compile("\"revision\"\\s*:\\s*(\\d+)");

  private final Path config;
  private final Path state;
  private final int adminPort;
  private final ChildProcess process;

  /** What of its errors the test asked for; nothing at first. */
  private volatile Pattern expected = Pattern.compile("(?!)");

  private Evenkeel(Path folder, String text, List<String> jvmOptions, List<String> runOptions) {
    this.adminPort = FreePorts.next();
    this.config = folder.resolve("evenkeel-" + adminPort + ".yaml");
    this.state = folder.resolve("state-" + adminPort);
    replaceFile(text);
    List<String> arguments = new ArrayList<>(List.of("run", "--config", config.toString()));
    arguments.addAll(runOptions);
    this.process = ChildProcess.start(EvenkeelCommand.line(jvmOptions, arguments));
  }

  /** Starts it with its files below the folder; returns when /readyz says so. */
  public static Evenkeel start(Path folder, String listenersAndPools, String... jvmOptions) {
    return ready(new Evenkeel(folder, listenersAndPools, List.of(jvmOptions), List.of()));
  }

  /** The same with {@code --watch}: {@link #replaceFile} is enough for a reload. */
  public static Evenkeel startWatching(Path folder, String listenersAndPools) {
    return ready(new Evenkeel(folder, listenersAndPools, List.of(), List.of("--watch")));
  }

  private static Evenkeel ready(Evenkeel evenkeel) {
    try {
      evenkeel.awaitReady();
      return evenkeel;
    } catch (RuntimeException | AssertionError failed) {
      String output = evenkeel.output();
      evenkeel.process.close();
      throw new AssertionError("evenkeel did not become ready; its output:\n" + output, failed);
    }
  }

  /** Replaces the file and tells nobody. */
  public void replaceFile(String listenersAndPools) {
    String text =
        "version: 1\n"
            + ("admin: { bind: \"127.0.0.1:" + adminPort + "\" }\n")
            + ("state: " + state + "\n")
            + listenersAndPools;
    try {
      // A reader sees the old file or the new one, never half of one.
      Path next = Files.writeString(config.resolveSibling(config.getFileName() + ".next"), text);
      Files.move(next, config, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + config, e);
    }
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .failFast("the process ended", () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> admin("/readyz").status() == 200);
  }

  /** Asks the admin listener. */
  public HttpReply admin(String path) {
    try (RawClient client = RawClient.connect(adminPort, Duration.ofSeconds(10))) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + adminPort + "\r\n");
      return client.send("Connection: close\r\n\r\n").read();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from the admin listener to " + path, e);
    }
  }

  /** Where the admin listener is, for {@code --admin}. */
  public String adminUrl() {
    return "http://127.0.0.1:" + adminPort;
  }

  /** The status as JSON. */
  public String status() {
    return admin("/api/v1/status").body();
  }

  /** The revision that is running. */
  public int revision() {
    return Integer.parseInt(valueIn(status(), REVISION));
  }

  /** The health of a server as status words it. */
  public String health(String server) {
    String entry = "\"" + server + "\"\\s*:\\s*\\{[^{}]*?\"health\"\\s*:\\s*\"([a-z]+)\"";
    return valueIn(status(), Pattern.compile(entry));
  }

  private static String valueIn(String json, Pattern pattern) {
    Matcher matcher = pattern.matcher(json);
    if (!matcher.find()) {
      throw new AssertionError("no /" + pattern + "/ in the status: " + json);
    }
    return matcher.group(1);
  }

  /** Waits until status gives that health, and returns how long it took. */
  public Duration awaitHealth(String server, String health, Duration atMost) {
    long started = System.nanoTime();
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> health(server).equals(health));
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Replaces the file, sends SIGHUP, and returns when a new revision runs. */
  public void reload(String listenersAndPools) {
    int before = revision();
    requestReload(listenersAndPools);
    awaitRevisionAfter(before);
  }

  /** Returns when a newer revision runs. */
  public void awaitRevisionAfter(int before) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> revision() > before);
  }

  /** Replaces the file by one that must not be taken over, and sends SIGHUP. */
  public void reloadBroken(String listenersAndPools) {
    expected = Pattern.compile("config-rejected");
    requestReload(listenersAndPools);
  }

  private void requestReload(String listenersAndPools) {
    replaceFile(listenersAndPools);
    process.signal("HUP");
  }

  public ChildProcess process() {
    return process;
  }

  public String output() {
    return process.output();
  }

  /** Ends it, and fails when it had leaked a buffer or logged an error without being asked to. */
  @Override
  public void close() {
    process.close();
    List<String> complaints =
        output()
            .lines()
            .filter(line -> COMPLAINT.matcher(line).find() && !expected.matcher(line).find())
            .toList();
    if (!complaints.isEmpty()) {
      throw new AssertionError("evenkeel said: " + complaints + "\nall output:\n" + output());
    }
  }
}
