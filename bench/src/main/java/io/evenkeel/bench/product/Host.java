package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Stream;

/** Facts about this machine: a number without its machine means nothing. For any thread. */
public final class Host {
  private Host() {}

  /** Date, processor, JDK and kernel in one line. */
  public static String description() {
    return LocalDate.now(ZoneOffset.UTC)
        + ", "
        + processor()
        + ", "
        + Runtime.version()
        + " (JDK), Linux "
        + System.getProperty("os.version");
  }

  /** How many processes ran or wanted to, over the last minute. */
  public static String loadAverage() {
    double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "%.1f", average);
  }

  /** The most files that a process may have open here. */
  public static int openFiles() {
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
