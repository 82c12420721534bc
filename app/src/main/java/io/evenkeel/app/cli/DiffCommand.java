package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.ChangesText;
import io.evenkeel.app.cli.text.ReadJson;
import io.evenkeel.app.cli.text.Terminal;
import io.evenkeel.core.change.Change;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel diff}: what lies between two revisions. */
@Command(name = "diff", description = "What changed from one revision to another.")
final class DiffCommand extends AdminCommand {
  @Parameters(index = "0", paramLabel = "A", description = "From this revision.")
  private long from;

  @Parameters(index = "1", paramLabel = "B", description = "To this one.")
  private long to;

  DiffCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode diff =
        client.get(AdminClient.path("revisions", Long.toString(from), "diff", Long.toString(to)));
    if (!printedAsJson(diff)) {
      List<Change> changes = ReadJson.changes(diff.path("changes"));
      if (changes.isEmpty()) {
        out().println("revisions " + from + " and " + to + " say the same");
      }
      new ChangesText(terminal()).print(changes, out());
    }
    return ExitCode.OK;
  }
}
