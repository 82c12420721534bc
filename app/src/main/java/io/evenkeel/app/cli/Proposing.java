package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.FindingsText;
import io.evenkeel.app.cli.text.NextCommands;
import io.evenkeel.app.cli.text.PlanText;
import io.evenkeel.app.cli.text.PlanView;
import io.evenkeel.app.cli.text.SourceLines;
import io.evenkeel.app.cli.text.Terminal;
import java.io.PrintWriter;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Has a file judged, or looks at a plan that was, and shows it: the first half of a change. */
final class Proposing {
  private final AdminClient client;
  private final GlobalOptions options;
  private final PrintWriter out;
  private final Supplier<Terminal> terminal;

  Proposing(AdminCommand command, AdminClient client) {
    this.client = client;
    options = command.options();
    out = command.out();
    terminal = command::terminal;
  }

  /**
   * What was judged.
   *
   * @param json as it came
   * @param text prints it, with the lines of the file where that is known
   */
  record Judged(JsonNode json, PlanView plan, PlanText text) {}

  /** Sends the text of the file; one that does not parse is shown with its findings. */
  Judged propose(String reason) throws CommandFailure {
    ConfigText file = ConfigText.read(options);
    JsonNode body =
        AdminCommand.body().put("file", file.name()).put("text", file.text()).put("reason", reason);
    boolean waits = !options.json() && terminal.get().isInteractive();
    try {
      if (waits) {
        terminal.get().writeOver("asking the servers what they would answer …", out);
      }
      JsonNode json = client.post(AdminClient.path("plans"), body, AdminClient.PATIENCE_FOR_PLANS);
      forget(waits);
      return judged(json, file, file.asked().toString());
    } catch (BalancerRefused e) {
      forget(waits);
      if (!options.json()) {
        new FindingsText(terminal.get()).print(e.findings(), file, out);
      }
      throw e;
    }
  }

  /** A plan that was judged before. */
  Judged find(String id) throws CommandFailure {
    return judged(client.get(AdminClient.path("plans", id)), SourceLines.NONE, "");
  }

  private Judged judged(JsonNode json, SourceLines sources, String file) {
    NextCommands commands = options.nextCommands(file);
    return new Judged(json, PlanView.of(json), new PlanText(terminal.get(), sources, commands));
  }

  private void forget(boolean waits) {
    if (waits) {
      terminal.get().writeOver("", out);
    }
  }
}
