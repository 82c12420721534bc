package io.evenkeel.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines a child process printed, and a way to wait for one. Thread-safe. */
final class ProcessOutput {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  /** Reads until the process closes its end; runs on a thread of its own. */
  void readFrom(InputStream stream) {
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException closedWhileReading) {
      add("[output ended: " + closedWhileReading.getMessage() + "]");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized int size() {
    return lines.size();
  }

  synchronized String text() {
    return String.join("\n", lines);
  }

  /**
   * The first match at or after line {@code from}; waits for it.
   *
   * @throws AssertionError with the whole output, when it does not come in time or the process ends
   */
  synchronized Matcher await(Pattern pattern, int from, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    int next = from;
    try {
      while (true) {
        for (; next < lines.size(); next++) {
          Matcher matcher = pattern.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (ended || leftMillis <= 0) {
          String when = ended ? "before the output ended" : "within " + atMost;
          throw new AssertionError("no line /" + pattern + "/ " + when + "; output:\n" + text());
        }
        wait(leftMillis);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for output", interrupted);
    }
  }
}
