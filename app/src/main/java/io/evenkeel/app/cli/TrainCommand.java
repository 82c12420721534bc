package io.evenkeel.app.cli;

import io.evenkeel.app.demo.SampleServer;
import io.evenkeel.app.run.RunOptions;
import io.evenkeel.app.run.RunningBalancer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code evenkeel train-aot}: does once what balancers and commands do, so that the JVM can keep
 * the classes it needed (docs/adr/0004).
 */
@Command(name = "train-aot", hidden = true, description = "The training run of the AOT cache.")
final class TrainCommand implements Callable<Integer> {
  /** Enough that the profile of the request path is kept, too; a second or two. */
  private static final int REQUESTS = 3000;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Path folder = Files.createTempDirectory("evenkeel-train");
    Path config = folder.resolve("evenkeel.yaml");
    try (SampleServer one = SampleServer.startIdle("one");
        SampleServer two = SampleServer.startIdle("two")) {
      Files.writeString(config, yaml(folder, one.port(), two.port()));
      RunningBalancer balancer = RunCommand.start(options(config));
      URI traffic = URI.create("http://" + balancer.addresses("web").getFirst() + "/hello");
      requests(traffic);
      for (String page : new String[] {"/", "/metrics", "/readyz", "/healthz", "/nowhere"}) {
        fetch(URI.create(balancer.adminUrl() + page));
      }
      commands(balancer.adminUrl(), config);
      balancer.drainAndStop("end of training");
      // A start that finds what the one before left reads where the first only wrote.
      RunCommand.start(options(config)).drainAndStop("end of training");
    } finally {
      delete(folder);
    }
    return ExitCode.OK;
  }

  /** Many of one kind, then one of each other kind: a class that is not kept costs milliseconds. */
  private static void requests(URI traffic) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      fetch(traffic);
    }
    HttpURLConnection last = open(traffic);
    last.setRequestProperty("Connection", "close");
    answer(last);
    HttpURLConnection head = open(traffic);
    head.setRequestMethod("HEAD");
    answer(head);
    HttpURLConnection upload = open(traffic);
    upload.setDoOutput(true);
    try (OutputStream body = upload.getOutputStream()) {
      body.write(new byte[64 << 10]);
    }
    answer(upload);
  }

  /** As a process that its users start, but that it ends soon. */
  private static RunOptions options(Path config) {
    RunOptions usual =
        Objects.requireNonNull(
            PlainRun.options(System.getenv(), "run", "--watch", "--config", config.toString()));
    return new RunOptions(
        config, usual.watch(), Duration.ofSeconds(1), usual.env(), usual.upgrading());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void commands(String admin, Path config) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (String[] command :
        new String[][] {
          {"version"},
          {"--help"},
          {"schema"},
          {"completion"},
          {"status", "--admin", admin},
          {"status", "--admin", admin, "--output", "json"},
          {"plan", config.toString(), "--admin", admin},
          {"history", "--admin", admin},
          {"drift", "--admin", admin},
          {"validate", config.toString()},
          {"validate", "/dev/null"}
        }) {
      EvenkeelCommand.execute(nowhere, nowhere, command);
    }
  }

  private static String yaml(Path folder, int one, int two) {
    return String.format(
        Locale.ROOT,
        """
        version: 1
        admin: { bind: "127.0.0.1:0" }
        state: %s
        listeners:
          web:
            bind: "127.0.0.1:0"
            access-log: { to: %s }
            routes: [ { host: other.example, pool: api }, { pool: api } ]
        pools:
          api:
            servers: { one: "127.0.0.1:%d", two: "127.0.0.1:%d", none: "127.0.0.1:1" }
            health: /health
        """,
        folder,
        folder.resolve("access.jsonl"),
        one,
        two);
  }

  private static void fetch(URI uri) throws IOException {
    answer(open(uri));
  }

  private static HttpURLConnection open(URI uri) throws IOException {
    return (HttpURLConnection) uri.toURL().openConnection();
  }

  private static void answer(HttpURLConnection connection) throws IOException {
    try (InputStream body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      if (body != null) {
        body.readAllBytes();
      }
    }
  }
}
