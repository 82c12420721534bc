package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.schema.ScalarType;
import java.util.regex.Pattern;

/** TCP ports. */
public final class Ports {
  static final int MAX = 65_535;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

  /** One that can be connected to. */
  public static final ScalarType<Integer> PORT = Integers.between(1, MAX);

  private Ports() {}

  static boolean isPort(String text) {
    int port = parse(text);
    return port >= 1 && port <= MAX;
  }

  /** The number, perhaps above {@link #MAX}; -1 when {@code text} is none. */
  static int parse(String text) {
    return DIGITS.matcher(text).matches() ? Integer.parseInt(text) : -1;
  }
}
