package io.evenkeel.app.cli.text;

import io.evenkeel.core.change.Change;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Differences, thing by thing: {@code ~} changed, {@code +} new, {@code -} gone. */
public final class ChangesText {
  private final Terminal terminal;

  public ChangesText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A line or more for each, indented by two. */
  public void print(List<Change> changes, PrintWriter out) {
    Map<String, List<Line>> byThing = new LinkedHashMap<>();
    for (Change change : changes) {
      Entity entity = Entity.of(change.path());
      byThing
          .computeIfAbsent(entity.title(), _ -> new ArrayList<>())
          .add(new Line(entity.key(), change.before(), change.after()));
    }
    byThing.forEach((thing, lines) -> print(thing, lines, out));
  }

  private void print(String thing, List<Line> lines, PrintWriter out) {
    int width = lines.stream().mapToInt(line -> line.key().length()).max().orElse(0);
    boolean whole = lines.getFirst().key().isEmpty();
    if (!whole) {
      out.println("    " + terminal.bold(thing));
    }
    for (Line line : lines) {
      if (line.key().isEmpty()) {
        print(line, "  ", terminal.bold(thing), thing.length(), out);
      } else {
        String padded = line.key() + " ".repeat(width - line.key().length());
        print(line, "      ", padded, width, out);
      }
    }
  }

  private void print(Line line, String indent, String label, int labelWidth, PrintWriter out) {
    String head = indent + sign(line) + " " + label;
    if (line.oneLine().length() + indent.length() + labelWidth + 4 <= terminal.columns()) {
      out.println((head + "  " + line.oneLine()).stripTrailing());
      return;
    }
    out.println(head.stripTrailing());
    String deeper = indent + "    ";
    if (!line.before().isEmpty()) {
      out.println(deeper + terminal.bad("- ") + line.before());
    }
    if (!line.after().isEmpty()) {
      out.println(deeper + terminal.good("+ ") + line.after());
    }
  }

  private String sign(Line line) {
    if (line.before().isEmpty()) {
      return terminal.good("+");
    }
    return line.after().isEmpty() ? terminal.bad("-") : terminal.warning("~");
  }

  private record Line(String key, String before, String after) {
    String oneLine() {
      if (before.isEmpty() || after.isEmpty()) {
        return before + after;
      }
      return before + " -> " + after;
    }
  }
}
