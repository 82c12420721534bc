package io.evenkeel.core.change;

/**
 * A stretch of one line of a file.
 *
 * @param file as the operator named it
 * @param line 1 is the first
 * @param column in characters (code points), 1 is the first
 * @param length in characters, at least 1
 */
public record SourceSpan(String file, int line, int column, int length) {
  public SourceSpan {
    if (line < 1 || column < 1 || length < 1) {
      throw new IllegalArgumentException(
          "span: " + line + ":" + column + "+" + length + " (expected: each at least 1)");
    }
  }

  /** {@code file:line:column}, as editors and terminals take it. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
