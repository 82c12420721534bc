package io.evenkeel.testkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command line of Evenkeel, run from the classes of the running test. Any thread. */
public final class EvenkeelCommand {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private EvenkeelCommand() {}

  /** Runs a command to its end. */
  public static Command run(String... arguments) {
    return Command.run(DEADLINE, line(List.of(), List.of(arguments)).toArray(String[]::new));
  }

  /** Starts one that goes on. */
  public static ChildProcess start(String... arguments) {
    return ChildProcess.start(line(List.of(), List.of(arguments)));
  }

  /** The command line itself, for what has to start it in a way of its own. */
  public static List<String> line(String... arguments) {
    return line(List.of(), List.of(arguments));
  }

  static List<String> line(List<String> jvmOptions, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:+UseSerialGC");
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(jvmOptions);
    String inherited = System.getProperty("java.class.path", "");
    line.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", inherited)));
    line.add("io.evenkeel.app.Main");
    line.addAll(arguments);
    return line;
  }
}
