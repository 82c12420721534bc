package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.HistoryText;
import io.evenkeel.app.cli.text.Terminal;
import java.time.ZoneId;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel audit}: every act of everybody. */
@Command(name = "audit", description = "Who did what: the last lines of the audit log.")
final class AuditCommand extends AdminCommand {
  /** What the balancer answers at once. */
  private static final int MOST = 1000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many lines (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  private int limit = 50;

  AuditCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    if (limit < 1 || limit > MOST) {
      throw wrongUsage("--limit " + limit + " (expected: 1 to " + MOST + ")");
    }
    JsonNode lines = client.get(AdminClient.path("audit") + "?limit=" + limit);
    if (!printedAsJson(lines)) {
      new HistoryText(terminal(), ZoneId.systemDefault()).audit(lines, out());
    }
    return ExitCode.OK;
  }
}
