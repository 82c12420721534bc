package io.evenkeel.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real {@code evenkeel} process for tests. One thread. */
final class BalancerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("address=\"?/?(127\\.0\\.0\\.1:\\d+)");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** No test lets one live as long. */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final Process process;
  private final BufferedReader log;
  private final List<String> seen = new ArrayList<>();

  private BalancerProcess(Process process) {
    this.process = process;
    log = process.inputReader();
    Thread.ofVirtual().name("end-of-" + process.pid()).start(this::endInTime);
  }

  // A read cannot be interrupted: without this a test whose line never comes would wait for ever.
  private void endInTime() {
    try {
      if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
    }
  }

  /** Starts {@code evenkeel} with {@code args}; standard error and output are one stream. */
  static BalancerProcess start(Path folder, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    return new BalancerProcess(builder.start());
  }

  /** The next line of the log that contains {@code text}; fails when the process ends before. */
  String awaitLine(String text) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      seen.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError(
        "no line with \"" + text + "\" before the end; the log:\n" + String.join("\n", seen));
  }

  /** The address in the next line that tells of {@code listener}. */
  String awaitAddress(String listener) throws IOException {
    for (String line = awaitLine("listening"); true; line = awaitLine("listening")) {
      Matcher address = ADDRESS.matcher(line);
      if (line.replace("\"", "").contains("listener=" + listener) && address.find()) {
        return address.group(1);
      }
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** The exit status, waiting at most half a minute. */
  int awaitExit() throws IOException, InterruptedException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      seen.add(line);
    }
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still running; the log:\n" + String.join("\n", seen));
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  String text() {
    return String.join("\n", seen);
  }

  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
