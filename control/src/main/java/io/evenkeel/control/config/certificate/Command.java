package io.evenkeel.control.config.certificate;

import java.util.regex.Pattern;

/** Names of files in commands that people copy from a help line into their shell. */
final class Command {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]{0,80}");

  private Command() {}

  /** {@code file} itself where no shell would see more in it than a name. */
  static String file(String file) {
    return PLAIN.matcher(file).matches() ? file : "FILE";
  }
}
