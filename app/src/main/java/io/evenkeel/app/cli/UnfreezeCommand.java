package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel unfreeze}: ends a freeze. */
@Command(name = "unfreeze", description = "Allow changes again.")
final class UnfreezeCommand extends AdminCommand {
  UnfreezeCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode answer = client.post(AdminClient.path("unfreeze"), body(), AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      out().println("changes may be applied again (freeze windows of the file still hold)");
    }
    return ExitCode.OK;
  }
}
