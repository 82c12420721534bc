package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.RolloutProgress;
import io.evenkeel.app.cli.text.RolloutText;
import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel confirm}: keeps what would be undone by itself. */
@Command(name = "confirm", description = "Keep a change that was applied with --confirm-within.")
final class ConfirmCommand extends AdminCommand {
  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "The plan (default: the one that is being applied).")
  private String id = "";

  ConfirmCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    String plan = id.isEmpty() ? underWay(client) : id;
    JsonNode answer =
        client.post(AdminClient.path("plans", plan, "confirm"), body(), AdminClient.PATIENCE);
    RolloutProgress rollout = RolloutProgress.of(answer);
    if (!printedAsJson(answer)) {
      RolloutText text = new RolloutText(terminal(), options().nextCommands(""));
      if (rollout.isOver()) {
        text.end(rollout, out());
      } else {
        out().println("confirmed; " + text.line(rollout));
      }
    }
    return rollout.isRolledBack() ? ExitCode.ROLLED_BACK : ExitCode.OK;
  }

  private static String underWay(AdminClient client) throws CommandFailure {
    String plan = client.get(AdminClient.path("rollout")).path("plan").asString("");
    if (plan.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILURE, "nothing is being applied: nothing to confirm");
    }
    return plan;
  }
}
