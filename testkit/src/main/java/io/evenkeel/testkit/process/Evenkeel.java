package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Evenkeel itself as a child process, from the classes of the running test. Thread-safe.
 *
 * <p>The configuration given by tests has listeners and pools only; version, admin address and
 * state folder are put before it (but for {@link #startWhole}), and where it has no {@code changes}
 * a rollout without canary and with a short bake, so that a reload is in effect at once.
 */
public final class Evenkeel implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern COMPLAINT = Pattern.compile("LEAK:|\\bERROR\\b|Exception in thread");
  private static final String QUICK = "\nchanges: { rollout: { canary: 0%, bake: 1s } }\n";
  private static final Pattern REVISION = Pattern.compile("\"revision\"\\s*:\\s*(\\d+)");

  private final Path config;
  private final Setup setup;
  private final int adminPort;
  private final List<String> line;
  private volatile ChildProcess process;

  /** What of its errors the test asked for; nothing at first. */
  private volatile Pattern expected = Pattern.compile("(?!)");

  /**
   * What is not as usual.
   *
   * @param users of the admin listener, as in the file; empty: none
   * @param token with which {@link #status} and its like ask; empty: none is needed
   * @param state the state folder; null: one beside the file
   * @param runOptions after {@code run --config FILE}
   */
  public record Setup(String users, String token, @Nullable Path state, List<String> runOptions) {
    public static final Setup USUAL = new Setup("", "", null, List.of());

    public Setup {
      runOptions = List.copyOf(runOptions);
    }

    public Setup withUsers(String entries, String tokenOfOne) {
      return new Setup(entries, tokenOfOne, state, runOptions);
    }

    public Setup withState(Path folder) {
      return new Setup(users, token, folder, runOptions);
    }

    public Setup watching() {
      return new Setup(users, token, state, List.of("--watch"));
    }
  }

  private Evenkeel(Path folder, String text, Setup setup, List<String> jvmOptions) {
    this(FreePorts.next(), folder, text, setup, jvmOptions);
  }

  private Evenkeel(int adminPort, Path folder, String text, Setup setup, List<String> jvmOptions) {
    this.adminPort = adminPort;
    this.config = folder.resolve("evenkeel-" + adminPort + ".yaml");
    Path beside = folder.resolve("state-" + adminPort);
    this.setup = setup.state() == null ? setup.withState(beside) : setup;
    replaceFile(text);
    List<String> arguments = new ArrayList<>(List.of("run", "--config", config.toString()));
    arguments.addAll(setup.runOptions());
    this.line = EvenkeelCommand.line(jvmOptions, arguments);
    this.process = ChildProcess.start(line);
  }

  /**
   * Starts it with a whole file, which begins with {@code version:} and binds the admin listener to
   * 127.0.0.1 and the port.
   */
  public static Evenkeel startWhole(Path folder, int adminPort, String file) {
    return ready(new Evenkeel(adminPort, folder, file, Setup.USUAL, List.of()));
  }

  /** Starts it with its files below the folder; returns when /readyz says so. */
  public static Evenkeel start(Path folder, String listenersAndPools, String... jvmOptions) {
    return ready(new Evenkeel(folder, listenersAndPools, Setup.USUAL, List.of(jvmOptions)));
  }

  /** The same, but for what {@code setup} says. */
  public static Evenkeel start(Path folder, Setup setup, String listenersAndPools) {
    return ready(new Evenkeel(folder, listenersAndPools, setup, List.of()));
  }

  /** The same with {@code --watch}: {@link #replaceFile} is enough for a reload. */
  public static Evenkeel startWatching(Path folder, String listenersAndPools) {
    return start(folder, Setup.USUAL.watching(), listenersAndPools);
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

  /** Starts it again with the same files, after it was killed; returns when it is ready. */
  public void restart() {
    complain();
    process.close();
    process = ChildProcess.start(line);
    ready(this);
  }

  /** Replaces the file and tells nobody. */
  public void replaceFile(String listenersAndPools) {
    replaceFile(setup, listenersAndPools);
  }

  /** The same with other users. */
  public void replaceFile(Setup other, String listenersAndPools) {
    write(text(other, listenersAndPools));
  }

  /** The file that {@link #replaceFile} makes of that. */
  public String text(String listenersAndPools) {
    return text(setup, listenersAndPools);
  }

  private String text(Setup other, String listenersAndPools) {
    if (listenersAndPools.startsWith("version:")) {
      return listenersAndPools;
    }
    String users = other.users().isEmpty() ? "" : ", users: { " + other.users() + " }";
    return "version: 1\n"
        + ("admin: { bind: \"127.0.0.1:" + adminPort + "\"" + users + " }\n")
        + ("state: " + setup.state() + "\n")
        + listenersAndPools
        // Last, so that the lines a test knows are where it wrote them.
        + (listenersAndPools.contains("changes:") ? "" : QUICK);
  }

  /** Replaces the file by this alone. */
  public void write(String text) {
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
    return admin("GET", path, setup.token(), "");
  }

  /**
   * The same with any method.
   *
   * @param token who asks; empty: nobody says
   * @param body JSON; empty: none
   */
  public HttpReply admin(String method, String path, String token, String body) {
    try (RawClient client = RawClient.connect(adminPort, Duration.ofSeconds(30))) {
      client.send(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + adminPort + "\r\n");
      client.send("Accept: application/json\r\n");
      if (!token.isEmpty()) {
        client.send("Authorization: Bearer " + token + "\r\n");
      }
      if (!body.isEmpty()) {
        client.send("Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
      }
      return client.send("Connection: close\r\n\r\n" + body).read();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from the admin listener to " + path, e);
    }
  }

  /** Its configuration file. */
  public Path config() {
    return config;
  }

  /** Its state folder. */
  public Path state() {
    return Objects.requireNonNull(setup.state());
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

  /** Errors in its log that match are what the test is about. */
  public void expectErrors(String pattern) {
    expected = Pattern.compile(pattern);
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
    complain();
  }

  private void complain() {
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
