package io.evenkeel.bench.sidebyside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says on what a run ran: a number without its machine means nothing. */
final class Machine {
  private Machine() {}

  static String describe(Options options, List<Proxy> proxies, List<String> arguments) {
    StringBuilder text = new StringBuilder();
    text.append(LocalDate.now(ZoneOffset.UTC)).append(", ").append(processor()).append(", ");
    text.append(Runtime.version())
        .append(" (JDK), Linux ")
        .append(System.getProperty("os.version"));
    text.append(". Proxy on processor ").append(options.proxyProcessors());
    text.append(", load and servers on ").append(options.loadProcessors()).append("; ");
    text.append(options.rounds()).append(" rounds of ").append(options.seconds());
    text.append(" s, order rotated; medians, in brackets the median of the ratios within a round ");
    text.append("to ").append(proxies.getFirst().name()).append(". ");
    text.append("Load average before: ")
        .append(loadAverage())
        .append(" (a quiet machine: below 0.2).\n");
    for (Proxy proxy : proxies) {
      text.append("\n* ").append(proxy.name()).append(": ").append(proxy.version());
    }
    text.append("\n\nAgain: `bench/side-by-side");
    arguments.forEach(argument -> text.append(' ').append(argument));
    return text.append("`\n").toString();
  }

  private static String loadAverage() {
    double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "%.1f", average);
  }

  /** The most files that a process may have open here. */
  static int openFiles() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      String limits = lines.filter(l -> l.startsWith("Max open files")).findFirst().orElseThrow();
      return Integer.parseInt(limits.trim().split(" +", -1)[4]);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc/self/limits", e);
    }
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String model =
          lines.filter(l -> l.startsWith("model name")).findFirst().orElse(": unknown processor");
      return model.substring(model.indexOf(':') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc/cpuinfo", e);
    }
  }
}
