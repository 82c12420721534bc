package io.evenkeel.app.scenario.changes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody does to the text of the configuration. Fails when there is nothing to do it to. */
@FunctionalInterface
interface Edit {
  String of(String text);

  /** This one, then another. */
  default Edit and(Edit next) {
    return text -> next.of(of(text));
  }

  /** Replaces what stands in the whole text once. */
  static Edit swap(String from, String to) {
    return text -> once(text, from, to);
  }

  /** Replaces what stands in the section of a listener or pool once. */
  static Edit in(String section, String from, String to) {
    return text -> {
      Matcher matcher = section(section).matcher(text);
      if (!matcher.find()) {
        throw new AssertionError("no section " + section + " in:\n" + text);
      }
      return text.substring(0, matcher.start())
          + once(matcher.group(), from, to)
          + text.substring(matcher.end());
    };
  }

  /** Takes a line of the section away, the one with that text. */
  static Edit without(String section, String part) {
    return text -> {
      Matcher matcher = section(section).matcher(text);
      if (!matcher.find()) {
        throw new AssertionError("no section " + section + " in:\n" + text);
      }
      String line =
          matcher.group().lines().filter(l -> l.contains(part)).findFirst().orElse("no " + part);
      return text.substring(0, matcher.start())
          + once(matcher.group(), line + "\n", "")
          + text.substring(matcher.end());
    };
  }

  /** Adds lines to the end, as they are. */
  static Edit append(String lines) {
    return text -> text + lines;
  }

  /** Adds lines to the end of a section, as they are. */
  static Edit extend(String section, String lines) {
    return text -> {
      Matcher matcher = section(section).matcher(text);
      if (!matcher.find()) {
        throw new AssertionError("no section " + section + " in:\n" + text);
      }
      return text.substring(0, matcher.end()) + lines + text.substring(matcher.end());
    };
  }

  /** From {@code " name:"} to the next line that is indented as much, or less. */
  private static Pattern section(String name) {
    return Pattern.compile("(?m)^  " + Pattern.quote(name) + ":\\n(?:^(?: {3,}.*)?\\n)*");
  }

  private static String once(String text, String from, String to) {
    int first = text.indexOf(from);
    if (first < 0 || text.indexOf(from, first + 1) >= 0) {
      throw new AssertionError("\"" + from + "\" (expected: once) in:\n" + text);
    }
    return text.substring(0, first) + to + text.substring(first + from.length());
  }
}
