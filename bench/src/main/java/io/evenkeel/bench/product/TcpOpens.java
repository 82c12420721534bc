package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many TCP connections this machine has opened. */
public final class TcpOpens {
  private static final Path COUNTERS = Path.of("/proc/net/snmp");

  private TcpOpens() {}

  /** Since the machine started, whoever did; of one side only. */
  public static long count() {
    try {
      List<List<String>> tcp =
          Files.readAllLines(COUNTERS).stream()
              .filter(line -> line.startsWith("Tcp:"))
              .map(line -> List.of(line.split(" ", -1)))
              .toList();
      return Long.parseLong(tcp.getLast().get(tcp.getFirst().indexOf("ActiveOpens")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + COUNTERS, e);
    }
  }
}
