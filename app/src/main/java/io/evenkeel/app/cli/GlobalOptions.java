package io.evenkeel.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. Filled by picocli. */
final class GlobalOptions {
  /** Looked at in this order when no {@code --config} is given. */
  private static final List<Path> DEFAULT_CONFIGS =
      List.of(Path.of("evenkeel.yaml"), Path.of("/etc/evenkeel/evenkeel.yaml"));

  enum Output {
    text,
    json
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration (default: ./evenkeel.yaml, then /etc/evenkeel/evenkeel.yaml).")
  private @Nullable Path config;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "The admin listener to ask (default: the balancer running here).")
  private @Nullable String admin;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "For people, or for programs (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private Output output = Output.text;

  /** The file to read: the one asked for, else the first default that exists, else the first. */
  Path configFile() {
    if (config != null) {
      return config;
    }
    return DEFAULT_CONFIGS.stream()
        .filter(Files::exists)
        .findFirst()
        .orElse(DEFAULT_CONFIGS.getFirst());
  }

  /** What the operator wrote; null: find the running one. */
  @Nullable String admin() {
    return admin;
  }

  boolean json() {
    return output == Output.json;
  }
}
