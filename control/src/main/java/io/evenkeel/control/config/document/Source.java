package io.evenkeel.control.config.document;

import java.util.Arrays;

/** The text of one file, by lines as YAML counts them. */
public final class Source {
  private final String name;
  private final String text;
  private final int[] lineStarts;

  public Source(String name, String text) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  /** As the operator named the file. */
  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** Line {@code number} (1 is the first) without its end; empty beyond the last. */
  public String line(int number) {
    if (number < 1 || number > lineStarts.length) {
      return "";
    }
    int start = lineStarts[number - 1];
    int end = number < lineStarts.length ? lineStarts[number] : text.length();
    while (end > start && isBreak(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** The place of the character at {@code offset} (in code points) of the text. */
  Place atCodePoint(int offset) {
    int index =
        text.offsetByCodePoints(0, Math.clamp(offset, 0, text.codePointCount(0, text.length())));
    int found = Arrays.binarySearch(lineStarts, index);
    int line = found >= 0 ? found : -found - 2;
    return new Place(this, line + 1, text.codePointCount(lineStarts[line], index) + 1, 1);
  }

  /** The first character. */
  public Place start() {
    return new Place(this, 1, 1, 1);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (ends) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }
}
