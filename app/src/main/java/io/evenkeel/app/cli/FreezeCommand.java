package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel freeze}: no changes for now. */
@Command(
    name = "freeze",
    description =
        "Forbid changes until \"evenkeel unfreeze\"; break-glass and rollback still work.")
final class FreezeCommand extends AdminCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for those who want to change something.")
  private String reason = "";

  FreezeCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode answer =
        client.post(AdminClient.path("freeze"), body().put("reason", reason), AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      out()
          .println(
              "frozen: nothing can be applied until: " + options().nextCommands("").of("unfreeze"));
    }
    return ExitCode.OK;
  }
}
