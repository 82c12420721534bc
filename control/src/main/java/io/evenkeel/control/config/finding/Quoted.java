package io.evenkeel.control.config.finding;

/** A piece of the file inside of a message: short, printable, on one line. */
public final class Quoted {
  /** Longer ones are cut; the place is in the finding anyway. */
  private static final int LONGEST = 60;

  private static final int LONGEST_SENTENCE = 240;

  private Quoted() {}

  /** {@code text} in double quotes, cut and escaped. */
  public static String of(String text) {
    return "\"" + printable(text) + "\"";
  }

  /** {@code text} cut and with control characters escaped, so that a terminal cannot be steered. */
  public static String printable(String text) {
    return printable(text, LONGEST);
  }

  /** As {@link #printable(String)}, with room for a sentence. */
  public static String sentence(String text) {
    return printable(text, LONGEST_SENTENCE);
  }

  private static String printable(String text, int longest) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(text.length(), longest);
    text.substring(0, end).codePoints().forEach(c -> append(out, c));
    return (end < text.length() ? out.append("...") : out).toString();
  }

  /** Appends {@code codePoint}, escaped when a terminal would act on it. */
  public static void append(StringBuilder out, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
      default -> out.appendCodePoint(codePoint);
    }
  }
}
