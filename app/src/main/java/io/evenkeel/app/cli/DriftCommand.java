package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.DriftView;
import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel drift}: whether file, store and running balancer agree. */
@Command(
    name = "drift",
    description = "Whether the file, the history and what is served agree. Exit 7: they do not.")
final class DriftCommand extends AdminCommand {
  DriftCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode json = client.get(AdminClient.path("drift"));
    DriftView drift = DriftView.of(json);
    if (!printedAsJson(json)) {
      drift.print(terminal(), options().nextCommands(""), out());
    }
    return drift.isInStep() ? ExitCode.OK : ExitCode.BAD_NEWS;
  }
}
