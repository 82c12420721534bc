package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Document;
import io.evenkeel.bench.product.Host;
import io.evenkeel.bench.product.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs the selected scenarios with the selected proxies and writes the report. Started by {@code
 * bench/resilience} in the project's folder, which compiles the servers and the load generator
 * first.
 */
final class Resilience {
  private final Options options;
  private final List<Proxy> proxies;
  private final Timing timing;
  private final Path folder;
  private final Results results = new Results();
  private int brokenTrials;

  private Resilience(Options options, List<Proxy> proxies, Path folder) {
    this.options = options;
    this.proxies = proxies;
    this.timing = Timing.of(options.faultSeconds());
    this.folder = folder;
  }

  /**
   * Exit status 2: wrong usage; 1: a trial could not be played to its end. A promise that is not
   * kept is a result, no failure.
   */
  public static void main(String[] arguments) throws IOException {
    try {
      Options options = Options.parse(List.of(arguments));
      Path launcher = options.evenkeel().toAbsolutePath();
      List<Proxy> proxies = Proxy.selected(options.proxies(), launcher);
      if (options.selectedScenarios().isEmpty()) {
        throw new IllegalArgumentException("--scenarios: none of them is called that");
      }
      Path folder = Files.createTempDirectory("resilience");
      Resilience resilience = new Resilience(options, proxies, folder);
      resilience.run(List.of(arguments));
      System.exit(resilience.brokenTrials == 0 ? 0 : 1);
    } catch (IllegalArgumentException wrongUsage) {
      System.err.println(wrongUsage.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
    }
  }

  private void run(List<String> arguments) throws IOException {
    String setting = setting(arguments);
    for (Scenario scenario : options.selectedScenarios()) {
      String obstacle = scenario.fault() instanceof Fault.BlackHole ? PacketFilter.obstacle() : "";
      if (obstacle.isEmpty()) {
        play(scenario);
      } else {
        say(scenario.key() + " left out: " + obstacle);
      }
    }
    write(setting);
    if (brokenTrials == 0) {
      delete();
    } else {
      say(brokenTrials + " trials broke off; the logs are in " + folder);
    }
  }

  private void play(Scenario scenario) {
    Path place = folder.resolve(scenario.key());
    double best = new Goodput(scenario, options.processors(), create(place)).measure();
    if (!Double.isNaN(best)) {
      say(scenario.key() + ": the last server alone answers " + Figures.number(best) + "/s");
    }
    for (int round = 1; round <= options.rounds(); round++) {
      for (Proxy proxy : proxies) {
        try {
          play(scenario, proxy, round, best);
        } catch (RuntimeException broken) {
          brokenTrials++;
          say(scenario.key() + " " + proxy.name() + " broke off: " + broken);
        }
      }
    }
  }

  private void play(Scenario scenario, Proxy proxy, int round, double best) {
    Path own = folder.resolve(scenario.key()).resolve(proxy.key() + "-" + round);
    Outcome outcome = new Trial(scenario, proxy, timing, options.processors(), own).run(best);
    Figures figures = Figures.of(outcome);
    results.add(new Results.Result(scenario, proxy, round, outcome, figures));
    progress(scenario, proxy, figures);
    if (proxy.key().equals(Report.JUDGED)) {
      for (Bar bar : scenario.bars()) {
        String reached = Figures.number(bar.value().applyAsDouble(figures));
        say("  " + bar.title() + ": " + reached + (bar.isMet(figures) ? ", met" : ", MISSED"));
      }
    }
  }

  private static void progress(Scenario scenario, Proxy proxy, Figures figures) {
    say(
        String.format(
            Locale.ROOT,
            "%-10s %-14s %6d failed, %6.1f/s, p99 %s ms, detected %s s, recovered %s s",
            scenario.key(),
            proxy.name(),
            figures.failed(),
            figures.okPerSecond(),
            Figures.number(figures.p99Millis()),
            Figures.number(figures.detectedSeconds()),
            Figures.number(figures.recoveredSeconds())));
  }

  private void write(String setting) throws IOException {
    Files.createDirectories(options.charts());
    for (Scenario scenario : options.selectedScenarios()) {
      Chart chart = new Chart(scenario, timing);
      Files.writeString(
          options.charts().resolve(scenario.key() + ".svg"), chart.svg(results, proxies));
    }
    Files.writeString(options.json(), new Json(results).text());
    String report = new Report(options.selectedScenarios(), proxies, results, setting).markdown();
    new Document(options.document(), "resilience").replace(report);
    System.out.print(report);
    say("written: " + options.document() + ", " + options.charts() + "/, " + options.json());
  }

  private String setting(List<String> arguments) {
    StringBuilder text = new StringBuilder();
    text.append(Host.description()).append(". Everything on processors ");
    text.append(options.processors()).append(", two threads per proxy; load average before: ");
    text.append(Host.loadAverage()).append(". Fault for ").append(options.faultSeconds());
    text.append(" s, rounds: ").append(options.rounds()).append(".\n");
    for (Proxy proxy : proxies) {
      text.append("\n* ").append(proxy.name()).append(": ").append(proxy.version());
    }
    text.append("\n\nAgain: `bench/resilience");
    arguments.forEach(argument -> text.append(' ').append(argument));
    return text.append("`\n").toString();
  }

  private static Path create(Path place) {
    try {
      return Files.createDirectories(place);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + place, e);
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Tells the person who waits what goes on. */
  private static void say(String what) {
    System.err.println(what);
  }
}
