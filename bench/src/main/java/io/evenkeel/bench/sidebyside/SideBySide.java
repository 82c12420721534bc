package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.Document;
import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.product.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the selected experiments and writes the report. Started by {@code bench/side-by-side} in the
 * project's folder, which compiles the servers and the load generator into bench/target first.
 */
final class SideBySide {
  private static final Path TOOLS = Path.of("bench/target");

  private SideBySide() {}

  /** Exit status 2: wrong usage. */
  public static void main(String[] arguments) throws IOException {
    try {
      run(List.of(arguments));
    } catch (IllegalArgumentException wrongUsage) {
      System.err.println(wrongUsage.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
    }
  }

  private static void run(List<String> arguments) throws IOException {
    Options options = Options.parse(arguments);
    Path launcher = options.evenkeel().toAbsolutePath();
    List<Proxy> proxies = Proxy.selected(options.proxies(), launcher);
    // Before anything is measured: a launcher in a clone builds on its first call.
    String setting = Machine.describe(options, proxies, arguments);
    int port = Shell.freePorts(Bench.SERVERS);
    Process servers =
        new ProcessBuilder(
                Shell.pinned(
                    options.loadProcessors(),
                    List.of(
                        TOOLS.resolve("server").toString(),
                        Integer.toString(port),
                        Integer.toString(Bench.SERVERS))))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(servers::destroyForcibly));
    awaitListening(servers);
    Generators generators =
        new Generators(
            Path.of("bench/src/main/lua/summary.lua"),
            TOOLS.resolve("paced"),
            options.loadProcessors());
    Path folder = Files.createTempDirectory("side-by-side");
    Bench bench = new Bench(options, proxies, generators, folder, port, new Samples());
    runExperiments(bench);
    delete(folder); // kept when something went wrong: the logs are in it
    Files.writeString(options.json(), bench.samples().json());
    String report = new Report(bench, setting).markdown();
    new Document(options.markdown(), "side-by-side").replace(report);
    System.out.print(report);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void awaitListening(Process servers) throws IOException {
    byte[] line = servers.getInputStream().readNBytes("listening\n".length());
    if (!new String(line, StandardCharsets.US_ASCII).equals("listening\n")) {
      throw new IOException("the servers did not start");
    }
  }

  private static void runExperiments(Bench bench) {
    for (String experiment : bench.options().experiments()) {
      switch (experiment) {
        case "load" -> new LoadExperiment(bench).run();
        case "start" -> new StartExperiment(bench).run();
        case "idle" -> new IdleExperiment(bench).run();
        case "servers" -> new ServersExperiment(bench).run();
        default -> throw new IllegalArgumentException("--experiments: " + experiment);
      }
    }
  }
}
