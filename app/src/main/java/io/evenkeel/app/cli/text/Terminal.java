package io.evenkeel.app.cli.text;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the reader sees: colour where it can be seen (on a terminal, and not when NO_COLOR is set),
 * lines as wide as the window, a question where somebody can answer.
 */
public final class Terminal {
  /** Where text that goes to a file is broken. */
  private static final int PAPER = 110;

  /** What a terminal has that does not tell. */
  private static final int USUAL = 80;

  /** Narrower than this no table can be read; so it is not tried. */
  private static final int NARROWEST = 40;

  private final boolean colour;
  private final int columns;
  private final BufferedReader answers;

  private Terminal(boolean colour, int columns, Reader answers) {
    this.colour = colour;
    this.columns = columns;
    this.answers = new BufferedReader(answers);
  }

  /** For this process's standard streams. */
  public static Terminal ofProcess() {
    Map<String, String> env = System.getenv();
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean wanted = env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
    return new Terminal(
        terminal && wanted,
        terminal ? columns(env) : 0,
        new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  /** No terminal: a file or a pipe. */
  public static Terminal plain() {
    return new Terminal(false, 0, Reader.nullReader());
  }

  public static Terminal colourful() {
    return new Terminal(true, 0, Reader.nullReader());
  }

  /** A window of that width, without colour, where somebody types {@code answers}. */
  public static Terminal window(int columns, Reader answers) {
    return new Terminal(false, Math.max(NARROWEST, columns), answers);
  }

  public boolean colour() {
    return colour;
  }

  /** Whether somebody sits there who can be asked, and a line can be written over. */
  public boolean isInteractive() {
    return columns > 0;
  }

  /** Characters that fit in a line. */
  public int columns() {
    return isInteractive() ? columns : PAPER;
  }

  /** Asks; only a yes is a yes. */
  public boolean agrees(String question, PrintWriter out) {
    out.print(bold(question) + " [y/N] ");
    out.flush();
    try {
      String answer = answers.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code text} in one line of the window; the end that does not fit is left out. */
  public String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= columns() - 1 || !isInteractive()
        ? text
        : text.substring(0, text.offsetByCodePoints(0, columns() - 2)) + "…";
  }

  /** Writes {@code line} over the present one; for a terminal. */
  public void writeOver(String line, PrintWriter out) {
    out.print("\r\u001b[K" + cut(line));
    out.flush();
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String warning(String text) {
    return paint("33", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String dim(String text) {
    return paint("2", text);
  }

  public String bold(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Java does not know the width of its terminal; COLUMNS is seldom exported; stty knows. */
  private static int columns(Map<String, String> env) {
    String width = env.getOrDefault("COLUMNS", "");
    if (width.isEmpty()) {
      String size = sttySize();
      width = size.substring(size.indexOf(' ') + 1);
    }
    return width.matches("[1-9][0-9]{1,3}") ? Math.max(NARROWEST, Integer.parseInt(width)) : USUAL;
  }

  /** {@code 24 80}; empty where there is no stty. */
  private static String sttySize() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return "";
      }
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
