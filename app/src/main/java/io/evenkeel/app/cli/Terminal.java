package io.evenkeel.app.cli;

import java.io.Console;
import java.util.Optional;

/** Colour, where the reader can see it: on a terminal, and not when NO_COLOR is set. */
final class Terminal {
  private final boolean colour;

  private Terminal(boolean colour) {
    this.colour = colour;
  }

  /** For this process's standard output. */
  static Terminal ofProcess() {
    String noColour = System.getenv("NO_COLOR");
    boolean wanted = noColour == null || noColour.isEmpty();
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(
        wanted
            && !dumb
            && Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  static Terminal plain() {
    return new Terminal(false);
  }

  static Terminal colourful() {
    return new Terminal(true);
  }

  boolean colour() {
    return colour;
  }

  String good(String text) {
    return paint("32", text);
  }

  String warning(String text) {
    return paint("33", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String bold(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
