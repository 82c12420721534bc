package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.HistoryText;
import io.evenkeel.app.cli.text.Terminal;
import java.time.ZoneId;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel history}: who changed what, when, and what became of it. */
@Command(
    name = "history",
    description = "The revisions, newest first: author, approvals, reason, outcome.")
final class HistoryCommand extends AdminCommand {
  HistoryCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode revisions = client.get(AdminClient.path("revisions"));
    if (!printedAsJson(revisions)) {
      new HistoryText(terminal(), ZoneId.systemDefault()).revisions(revisions, out());
    }
    return ExitCode.OK;
  }
}
