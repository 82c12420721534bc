package io.evenkeel.app.cli.text;

import io.evenkeel.control.config.FindingPrinter;
import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.SourceSpan;
import java.io.PrintWriter;
import java.util.List;

/** Findings as compilers print them, with the lines they point at where those are known. */
public final class FindingsText {
  private final FindingPrinter printer;

  public FindingsText(Terminal terminal) {
    printer = new FindingPrinter(terminal.colour());
  }

  public void print(List<Finding> findings, SourceLines sources, PrintWriter out) {
    for (Finding finding : findings) {
      SourceSpan where = finding.where();
      SourceSpan shown =
          new SourceSpan(sources.shown(where.file()), where.line(), where.column(), where.length());
      String line = sources.line(where.file(), where.line());
      out.print(printer.print(at(finding, shown), line));
    }
  }

  private static Finding at(Finding finding, SourceSpan where) {
    return new Finding(
        finding.code(),
        finding.severity(),
        finding.path(),
        where,
        finding.message(),
        finding.evidence(),
        finding.help());
  }
}
