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
 * A real Node.js server with well- and ill-behaved paths; see {@code node-server.js} for them.
 * Thread-safe.
 */
public final class NodeServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening (\\d+)");

  private final Path script;
  private final String name;
  private final int port;
  private volatile ChildProcess process;

  private NodeServer(Path script, String name, int port) {
    this.script = script;
    this.name = name;
    this.port = port;
    this.process = launch();
  }

  /** Starts one; its answers carry the name in {@code x-server}. Returns when it listens. */
  public static NodeServer start(Path folder, String name) {
    try (InputStream source = NodeServer.class.getResourceAsStream("node-server.js")) {
      if (source == null) {
        throw new IllegalStateException("node-server.js is missing beside " + NodeServer.class);
      }
      Path script = folder.resolve("node-server-" + name + ".js");
      Files.copy(source, script);
      return new NodeServer(script, name, FreePorts.next());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write node-server.js into " + folder, e);
    }
  }

  private ChildProcess launch() {
    ChildProcess started =
        ChildProcess.start(List.of("node", script.toString(), name, Integer.toString(port)));
    try {
      started.awaitLine(LISTENING, Duration.ofSeconds(20));
      return started;
    } catch (AssertionError failed) {
      started.close();
      throw failed;
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** What the configuration's server entry says. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Requests that it has taken since its start, checks and these questions not counted. */
  public long taken() {
    try (RawClient client = RawClient.connect(port, Duration.ofSeconds(10))) {
      return Long.parseLong(client.get("/taken").body().trim());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + name, e);
    }
  }

  /** Answers its check with that status from now on. */
  public void answerChecksWith(int status) {
    put("/health?status=" + status);
  }

  /** Answers everything but its check with that status from now on; 0: as before. */
  public void answerWith(int status) {
    put("/all?status=" + status);
  }

  /** The same to every n-th request only. */
  public void answerEveryWith(int n, int status) {
    put("/all?status=" + status + "&every=" + n);
  }

  /** Answers requests for / so much later from now on. */
  public void lag(Duration time) {
    put("/lag?ms=" + time.toMillis());
  }

  private void put(String path) {
    try (RawClient client = RawClient.connect(port, Duration.ofSeconds(10))) {
      client.send("PUT " + path + " HTTP/1.1\r\nHost: test\r\n");
      client.send("Content-Length: 0\r\n\r\n").read();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + name, e);
    }
  }

  public ChildProcess process() {
    return process;
  }

  /** Starts it again on the same port after it was killed. */
  public void restart() {
    process.close();
    process = launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
