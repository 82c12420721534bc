package io.evenkeel.app.cli.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows in columns as wide as their widest cell; the last column is as wide as it likes. */
final class Table {
  private static final String GAP = "  ";

  private final String indent;
  private final List<List<Cell>> rows = new ArrayList<>();

  Table(String indent) {
    this.indent = indent;
  }

  /**
   * One cell.
   *
   * @param toTheRight for numbers
   * @param paint colours the padded text
   */
  record Cell(String text, boolean toTheRight, UnaryOperator<String> paint) {
    static Cell of(String text) {
      return new Cell(text, false, UnaryOperator.identity());
    }

    static Cell of(String text, UnaryOperator<String> paint) {
      return new Cell(text, false, paint);
    }

    static Cell number(String text) {
      return new Cell(text, true, UnaryOperator.identity());
    }

    static Cell number(String text, UnaryOperator<String> paint) {
      return new Cell(text, true, paint);
    }

    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  Table row(Cell... cells) {
    rows.add(List.of(cells));
    return this;
  }

  void print(PrintWriter out) {
    List<Integer> widths = new ArrayList<>();
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).width()));
      }
    }
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private String line(List<Cell> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      boolean last = i == row.size() - 1;
      String padding = " ".repeat(last && !cell.toTheRight() ? 0 : widths.get(i) - cell.width());
      line.append(i == 0 ? "" : GAP)
          .append(
              cell.paint()
                  .apply(cell.toTheRight() ? padding + cell.text() : cell.text() + padding));
    }
    return line.toString().stripTrailing();
  }
}
