package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.NextCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      names = "--token-file",
      paramLabel = "FILE",
      description = "Who you are: your token is in it (default: EVENKEEL_TOKEN).")
  private @Nullable Path tokenFile;

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

  /** For commands whose FILE may stand without {@code --config}. */
  void useConfig(Path file) {
    config = file;
  }

  /** The name of {@link #configFile} from anywhere. */
  String configName() {
    return configFile().toAbsolutePath().normalize().toString();
  }

  /** What proves who asks; empty: nothing. */
  String token(Map<String, String> env) throws CommandFailure {
    if (tokenFile == null) {
      return proven(env.getOrDefault("EVENKEEL_TOKEN", ""), "EVENKEEL_TOKEN");
    }
    try {
      String token = proven(Files.readString(tokenFile), "--token-file " + tokenFile);
      if (token.isEmpty()) {
        throw new CommandFailure(
            ExitCode.FAILURE, "--token-file " + tokenFile + " is empty (expected: a token)");
      }
      return token;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "--token-file " + tokenFile + " cannot be read: " + e);
    }
  }

  /** Ways to type the next command so that it reaches the same balancer as this one. */
  NextCommands nextCommands(String file) {
    List<String> words = new ArrayList<>();
    if (admin != null) {
      words.add("--admin " + NextCommands.quoted(admin));
    }
    if (tokenFile != null) {
      words.add("--token-file " + NextCommands.quoted(tokenFile.toString()));
    }
    return new NextCommands(file, String.join(" ", words));
  }

  /** What the operator wrote; null: find the running one. */
  @Nullable String admin() {
    return admin;
  }

  boolean json() {
    return output == Output.json;
  }

  /** A token without the line break around it; never shown, not even when it is wrong. */
  private static String proven(String text, String from) throws CommandFailure {
    String token = text.strip();
    if (!token.matches("[!-~]*")) {
      throw new CommandFailure(
          ExitCode.FAILURE, from + " holds no token (expected: one word of ASCII characters)");
    }
    return token;
  }
}
