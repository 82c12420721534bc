package io.evenkeel.bench.resilience;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What to run.
 *
 * @param scenarios by a pattern found in their keys
 * @param proxies keys
 * @param processors that everything runs on, as taskset names them
 * @param evenkeel its launcher
 * @param write whether docs/ is written, and not only a report below bench/target
 */
record Options(
    Pattern scenarios,
    List<String> proxies,
    int rounds,
    int faultSeconds,
    String processors,
    Path evenkeel,
    Path json,
    boolean write) {
  static final String USAGE =
      """
      bench/resilience [--option=value ...] [--write]
        --scenarios=REGEX   of kill, two-killed, stop, black-hole, slow, half, fail-fast, leak, third, lost, last, storm, rolling
        --proxies=evenkeel,haproxy,haproxy-tuned,nginx,nginx-tuned   and evenkeel-plain: without protection by traffic
        --rounds=1
        --fault=15          seconds; it begins after 5 and is looked at for 15 more
        --cpus=0,1          for everything
        --evenkeel=./evenkeel   the launcher
        --json=bench/target/resilience.json
        --write             docs/resilience.md and its charts, else bench/target/resilience.md
      """;

  private static final Map<String, String> USUAL =
      Map.of(
          "scenarios", ".",
          "proxies", "evenkeel,haproxy,haproxy-tuned,nginx,nginx-tuned",
          "rounds", "1",
          "fault", "15",
          "cpus", "0,1",
          "evenkeel", "./evenkeel",
          "json", "bench/target/resilience.json",
          "write", "false");

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the argument that is not understood
   */
  static Options parse(List<String> arguments) {
    Map<String, String> values = new TreeMap<>(USUAL);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (argument.equals("--write")) {
        values.put("write", "true");
      } else if (argument.equals("--help")) {
        throw new IllegalArgumentException("usage:");
      } else if (equals > 2 && USUAL.containsKey(argument.substring(2, equals))) {
        values.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw new IllegalArgumentException(argument + " (expected: one of the options)");
      }
    }
    return new Options(
        Pattern.compile(values.getOrDefault("scenarios", "")),
        List.of(values.getOrDefault("proxies", "").toLowerCase(Locale.ROOT).split(",", -1)),
        atLeastOne(values, "rounds"),
        atLeastOne(values, "fault"),
        values.getOrDefault("cpus", ""),
        Path.of(values.getOrDefault("evenkeel", "")),
        Path.of(values.getOrDefault("json", "")),
        Boolean.parseBoolean(values.getOrDefault("write", "")));
  }

  private static int atLeastOne(Map<String, String> values, String name) {
    int value = Integer.parseInt(values.getOrDefault(name, ""));
    if (value < 1) {
      throw new IllegalArgumentException("--" + name + ": " + value + " (expected: at least 1)");
    }
    return value;
  }

  List<Scenario> selectedScenarios() {
    return Scenarios.all().stream().filter(s -> scenarios.matcher(s.key()).find()).toList();
  }

  Path document() {
    return Path.of(write ? "docs/resilience.md" : "bench/target/resilience.md");
  }

  Path charts() {
    return Path.of(write ? "docs/resilience" : "bench/target/resilience");
  }
}
