package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commands run to their end. For any thread. */
public final class Shell {
  private static final Random PORTS = new Random();

  private Shell() {}

  /** Standard output and error of a command. */
  public static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException(command + " ended with " + exit + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command + ": is it installed?", e);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, interrupted);
    }
  }

  public static String firstLine(String... command) {
    return run(List.of(command)).lines().findFirst().orElse("unknown");
  }

  /** The command, confined to processors as taskset names them. */
  public static List<String> pinned(String processors, List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processors));
    pinned.addAll(command);
    return pinned;
  }

  /** The command in the place of a shell that has run that line of script, with the same pid. */
  public static List<String> after(String script, List<String> command) {
    List<String> line = new ArrayList<>(List.of("sh", "-c", script + "; exec \"$@\"", "sh"));
    line.addAll(command);
    return line;
  }

  /** A loopback port that was free a moment ago. */
  public static int freePort() {
    return freePorts(1);
  }

  /**
   * The first of that many neighbouring loopback ports that were free a moment ago, below the
   * ephemeral ones (Linux: 32768 and up), which the load generators take by the thousand.
   */
  public static int freePorts(int count) {
    int first;
    do {
      first = 20_000 + PORTS.nextInt(12_000);
    } while (!areFree(first, count));
    return first;
  }

  private static boolean areFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket socket = new ServerSocket(port)) {
        socket.setReuseAddress(true);
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
