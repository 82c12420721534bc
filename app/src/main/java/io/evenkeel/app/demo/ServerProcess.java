package io.evenkeel.app.demo;

import io.evenkeel.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link SampleServer} in a JVM of its own, so that it can be killed. Any thread. */
final class ServerProcess implements AutoCloseable {
  private final String name;
  private final int port;
  private final Process process;

  private ServerProcess(String name, int port, Process process) {
    this.name = name;
    this.port = port;
    this.process = process;
  }

  /** Starts the process; {@link Starting#await} says when it listens. */
  static Starting start(String name) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "demo-server",
                    name))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Starting(name, process);
  }

  /** A process that has not told its port yet. */
  record Starting(String name, Process process) {
    /** Waits for the line with the port. */
    ServerProcess await() throws IOException {
      BufferedReader lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
      String port = lines.readLine();
      if (port == null) {
        process.destroyForcibly();
        throw new IOException("sample server " + name + " ended before it listened");
      }
      return new ServerProcess(name, Integer.parseInt(port), process);
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
