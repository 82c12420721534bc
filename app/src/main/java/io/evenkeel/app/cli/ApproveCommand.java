package io.evenkeel.app.cli;

import io.evenkeel.app.cli.Proposing.Judged;
import io.evenkeel.app.cli.text.PlanView;
import io.evenkeel.app.cli.text.Terminal;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code evenkeel approve}: a yes to somebody else's plan, after having seen it. */
@Command(
    name = "approve",
    description = "Say yes to a plan of somebody else. Shows it, and asks on a terminal.")
final class ApproveCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "The plan: evenkeel plan --list.")
  private String id = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  ApproveCommand(Supplier<Terminal> terminals) {
    super(terminals);
  }

  @Override
  int ask(AdminClient client) throws CommandFailure {
    if (!options().json() && !yes && terminal().isInteractive()) {
      Judged judged = new Proposing(this, client).find(id);
      judged.text().print(judged.plan(), out());
      out().println();
      if (!terminal().agrees("Approve it?", out())) {
        out().println("Not approved.");
        return ExitCode.FAILURE;
      }
    }
    JsonNode answer =
        client.post(AdminClient.path("plans", id, "approve"), body(), AdminClient.PATIENCE);
    if (!printedAsJson(answer)) {
      PlanView plan = PlanView.of(answer);
      out()
          .println(
              "approved: plan "
                  + id
                  + " has "
                  + plan.approvals().size()
                  + " of "
                  + plan.approvalsNeeded()
                  + " approvals"
                  + (plan.approvalsMissing() > 0
                      ? ""
                      : "\napply it:  " + options().nextCommands("").apply(plan, false)));
    }
    return ExitCode.OK;
  }
}
