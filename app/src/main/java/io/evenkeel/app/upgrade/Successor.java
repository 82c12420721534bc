package io.evenkeel.app.upgrade;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process after this one: what this was started with, once more, with {@code --take-over}. By
 * way of the launcher where there is one, because the new version has other jars and flags.
 */
final class Successor {
  /** Set by the launcher, to the path by which it was called, links not followed. */
  private static final String LAUNCHER = "evenkeel.launcher";

  private static final String MAIN = "io.evenkeel.app.Main";
  private static final String TAKE_OVER = "--take-over";

  private Successor() {}

  /** Starts it; it writes where this one writes. */
  static Process start() throws IOException {
    String text = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
    ProcessBuilder builder =
        new ProcessBuilder(command(List.of(text.split("\0")), System.getProperty(LAUNCHER)))
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> env = builder.environment();
    // What systemd addressed to this process by its number.
    env.keySet().removeAll(List.of("WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"));
    return builder.start();
  }

  /**
   * @param own the command line of this process
   * @param launcher null: it was started without
   */
  static List<String> command(List<String> own, @Nullable String launcher) throws IOException {
    int main = own.indexOf(MAIN);
    if (main < 0) {
      throw new IOException("this process was not started by " + MAIN);
    }
    List<String> command = new ArrayList<>();
    if (launcher == null || launcher.isEmpty()) {
      command.addAll(own.subList(0, main + 1));
    } else {
      command.add(launcher);
    }
    command.addAll(own.subList(main + 1, own.size()));
    if (!command.contains(TAKE_OVER)) {
      command.add(TAKE_OVER);
    }
    return command;
  }
}
