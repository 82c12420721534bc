package io.evenkeel.app.run;

import io.evenkeel.core.change.Finding;
import java.util.List;

/** Findings of a plan for the log: what is wrong, what was seen, what to do. */
final class FindingLines {
  private FindingLines() {}

  static String of(List<Finding> findings) {
    StringBuilder lines = new StringBuilder();
    for (Finding finding : findings) {
      lines
          .append(finding.where())
          .append(": ")
          .append(finding.severity().word())
          .append(' ')
          .append(finding.code())
          .append(": ")
          .append(finding.message())
          .append('\n');
      finding.evidence().forEach(line -> lines.append("    ").append(line).append('\n'));
      if (!finding.help().isEmpty()) {
        lines.append("    help: ").append(finding.help()).append('\n');
      }
    }
    return lines.toString();
  }
}
