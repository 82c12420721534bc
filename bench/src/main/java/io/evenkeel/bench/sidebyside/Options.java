package io.evenkeel.bench.sidebyside;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What to run.
 *
 * @param proxies lower-case names
 * @param cases of the load, by a pattern found in their titles
 * @param experiments load, start, idle, servers
 * @param evenkeel its launcher
 * @param tailPieces how often per round latency is measured for a second
 * @param warmUp seconds for proxies that need one; at most what they ask for
 */
record Options(
    List<String> proxies,
    Pattern cases,
    List<String> experiments,
    int rounds,
    int seconds,
    int tailPieces,
    int warmUp,
    String proxyProcessors,
    String loadProcessors,
    Path evenkeel,
    Path json,
    Path markdown) {

  static final String USAGE =
      """
      bench/side-by-side [--quick] [--option=value ...]
        --proxies=haproxy,nginx,evenkeel   of haproxy, haproxy-tuned, nginx, nginx-tuned, evenkeel, evenkeel-plain
                          (evenkeel-plain: without protection by traffic; its cost is the difference)
        --experiments=load,start,idle,servers
        --cases=REGEX     of "128 B|10 KB|1 MB|64 KB up, 32|256, keep|close", e.g. --cases='128 B, 32'
        --rounds=5        interleaved, order rotated
        --seconds=2       per measurement of cost and throughput
        --tail-pieces=6   measurements of latency per case, proxy and round, one second each
        --warm-up=15      at most, where code gets faster by running
        --proxy-cpus=0  --load-cpus=1
        --evenkeel=./evenkeel   the launcher; an installed one starts without looking for sources
        --json=bench/target/side-by-side.json  --markdown=docs/performance.md
        --quick           2 rounds, 1 s, 2 pieces, keep-alive at 32 connections and start only: about 3 minutes
      """;

  private static final Map<String, String> FULL =
      Map.ofEntries(
          Map.entry("proxies", "haproxy,nginx,evenkeel"),
          Map.entry("experiments", "load,start,idle,servers"),
          Map.entry("cases", "."),
          Map.entry("rounds", "5"),
          Map.entry("seconds", "2"),
          Map.entry("tail-pieces", "6"),
          Map.entry("warm-up", "15"),
          Map.entry("proxy-cpus", "0"),
          Map.entry("load-cpus", "1"),
          Map.entry("evenkeel", "./evenkeel"),
          Map.entry("json", "bench/target/side-by-side.json"),
          Map.entry("markdown", "docs/performance.md"));

  private static final Map<String, String> QUICK =
      Map.of(
          "experiments",
          "load,start",
          "cases",
          ", 32, keep|128 B, 32",
          "rounds",
          "2",
          "seconds",
          "1",
          "tail-pieces",
          "2",
          "markdown",
          "bench/target/side-by-side.md");

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the argument that is not understood
   */
  static Options parse(List<String> arguments) {
    Map<String, String> values = new TreeMap<>(FULL);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (argument.equals("--quick")) {
        values.putAll(QUICK);
      } else if (argument.equals("--help")) {
        throw new IllegalArgumentException("usage:");
      } else if (equals > 2 && FULL.containsKey(argument.substring(2, equals))) {
        values.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw new IllegalArgumentException(argument + " (expected: one of the options)");
      }
    }
    return new Options(
        list(values.getOrDefault("proxies", "")),
        Pattern.compile(values.getOrDefault("cases", "")),
        list(values.getOrDefault("experiments", "")),
        Integer.parseInt(values.getOrDefault("rounds", "")),
        Integer.parseInt(values.getOrDefault("seconds", "")),
        Integer.parseInt(values.getOrDefault("tail-pieces", "")),
        Integer.parseInt(values.getOrDefault("warm-up", "")),
        values.getOrDefault("proxy-cpus", ""),
        values.getOrDefault("load-cpus", ""),
        Path.of(values.getOrDefault("evenkeel", "")),
        Path.of(values.getOrDefault("json", "")),
        Path.of(values.getOrDefault("markdown", "")));
  }

  private static List<String> list(String value) {
    return List.of(value.toLowerCase(Locale.ROOT).split(",", -1));
  }

  List<Case> selectedCases() {
    return Case.all().stream().filter(c -> cases.matcher(c.title()).find()).toList();
  }
}
