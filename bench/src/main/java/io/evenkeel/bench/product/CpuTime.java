package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time of a process and its children, in microseconds. The kernel counts in ticks of 10
 * ms: half a percent of a busy core over two seconds.
 */
public record CpuTime(double userMicros, double systemMicros) {
  /** USER_HZ is 100 on every Linux architecture that Java runs on. */
  private static final double MICROS_PER_TICK = 10_000;

  /** Fields of /proc/PID/stat after the command name, which may contain blanks: proc(5). */
  private static final int USER_FIELD = 11;

  private static final int SYSTEM_FIELD = 12;

  public static CpuTime of(List<ProcessHandle> processes) {
    double user = 0;
    double system = 0;
    for (ProcessHandle process : processes) {
      String stat = read(Path.of("/proc/" + process.pid() + "/stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      user += Long.parseLong(fields.get(USER_FIELD)) * MICROS_PER_TICK;
      system += Long.parseLong(fields.get(SYSTEM_FIELD)) * MICROS_PER_TICK;
    }
    return new CpuTime(user, system);
  }

  public CpuTime since(CpuTime earlier) {
    return new CpuTime(userMicros - earlier.userMicros, systemMicros - earlier.systemMicros);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("process is gone: " + file, e);
    }
  }
}
