package io.evenkeel.bench.resilience;

import java.nio.file.Path;

/** Where {@code bench/resilience} has put what it compiled. */
final class Programs {
  static final Path FOLDER = Path.of(System.getProperty("programs", "bench/target"));
  static final Path SERVER = FOLDER.toAbsolutePath().resolve("resilience-server");
  static final Path LOAD = FOLDER.toAbsolutePath().resolve("resilience-load");

  private Programs() {}
}
