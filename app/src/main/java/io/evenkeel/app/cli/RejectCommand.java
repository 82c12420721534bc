package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel reject}: a no to somebody else's plan, or one's own withdrawn. */
@Command(
    name = "reject",
    description = "Say no to a plan; the author's own is withdrawn. It cannot be applied any more.")
final class RejectCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "The plan: evenkeel plan --list.")
  private String id = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for its author.")
  private String reason = "";

  RejectCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    JsonNode answer =
        client.post(
            AdminClient.path("plans", id, "reject"),
            body().put("reason", reason),
            AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      out().println("plan " + id + " is " + answer.path("fate").asString("rejected"));
    }
    return ExitCode.OK;
  }
}
