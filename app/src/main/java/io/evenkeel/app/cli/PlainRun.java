package io.evenkeel.app.cli;

import io.evenkeel.app.run.RunOptions;
import io.evenkeel.app.run.RunOptions.Upgrading;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code evenkeel run --config FILE}, with or without {@code --watch} and {@code --take-over}, read
 * by hand. picocli is compiled for Java 5, and an AOT cache takes no classes of that age: to load
 * and verify them, and to read its annotations, is a good part of the start (docs/adr/0004). Every
 * other spelling is left to it, and so is every mistake.
 */
public final class PlainRun {
  private PlainRun() {}

  /** What {@link RunCommand} would make of {@code args}; null: that must be asked. */
  public static @Nullable RunOptions options(Map<String, String> env, String... args) {
    if (args.length == 0 || !args[0].equals("run")) {
      return null;
    }
    String config = "";
    Set<String> flags = new HashSet<>();
    for (int i = 1; i < args.length; i++) {
      boolean isFlag = args[i].equals("--watch") || args[i].equals("--take-over");
      if (isFlag && flags.add(args[i])) {
        continue;
      }
      if (!args[i].equals("--config") || !config.isEmpty() || i + 1 == args.length) {
        return null;
      }
      config = args[++i];
      if (config.isEmpty() || config.startsWith("-")) {
        return null;
      }
    }
    Upgrading upgrading = flags.contains("--take-over") ? Upgrading.TAKES_OVER : Upgrading.OFFERED;
    return config.isEmpty()
        ? null
        : new RunOptions(
            Path.of(config),
            flags.contains("--watch"),
            RunOptions.DEFAULT_DRAIN_LIMIT,
            env,
            upgrading);
  }

  /** Runs until it is stopped; returns the exit status. */
  public static int run(RunOptions options) {
    try {
      return RunCommand.run(options);
    } catch (CommandFailure | InterruptedException | RuntimeException e) {
      return CommandEnd.of(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }
  }
}
