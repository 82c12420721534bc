package io.evenkeel.control.config;

import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.SourceSpan;
import java.util.List;

/**
 * Prints findings as compilers do: a line that editors understand, the source line, a caret line, a
 * line of help. Immutable; any thread.
 */
public final class FindingPrinter {
  /** Of a long line (JSON on one line, say) only this much around the place is shown. */
  private static final int WINDOW = 100;

  private static final int LEAD = 40;
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final boolean colour;

  /**
   * @param colour whether the terminal shows ANSI colours
   */
  public FindingPrinter(boolean colour) {
    this.colour = colour;
  }

  /** All findings of {@code result}, each ending with a line break. */
  public String print(ReadResult result) {
    StringBuilder out = new StringBuilder();
    for (Finding finding : result.findings()) {
      SourceSpan where = finding.where();
      out.append(print(finding, result.sources().line(where.file(), where.line())));
    }
    return out.toString();
  }

  /**
   * One finding.
   *
   * @param line the text it points at; blank: it is not known
   */
  public String print(Finding finding, String line) {
    StringBuilder out = new StringBuilder();
    SourceSpan where = finding.where();
    String head = finding.isError() ? RED : YELLOW;
    out.append(paint(BOLD, printable(where.toString()) + ":")).append(' ');
    out.append(paint(head, finding.severity().word() + " " + finding.code())).append(": ");
    out.append(paint(BOLD, printable(finding.message()))).append('\n');
    if (!line.isBlank()) {
      printLine(line, where, head, out);
    }
    List<String> evidence = finding.evidence();
    evidence.forEach(fact -> out.append("  note: ").append(printable(fact)).append('\n'));
    if (!finding.help().isEmpty()) {
      out.append("  help: ").append(printable(finding.help())).append('\n');
    }
    return out.toString();
  }

  private void printLine(String line, SourceSpan where, String head, StringBuilder out) {
    int[] characters = line.codePoints().toArray();
    int column = Math.min(where.column() - 1, characters.length);
    int from = column <= WINDOW - LEAD ? 0 : column - LEAD;
    int to = Math.min(characters.length, from + WINDOW);
    StringBuilder shown = new StringBuilder();
    StringBuilder carets = new StringBuilder();
    for (int i = from; i < to; i++) {
      int before = shown.length();
      Quoted.append(shown, characters[i] == '\t' ? ' ' : characters[i]);
      char mark = i == column ? '^' : i > column && i < column + where.length() ? '~' : ' ';
      carets.repeat(mark, shown.codePointCount(before, shown.length()));
    }
    String cutBefore = from > 0 ? "..." : "";
    out.append("  ").append(cutBefore).append(shown);
    out.append(to < characters.length ? "..." : "").append('\n');
    String caretLine = column >= to ? carets + "^" : carets.toString().stripTrailing();
    out.append("  ").repeat(' ', cutBefore.length()).append(paint(head, caretLine)).append('\n');
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> Quoted.append(out, c));
    return out.toString();
  }

  private String paint(String style, String text) {
    return colour ? style + text + PLAIN : text;
  }
}
